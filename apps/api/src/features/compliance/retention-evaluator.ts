import { Injectable } from '@nestjs/common';
import { type RetentionSubject, evaluate, retentionMinimum } from '@guardroom/domain';
import type { MachineActor } from '@guardroom/db';
import { objectKeyOf, sha256Hex } from '@guardroom/evidence';
import { type CameraId, type Instant, civilDay, dayMs } from '@guardroom/kernel';
import { Tenants } from '../../platform/database/databases.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../platform/jobs/work.ts';
import { ObjectStore } from '../../platform/object-store/object-store.ts';
import { SystemClock } from '../../platform/platform.module.ts';
import { StoreSampler } from './store-sampler.ts';
import { storeResults } from './store-results.ts';

type Oldest = { camera_id: string; registered_at: Date; retention_days: number; started_at: Date | null; sequence: string; sha256: Buffer; bytes: number; object_version: string | null };

/**
 * Proves retention by fetching, and draws a sample of the store besides: the oldest verified segment of each camera is read from the store, its hash compared and its
 * lock asked. A row in the index alone proves nothing.
 */
@Injectable()
@DueWork('compliance.retention', { everySeconds: 300 })
export class RetentionEvaluator implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #clock: SystemClock;
  readonly #sampler: StoreSampler;

  constructor(db: Tenants, store: ObjectStore, clock: SystemClock, sampler: StoreSampler) {
    this.#db = db;
    this.#store = store;
    this.#clock = clock;
    this.#sampler = sampler;
  }

  async handle(by: MachineActor, _due: Due): Promise<void> {
    const now = this.#clock.nowMs();
    const cameras = await this.#db.read(by, (tx) =>
      tx.sql<Oldest>`
        select c.camera_id, c.registered_at, s.retention_days, o.started_at, o.sequence, o.sha256, o.bytes, o.object_version
          from cameras c join schools s using (school_id)
          left join lateral (select * from segments g where g.school_no = c.school_no and g.camera_no = c.camera_no and g.verified
                              and g.started_at >= now() - make_interval(days => s.retention_days) order by g.started_at limit 1) o on true
         where c.enabled`,
    );
    const subjects: RetentionSubject[] = [];
    for (const camera of cameras) subjects.push(await this.#examine(by.schoolId, camera, now));
    const at = this.#clock.now();
    const { control, evidence } = retentionMinimum;
    await this.#db.write(by, (tx) => storeResults(tx, by, civilDay(at), at, [{ control, evidence, evaluation: evaluate(retentionMinimum, subjects, {}), parameters: { retention_days: cameras[0]?.retention_days ?? 0 } }]));
    await this.#sampler.sample(by);
  }

  async #examine(schoolId: string, camera: Oldest, nowMs: number): Promise<RetentionSubject> {
    const requiredDays = Math.min(camera.retention_days, (nowMs - camera.registered_at.getTime()) / dayMs);
    const nothing = { id: camera.camera_id, requiredDays, retrievableDays: null, locked: false };
    if (!camera.started_at) return nothing;
    const key = objectKeyOf({ cameraId: camera.camera_id as CameraId, startedAt: camera.started_at.toISOString() as Instant, sequence: Number(camera.sequence) });
    const version = camera.object_version ?? undefined;
    const object = await this.#store.read(schoolId, key, version, 0, camera.bytes).catch(() => undefined); // away or gone: either way it was not retrievable
    if (!object || sha256Hex(object) !== camera.sha256.toString('hex')) return nothing;
    const lock = await this.#store.retention(schoolId, key, version);
    const lockedUntil = camera.started_at.getTime() + camera.retention_days * dayMs;
    return { ...nothing, retrievableDays: (nowMs - camera.started_at.getTime()) / dayMs, locked: lock?.mode === 'COMPLIANCE' && lock.until.getTime() >= lockedUntil - 1_000 };
  }
}
