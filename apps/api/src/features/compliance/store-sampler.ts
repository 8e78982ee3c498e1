import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { objectKeyOf, sha256Hex } from '@guardroom/evidence';
import { type CameraId, type Instant, civilDay } from '@guardroom/kernel';
import { Tenants } from '../../platform/database/databases.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import { SystemClock } from '../../platform/platform.module.ts';

/** Objects of each camera that one round fetches: with a round every five minutes 576 a day, where a day has 8 640 and the policy asks for a twentieth. */
const PER_CAMERA = 2;

type Drawn = { camera_id: string; started_at: Date; sequence: string; sha256: Buffer; bytes: number; object_version: string | null; retention_days: number };
type Found = { readonly examined: number; readonly missing: number; readonly mismatched: number; readonly unlocked: number };

/** Fetches objects drawn by lot and compares them with the index: nothing may be gone, other than sealed, or without its lock. */
@Injectable()
export class StoreSampler {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #clock: SystemClock;

  constructor(db: Tenants, store: ObjectStore, clock: SystemClock) {
    this.#db = db;
    this.#store = store;
    this.#clock = clock;
  }

  /** One round at a school. The lot falls on an instant between a camera's oldest footage of the period and now, so that old and new are drawn alike. */
  async sample(by: MachineActor): Promise<void> {
    const drawn = await this.#db.read(by, (tx) =>
      tx.sql<Drawn>`
        select c.camera_id, o.started_at, o.sequence, o.sha256, o.bytes, o.object_version, s.retention_days
          from cameras c join schools s using (school_id)
          join lateral (select min(started_at) as oldest from segments g where g.school_no = c.school_no and g.camera_no = c.camera_no and g.verified and g.started_at >= now() - make_interval(days => s.retention_days)) f on f.oldest is not null
          join lateral (select f.oldest + random() * (now() - f.oldest) as at, n from generate_series(1, ${PER_CAMERA}::int) n) lot on true
          join lateral (select g.* from segments g where g.school_no = c.school_no and g.camera_no = c.camera_no and g.verified and g.started_at >= f.oldest and g.started_at <= lot.at order by g.started_at desc limit 1) o on true
         where c.school_id = ${by.schoolId} and c.enabled`,
    );
    const found = new Map<string, Found>();
    for (const object of drawn) {
      const before = found.get(object.camera_id) ?? { examined: 0, missing: 0, mismatched: 0, unlocked: 0 };
      const fault = await this.#faultOf(by.schoolId, object);
      found.set(object.camera_id, { ...before, examined: before.examined + 1, ...(fault ? { [fault]: before[fault] + 1 } : {}) });
    }
    const at = this.#clock.now();
    const rows = [...found].map(([camera_id, counts]) => ({ camera_id, ...counts }));
    await this.#db.write(by, (tx) => tx.sql`
      insert into segment_checks (school_id, camera_id, day, district_id, examined, missing, mismatched, unlocked, checked_at)
      select ${by.schoolId}, r.camera_id, ${civilDay(at)}::date, ${by.districtId}, r.examined, r.missing, r.mismatched, r.unlocked, ${at}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (camera_id text, examined int, missing int, mismatched int, unlocked int)
      on conflict (school_id, camera_id, day) do update
        set examined = segment_checks.examined + excluded.examined, missing = segment_checks.missing + excluded.missing, mismatched = segment_checks.mismatched + excluded.mismatched,
            unlocked = segment_checks.unlocked + excluded.unlocked, checked_at = excluded.checked_at`);
  }

  async #faultOf(schoolId: string, object: Drawn): Promise<'missing' | 'mismatched' | 'unlocked' | undefined> {
    const key = objectKeyOf({ cameraId: object.camera_id as CameraId, startedAt: object.started_at.toISOString() as Instant, sequence: Number(object.sequence) });
    const version = object.object_version ?? undefined;
    const bytes = await this.#store.read(schoolId, key, version, 0, object.bytes).catch(() => undefined); // away or gone: either way it was not there when asked for
    if (!bytes) return 'missing';
    if (sha256Hex(bytes) !== object.sha256.toString('hex')) return 'mismatched';
    const lock = await this.#store.retention(schoolId, key, version);
    return lock?.mode === 'COMPLIANCE' && lock.until.getTime() >= object.started_at.getTime() + object.retention_days * 86_400_000 - 1_000 ? undefined : 'unlocked';
  }
}
