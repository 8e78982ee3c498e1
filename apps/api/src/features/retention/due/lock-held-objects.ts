import { Injectable } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { MachineActor, Tx } from '@guardroom/db';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { type Due, DueWork, type DueWorkHandler, noteDue } from '../../../platform/jobs/work.ts';
import { WORK_LANES, inParallel } from '../../../platform/object-store/in-parallel.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { loggerOptions } from '../../../platform/telemetry/logger.ts';
import { LOCK_HELD } from '../holds.ts';
import { type Indexed, lockObject } from '../lock-object.ts';

/** A step takes the segments that began within so long: some thousands at a school with many cameras. Milliseconds. */
const STEP_MS = 5 * 60_000;
/** A round works so long and leaves the rest to the next one, so that other holds have their turn. Milliseconds. */
const ROUND_MS = 60_000;
/** Footage that arrives late is looked for again after so long. Milliseconds. */
const AGAIN_MS = 6 * 3_600_000;
/** What failed is tried again after so long. Milliseconds. */
const RETRY_MS = 10 * 60_000;

/** A hold with how far its locking has come. `ends_at`: what began from then on is kept for longer than the hold anyway. */
type Hold = { source_id: string; until_at: Date; from_at: Date; ends_at: Date; locked_at: Date | null } & Progress;
/** `ahead_to`: beyond a failure, what began before was tried. */
type Progress = { done_to: Date; objects: number; extended: number; ahead_to: Date | null; failure: string | null };

/**
 * Locks every object under a hold until the hold's end, where that outlives the object's retention, and reads the lock back, oldest
 * first. The progress is stored, and the hold read again before each step: once it is released nothing more is locked. One lost
 * object keeps no others from being locked. Only when all is done is the hold noted as locked. Locks grow and never shrink, so that a
 * second run changes nothing.
 * When an object is gone, or its lock is not what was asked, the log says so, and a later round goes on from there.
 * @throws Error — when the store is away; the work stays due
 */
@Injectable()
@DueWork(LOCK_HELD, { lanes: 2 })
export class LockHeldObjects implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #store: ObjectStore;
  readonly #clock: SystemClock;
  readonly #log: Logger;

  constructor(config: Config, db: Tenants, identity: Identity, store: ObjectStore, clock: SystemClock) {
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'retention' });
    this.#db = db;
    this.#identity = identity;
    this.#store = store;
    this.#clock = clock;
  }

  async handle(school: MachineActor, { subject: holdId }: Due): Promise<void> {
    const endsMs = this.#clock.nowMs() + ROUND_MS;
    for (;;) {
      const by = await this.#identity.machine(school, LOCK_HELD); // a ticket lives minutes
      const hold = await this.#db.read(by, (tx) => openHold(tx, by, holdId));
      if (!hold || hold.until_at.getTime() <= this.#clock.nowMs()) return;
      if ((hold.ahead_to ?? hold.done_to) >= hold.ends_at) return hold.failure ? this.#fail(by, holdId, hold) : this.#finish(by, holdId, hold);
      await this.#step(by, holdId, hold);
      if (this.#clock.nowMs() > endsMs) return this.#db.write(by, (tx) => noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(this.#clock.nowMs()) }));
    }
  }

  async #step(by: MachineActor, holdId: string, hold: Hold): Promise<void> {
    const from = hold.ahead_to ?? hold.done_to;
    const to = new Date(Math.min(Math.max(from.getTime(), hold.from_at.getTime()) + STEP_MS, hold.ends_at.getTime()));
    const objects = await this.#db.read(by, (tx) => objectsOf(tx, by, holdId, hold.from_at, from, to));
    const tried = await inParallel(objects, WORK_LANES, (object) => lockObject(this.#store, by.schoolId, object, hold.until_at).catch((error: unknown) => this.#unlessAway(error)));
    const failure = hold.failure ?? tried.find((one) => one instanceof Error)?.message ?? null;
    const next: Progress = failure
      ? { ...hold, ahead_to: to, failure }
      : { done_to: to, objects: hold.objects + objects.length, extended: hold.extended + tried.filter((grew) => grew === true).length, ahead_to: null, failure };
    await this.#db.write(by, (tx) => keepProgress(tx, by, holdId, hold, next));
  }

  /** What is wrong with one object is told at the end; when the store itself is away nothing goes on. */
  async #unlessAway(error: unknown): Promise<Error> {
    if (!(error instanceof Error) || !(await this.#store.isReady())) throw error;
    return error;
  }

  /** Goes on from the first failure after a while: to throw would try the whole rest again within seconds, for as long as an object is gone. */
  async #fail(by: MachineActor, holdId: string, hold: Hold): Promise<void> {
    this.#log.error({ holdId, schoolId: by.schoolId, failure: hold.failure }, 'held footage could not be locked; it is tried again');
    await this.#db.write(by, async (tx) => {
      await keepProgress(tx, by, holdId, hold, { ...hold, ahead_to: null, failure: null });
      await noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(this.#clock.nowMs() + RETRY_MS) });
    });
  }

  async #finish(by: MachineActor, holdId: string, hold: Hold): Promise<void> {
    await this.#db.write(by, async (tx) => {
      await tx.sql`delete from hold_locks where school_id = ${by.schoolId} and hold_id = ${holdId} and until_at = ${hold.until_at}`;
      const [noted] = await tx.sql<{ first: boolean }>`
        update holds set locked_at = clock_timestamp() where school_id = ${by.schoolId} and hold_id = ${holdId} and until_at = ${hold.until_at} returning true as first`;
      if (noted && (hold.extended > 0 || !hold.locked_at)) {
        const { objects, extended } = hold;
        await appendFact(tx, by, { type: 'hold.locked', subject: hold.source_id, at: this.#clock.now(), body: { holdId, objects, extended, until: hold.until_at.toISOString() } });
      }
      await noteDue(tx, by, { kind: LOCK_HELD, subject: holdId, dueAt: new Date(this.#clock.nowMs() + AGAIN_MS) });
    });
  }
}

/** A hold that lasts, with the progress of its present end. No segment lasts an hour: what began before that touches nothing that is held. */
async function openHold(tx: Tx, by: MachineActor, holdId: string): Promise<Hold | undefined> {
  const [hold] = await tx.sql<Hold>`
    select h.source_id, h.until_at, h.from_at, least(h.to_at, h.until_at - make_interval(days => o.retention_days)) as ends_at, h.locked_at,
           coalesce(l.done_to, h.from_at - interval '1 hour') as done_to, coalesce(l.objects, 0) as objects, coalesce(l.extended, 0) as extended, l.ahead_to, l.failure
      from holds h join schools o using (school_id) left join hold_locks l on l.school_id = h.school_id and l.hold_id = h.hold_id and l.until_at = h.until_at
     where h.school_id = ${by.schoolId} and h.hold_id = ${holdId} and h.released_at is null`;
  return hold;
}

const objectsOf = (tx: Tx, by: MachineActor, holdId: string, heldFrom: Date, from: Date, to: Date): Promise<Indexed[]> => tx.sql<Indexed>`
  select c.camera_id, s.started_at, s.sequence, s.object_version
    from hold_cameras h join cameras c using (school_id, camera_id) join segments s on s.school_no = c.school_no and s.camera_no = c.camera_no
   where h.school_id = ${by.schoolId} and h.hold_id = ${holdId} and s.started_at >= ${from} and s.started_at < ${to} and s.ended_at > ${heldFrom}
   order by s.started_at`;

/** Changes nothing when somebody else has gone on meanwhile: their step counts, and the next one begins where it ended. */
async function keepProgress(tx: Tx, by: MachineActor, holdId: string, seen: Hold, next: Progress): Promise<void> {
  await tx.sql`
    insert into hold_locks as l (school_id, hold_id, district_id, until_at, done_to, objects, extended, ahead_to, failure)
    values (${by.schoolId}, ${holdId}, ${by.districtId}, ${seen.until_at}, ${next.done_to}, ${next.objects}, ${next.extended}, ${next.ahead_to}, ${next.failure})
    on conflict (school_id, hold_id) do update set until_at = excluded.until_at, done_to = excluded.done_to, objects = excluded.objects, extended = excluded.extended, ahead_to = excluded.ahead_to, failure = excluded.failure
     where l.until_at <> excluded.until_at or (l.done_to = ${seen.done_to} and l.ahead_to is not distinct from ${seen.ahead_to})`;
}
