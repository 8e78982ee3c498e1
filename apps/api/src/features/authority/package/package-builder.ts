import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { type EvidenceManifest, PACKAGE_FILES, type PackagedCamera, VERIFY_HTML, VERIFY_PY, VERIFY_SH, packageReadme } from '@guardroom/evidence';
import { type Instant, instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { provedFacts } from '../../ledger/public.ts';
import { type ArchivedFile, type Sum, zipOf } from './archive.ts';
import { EvidenceKeys } from './evidence-keys.ts';
import { type Run, bytesOf, fileOf, missingIn, runsOf, secondsIn, segmentsIn, stretchOf } from './footage.ts';
import { type GrantedCamera, type OpenedCamera, PackageSources, chainOf } from './sources.ts';

/** A granted request, as its package needs it. */
export type Granted = {
  readonly requestId: string;
  readonly packageId: string;
  readonly from: Date;
  readonly to: Date;
  readonly cameras: readonly GrantedCamera[];
  /** Of the sealed originals that touch the granted time: no package of them is larger. */
  readonly recordedBytes: number;
  /** What the manifest says before any footage was looked at. */
  readonly told: Pick<EvidenceManifest, 'districtId' | 'school' | 'agency' | 'request' | 'verifiedBy' | 'approvedBy'>;
};

/** What came of a package beside its bytes. */
export type Built = { manifestSha256: string | undefined; readonly signingKeyId: string; readonly footageSeconds: number; readonly missingSeconds: number };

/** A package under way: its bytes as they are read, and what came of it once they are. */
export type Building = { readonly zip: AsyncIterable<Uint8Array>; readonly built: Built; close(): void };

/** Told of progress: segments that are in, of all. */
export type OnProgress = (done: number, total: number) => Promise<void>;

/** A camera's opened footage with where it goes. */
type Placed = OpenedCamera & { readonly no: number; readonly runs: readonly Run[] };

/** Builds evidence packages out of sealed originals, and of nothing else. */
@Injectable()
export class PackageBuilder {
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #vault: FileKeyVault;
  readonly #keys: EvidenceKeys;
  readonly #sources: PackageSources;
  readonly #clock: SystemClock;
  constructor(db: Tenants, identity: Identity, vault: FileKeyVault, keys: EvidenceKeys, sources: PackageSources, clock: SystemClock) {
    this.#db = db;
    this.#identity = identity;
    this.#vault = vault;
    this.#keys = keys;
    this.#sources = sources;
    this.#clock = clock;
  }

  /**
   * Opens what was granted. Footage comes first in the ZIP, the signed manifest last: it names the hash of everything before it.
   * @refuses recording.key_destroyed — when the recordings of a day were disposed of
   */
  async begin(by: MachineActor, granted: Granted, onProgress: OnProgress): Promise<Building> {
    const key = await this.#keys.of(by.districtId);
    const span = { fromMs: granted.from.getTime(), toMs: granted.to.getTime() };
    const cameras: Placed[] = [];
    for (const camera of granted.cameras) {
      const opened = await this.#sources.open(by.schoolId, camera, granted);
      cameras.push({ ...opened, no: cameras.length + 1, runs: runsOf(opened.segments, span) });
    }
    const all = cameras.flatMap((camera) => camera.runs);
    const seconds = ((span.toMs - span.fromMs) / 1000) * cameras.length;
    const built: Built = { manifestSha256: undefined, signingKeyId: key.keyId, footageSeconds: secondsIn(all), missingSeconds: Math.max(0, seconds - secondsIn(all)) };
    const progress = counter(all.reduce((sum, run) => sum + segmentsIn([run]).length, 0), onProgress);

    const sums: Sum[] = [];
    const head = { packageId: granted.packageId, ...granted.told, grant: { from: iso(granted.from), to: iso(granted.to), cameraIds: granted.cameras.map((camera) => camera.id) }, signing: { keyId: key.keyId, algorithm: 'Ed25519' as const, fingerprint: key.fingerprint } };
    const text = (path: string, words: () => string | Promise<string>): ArchivedFile => ({ path, bytes: async () => [Buffer.from(await words())] });
    let manifest = Buffer.alloc(0);
    const files: ArchivedFile[] = [
      text(PACKAGE_FILES.readme, () => packageReadme(head)),
      text(PACKAGE_FILES.python, () => VERIFY_PY),
      text(PACKAGE_FILES.shell, () => VERIFY_SH),
      text(PACKAGE_FILES.page, () => VERIFY_HTML),
      text(PACKAGE_FILES.key, () => key.pem),
      ...cameras.flatMap((camera) => camera.runs.map((run, i): ArchivedFile => ({ path: fileOf(run, camera.no, i + 1).path, bytes: () => bytesOf(run, progress) }))),
      ...cameras.map((camera) => text(chainPath(camera.no), () => JSON.stringify(chainOf({ ...camera, segments: segmentsIn(camera.runs) }), null, 1))),
      text(PACKAGE_FILES.custody, async () => JSON.stringify(await this.#custody(by.schoolId, granted), null, 1)),
      text(PACKAGE_FILES.sums, () => sums.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')),
      {
        path: PACKAGE_FILES.manifest,
        bytes: () => {
          const sha256sums = sums.find((sum) => sum.path === PACKAGE_FILES.sums)?.sha256 ?? '';
          const told: EvidenceManifest = { format: 'guardroom/evidence-package/1', builtAt: this.#clock.now(), ...head, cameras: cameras.map((camera) => packaged(camera, span)), sha256sums };
          manifest = Buffer.from(`${JSON.stringify(told, null, 1)}\n`);
          return [manifest];
        },
      },
      { path: PACKAGE_FILES.signature, bytes: async () => [await this.#keys.sign(by.districtId, manifest)] },
    ];
    const zip = zipOf(files, new Date(this.#clock.nowMs()), (sum) => {
      sums.push(sum);
      if (sum.path === PACKAGE_FILES.manifest) built.manifestSha256 = sum.sha256;
    });
    return { zip, built, close: () => cameras.forEach((camera) => camera.close()) };
  }

  /** Steps of the request, openings of keys, and who had looked at the granted minutes before; what else was held is the school's own. */
  async #custody(schoolId: string, granted: Granted): Promise<object> {
    const { requestId } = granted;
    const by = await this.#identity.machineAt(schoolId, 'evidence package');
    return this.#db.read(by, async (tx: Tx) => {
      const facts = await provedFacts(tx, this.#vault, by.districtId, [requestId], ['authority_request.', 'recording_key.opened']);
      return { format: 'guardroom/package-custody/1', ...facts, viewings: await viewingsOf(tx, by, granted) };
    });
  }
}

/** Who looked at granted minutes, by the viewing register. */
async function viewingsOf(tx: Tx, by: MachineActor, { cameras, from, to }: Granted): Promise<object[]> {
  const rows = await tx.sql<{ camera_id: string; viewer_name: string; escort_name: string | null; from_at: Date; to_at: Date; served_at: Date }>`
    select e.camera_id, s.viewer_name, s.escort_name, min(e.from_at) as from_at, max(e.to_at) as to_at, min(e.served_at) as served_at
      from viewing_entries e join viewing_sessions s using (school_id, session_id)
     where e.school_id = ${by.schoolId} and e.camera_id = any(${cameras.map((camera) => camera.id)}::text[]) and e.from_at < ${to} and e.to_at > ${from}
     group by e.camera_id, s.session_id, s.viewer_name, s.escort_name order by served_at`;
  return rows.map((row) => ({ cameraId: row.camera_id, viewer: row.viewer_name, escort: row.escort_name, from: iso(row.from_at), to: iso(row.to_at), at: iso(row.served_at) }));
}

const iso = (at: Date): Instant => instantOf(at.getTime());
const chainPath = (cameraNo: number): string => `chain/camera-${String(cameraNo).padStart(2, '0')}.json`;

function packaged({ camera, no, runs, segments, gaps, clock }: Placed, span: { fromMs: number; toMs: number }): PackagedCamera {
  const used = segmentsIn(runs);
  return {
    id: camera.id,
    name: camera.name,
    location: camera.location,
    codec: used[0]?.signed.header.codec ?? null,
    clock: { uncertaintyMs: Math.max(0, ...segments.map((segment) => segment.uncertaintyMs)), offsetMs: clock.offsetMs, measuredAt: clock.measuredAt && iso(clock.measuredAt) },
    footageSeconds: secondsIn(runs),
    missing: missingIn(runs, span).map((hole) => {
      const known = gaps.find((gap) => gap.fromMs < hole.toMs && gap.toMs > hole.fromMs);
      return { ...stretchOf(hole), cause: known?.cause ?? (hole.fromMs === span.fromMs || hole.toMs === span.toMs ? 'no_whole_fragment' : 'unknown'), explanation: known?.explanation ?? null };
    }),
    files: runs.map((run, i) => fileOf(run, no, i + 1)),
    chain: chainPath(no),
  };
}

function counter(total: number, onProgress: OnProgress): () => Promise<void> {
  let [done, toldMs] = [0, 0];
  return async () => {
    done += 1;
    const nowMs = performance.now();
    if (done < total && nowMs - toldMs < 500) return;
    toldMs = nowMs;
    await onProgress(done, total);
  };
}
