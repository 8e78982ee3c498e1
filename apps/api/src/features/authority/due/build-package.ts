import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { type Instant, instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type KeptPackage, PackageStore } from '../package/package-store.ts';
import { type Built, type Granted, PackageBuilder } from '../package/package-builder.ts';
import { BUILD_PACKAGE } from '../package/work.ts';
import { record } from '../record.ts';

/** Builds the package of an approved request. When it ends on the way it begins again from the originals, as another object. */
@Injectable()
@DueWork(BUILD_PACKAGE, { lanes: 2 })
export class BuildPackage implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #builder: PackageBuilder;
  readonly #packages: PackageStore;
  readonly #clock: SystemClock;
  constructor(db: Tenants, identity: Identity, builder: PackageBuilder, packages: PackageStore, clock: SystemClock) {
    this.#db = db;
    this.#identity = identity;
    this.#builder = builder;
    this.#packages = packages;
    this.#clock = clock;
  }

  async handle(by: MachineActor, { subject: packageId }: Due): Promise<void> {
    const granted = await this.#db.read(by, (tx) => grantedOf(tx, by, packageId));
    if (!granted) return; // built already
    await this.#packages.ensureRoom(packageId, granted.recordedBytes);
    try {
      const building = await this.#builder.begin(by, granted, (done, total) => this.#progress(by.schoolId, packageId, done, total));
      try {
        const kept = await this.#packages.keep(by.schoolId, packageId, building.zip);
        await this.#ready(by.schoolId, granted, kept, building.built);
      } finally {
        building.close();
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await this.#failed(by.schoolId, granted, error.code);
    }
  }

  /** A machine's ticket lives minutes, a long package takes more: each transaction asks for its own. */
  async #write(schoolId: string, run: (tx: Tx, by: MachineActor) => Promise<unknown>): Promise<void> {
    const by = await this.#identity.machineAt(schoolId, BUILD_PACKAGE);
    await this.#db.write(by, (tx) => run(tx, by));
  }

  #progress(schoolId: string, packageId: string, done: number, total: number): Promise<void> {
    return this.#write(schoolId, (tx) => tx.sql`update evidence_packages set parts_done = ${done}, parts_total = ${total} where school_id = ${schoolId} and package_id = ${packageId}`);
  }

  #ready(schoolId: string, granted: Granted, kept: KeptPackage, built: Built): Promise<void> {
    const at = this.#clock.now();
    return this.#write(schoolId, async (tx, by) => {
      const { packageId, requestId } = granted;
      const [agency] = await tx.sql<{ agency_id: string }>`
        update evidence_packages set state = 'ready', ready_at = ${at}, bytes = ${kept.bytes}, sha256 = ${kept.sha256}, manifest_sha256 = ${Buffer.from(built.manifestSha256 ?? '', 'hex')},
          signing_key_id = ${built.signingKeyId}, footage_seconds = ${built.footageSeconds}, missing_seconds = ${built.missingSeconds}, object_key = ${kept.objectKey},
          object_bytes = ${kept.objectBytes}, object_version = ${kept.objectVersion}, wrapped_key = ${kept.wrappedKey}
         where school_id = ${schoolId} and package_id = ${packageId} and state = 'building' returning agency_id`;
      if (!agency) return; // another worker was first
      await tx.sql`update authority_requests set state = 'fulfilled', fulfilled_at = ${at} where school_id = ${schoolId} and request_id = ${requestId}`;
      const body = { packageId, sha256: kept.sha256.toString('hex'), manifestSha256: built.manifestSha256, bytes: kept.bytes, footageSeconds: built.footageSeconds, missingSeconds: built.missingSeconds };
      await record(tx, by, { schoolId, requestId, districtId: by.districtId, agencyId: agency.agency_id }, { kind: 'package_ready', at, body });
    });
  }

  #failed(schoolId: string, { packageId, requestId, told }: Granted, code: string): Promise<void> {
    return this.#write(schoolId, async (tx, by) => {
      await tx.sql`update evidence_packages set state = 'failed', failure = ${code} where school_id = ${schoolId} and package_id = ${packageId} and state = 'building'`;
      await record(tx, by, { schoolId, requestId, districtId: by.districtId, agencyId: told.agency.id }, { kind: 'package_failed', at: this.#clock.now(), body: { packageId, code } });
    });
  }
}

type GrantRow = {
  recorded_bytes: string;
  request_id: string; agency_id: string; agency_name: string; case_number: string; notice_number: string; places: string; from_at: Date; to_at: Date; officers: { name: string; badge: string }[];
  filed_by_name: string; filed_at: Date; granted_from: Date; granted_to: Date; school_name: string;
  cameras: { id: string; name: string; location: string }[]; papers: { kinds: string[]; name: string; sha256: string }[];
  signatures: { part: string; name: string; role: string; at: string }[];
};

const iso = (at: Date | string): Instant => instantOf(new Date(at).getTime());

/** The request behind a package that is to be built; nothing for one that is not. */
async function grantedOf(tx: Tx, by: MachineActor, packageId: string): Promise<Granted | undefined> {
  const [row] = await tx.sql<GrantRow>`
    select r.*, s.name as school_name,
      (select coalesce(sum(g.bytes), 0) from authority_request_cameras m join cameras c using (school_id, camera_id) join segments g on g.school_no = c.school_no and g.camera_no = c.camera_no
        where m.school_id = r.school_id and m.request_id = r.request_id and m.granted and g.started_at < r.granted_to and g.started_at > r.granted_from - interval '1 hour' and g.ended_at > r.granted_from) as recorded_bytes,
      (select jsonb_agg(jsonb_build_object('id', c.camera_id, 'name', c.name, 'location', c.location) order by c.name) from authority_request_cameras m join cameras c using (school_id, camera_id)
        where m.school_id = r.school_id and m.request_id = r.request_id and m.granted) as cameras,
      (select coalesce(jsonb_agg(jsonb_build_object('kinds', p.kinds, 'name', p.name, 'sha256', encode(p.sha256, 'hex')) order by p.brought_at), '[]') from authority_papers p
        where p.school_id = r.school_id and p.request_id = r.request_id) as papers,
      (select jsonb_agg(jsonb_build_object('part', g.part, 'name', g.person_name, 'role', g.role, 'at', g.signed_at) order by g.ordinal) from authority_signatures g
        where g.school_id = r.school_id and g.request_id = r.request_id) as signatures
      from evidence_packages k join authority_requests r using (school_id, request_id) join schools s using (school_id)
     where k.school_id = ${by.schoolId} and k.package_id = ${packageId} and k.state = 'building'`;
  if (!row) return undefined;
  const signedFor = (part: string) => row.signatures.filter((s) => s.part === part).map(({ name, role, at }) => ({ name, role, at: iso(at) }));
  return {
    requestId: row.request_id,
    packageId,
    from: row.granted_from,
    to: row.granted_to,
    cameras: row.cameras,
    recordedBytes: Number(row.recorded_bytes),
    told: {
      school: { id: by.schoolId, name: row.school_name },
      districtId: by.districtId,
      agency: { id: row.agency_id, name: row.agency_name },
      request: {
        id: row.request_id, caseNumber: row.case_number, noticeNumber: row.notice_number, places: row.places, from: iso(row.from_at), to: iso(row.to_at), officers: row.officers,
        filedBy: row.filed_by_name, filedAt: iso(row.filed_at), papers: row.papers,
      },
      verifiedBy: signedFor('verification'),
      approvedBy: signedFor('approval'),
    },
  };
}
