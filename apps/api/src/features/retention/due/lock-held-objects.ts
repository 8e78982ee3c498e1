import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler, noteDue } from '../../../platform/jobs/work.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { LOCK_HELD } from '../holds.ts';
import { type Indexed, lockObject } from '../lock-object.ts';

/** Objects asked about at once. */
const CONCURRENCY = 8;
/** Footage that arrives late is looked for again after so long. Milliseconds. */
const AGAIN_MS = 6 * 3_600_000;

type Hold = { source_id: string; until_at: Date; from_at: Date; to_at: Date; released_at: Date | null; locked_at: Date | null };

/**
 * Locks every object under a hold until the hold's end, where that outlives the object's retention, and reads the lock back. Only
 * then is the hold noted as locked. Locks grow and never shrink, so that a second run changes nothing.
 * @throws Error — when an object is away or its lock is not what was asked; the work stays due
 */
@Injectable()
@DueWork(LOCK_HELD)
export class LockHeldObjects implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #clock: SystemClock;

  constructor(db: Tenants, store: ObjectStore, clock: SystemClock) {
    this.#db = db;
    this.#store = store;
    this.#clock = clock;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    const seen = await this.#db.read(by, (tx) => underHold(tx, by, due.subject));
    if (!seen || seen.hold.released_at || seen.hold.until_at.getTime() <= this.#clock.nowMs()) return;
    const extended = await this.#lock(by, seen.objects, seen.hold.until_at);
    await this.#db.write(by, async (tx) => {
      const [noted] = await tx.sql<{ first: boolean }>`
        update holds set locked_at = clock_timestamp() where school_id = ${by.schoolId} and hold_id = ${due.subject} and until_at = ${seen.hold.until_at} returning true as first`;
      if (noted && (extended > 0 || !seen.hold.locked_at)) {
        await appendFact(tx, by, { type: 'hold.locked', subject: seen.hold.source_id, at: this.#clock.now(), body: { holdId: due.subject, objects: seen.objects.length, extended, until: seen.hold.until_at.toISOString() } });
      }
      await noteDue(tx, by, { kind: LOCK_HELD, subject: due.subject, dueAt: new Date(this.#clock.nowMs() + AGAIN_MS) });
    });
  }

  /** Answers how many locks had to grow. */
  async #lock(by: MachineActor, objects: readonly Indexed[], until: Date): Promise<number> {
    const queue = objects.values();
    let extended = 0;
    const worker = async (): Promise<void> => {
      for (const object of queue) if (await lockObject(this.#store, by.schoolId, object, until)) extended += 1;
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return extended;
  }
}

async function underHold(tx: Tx, by: MachineActor, holdId: string): Promise<{ hold: Hold; objects: Indexed[] } | undefined> {
  const [hold] = await tx.sql<Hold>`select source_id, until_at, from_at, to_at, released_at, locked_at from holds where school_id = ${by.schoolId} and hold_id = ${holdId}`;
  if (!hold) return undefined;
  // No segment lasts an hour: the bound lets PostgreSQL leave other days' partitions alone.
  const objects = await tx.sql<Indexed>`
    select c.camera_id, s.started_at, s.sequence, s.object_version
      from hold_cameras h join cameras c using (school_id, camera_id) join schools o using (school_id)
      join segments s on s.school_no = c.school_no and s.camera_no = c.camera_no
     where h.school_id = ${by.schoolId} and h.hold_id = ${holdId} and s.started_at < ${hold.to_at} and s.started_at > ${hold.from_at}::timestamptz - interval '1 hour' and s.ended_at > ${hold.from_at}
       and s.started_at + make_interval(days => o.retention_days) < ${hold.until_at}
     order by s.started_at`;
  return { hold, objects };
}
