import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { dayMs } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler, noteDue } from '../../../platform/jobs/work.ts';
import { WORK_LANES, inParallel } from '../../../platform/object-store/in-parallel.ts';
import { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type Indexed, lockObject } from '../lock-object.ts';

/** Locks what is held already for a retention that has grown. */
export const EXTEND_RETENTION = 'retention.extend';

/** Objects in one step, after which the progress is stored. */
const STEP = 200;
/** A round works so long and leaves the rest to the next one. Milliseconds. */
const ROUND_MS = 60_000;
/** An upload that was granted under the shorter retention has arrived after so long. Milliseconds. */
const UPLOADS_ARRIVE_MS = 15 * 60_000;

type Extension = { noted_at: Date; days: number; done_to: Date | null };

/**
 * Locks the objects of a school anew, oldest first, until their recording plus the longer retention; the progress is stored and can be
 * seen. Ends when everything that was granted under the shorter retention is covered.
 * @throws Error — when an object is away or its lock cannot be read back; the work stays due and goes on where it stopped
 */
@Injectable()
@DueWork(EXTEND_RETENTION, { lanes: 1 })
export class ExtendRetention implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #store: ObjectStore;
  readonly #clock: SystemClock;
  constructor(db: Tenants, store: ObjectStore, clock: SystemClock) {
    this.#db = db;
    this.#store = store;
    this.#clock = clock;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    const endsMs = this.#clock.nowMs() + ROUND_MS;
    for (;;) {
      const extension = await this.#db.read(by, (tx) => openExtension(tx, by, due.subject));
      if (!extension) return;
      const objects = await this.#db.read(by, (tx) => nextObjects(tx, by, extension));
      if (objects.length === 0) return this.#rest(by, due, extension);
      await inParallel(objects, WORK_LANES, (object) => lockObject(this.#store, by.schoolId, object, new Date(object.started_at.getTime() + extension.days * dayMs)));
      await this.#db.write(by, (tx) => progress(tx, by, extension, objects));
      if (this.#clock.nowMs() > endsMs) return this.#again(by, due, this.#clock.nowMs());
    }
  }

  /** Nothing is left now: done for good, unless uploads of before may still be on their way. */
  async #rest(by: MachineActor, due: Due, { noted_at: noted, days }: Extension): Promise<void> {
    const settledMs = noted.getTime() + UPLOADS_ARRIVE_MS;
    if (this.#clock.nowMs() < settledMs) return this.#again(by, due, settledMs);
    await this.#db.write(by, async (tx) => {
      const [done] = await tx.sql<{ objects: number }>`update retention_extensions set finished_at = clock_timestamp() where school_id = ${by.schoolId} and noted_at = ${noted} and finished_at is null returning objects`;
      if (done) await appendFact(tx, by, { type: 'retention.extended', subject: by.schoolId, at: this.#clock.now(), body: { days, objects: done.objects } });
    });
  }

  #again(by: MachineActor, { subject }: Due, atMs: number): Promise<void> {
    return this.#db.write(by, (tx) => noteDue(tx, by, { kind: EXTEND_RETENTION, subject, dueAt: new Date(atMs) }));
  }
}

async function openExtension(tx: Tx, by: MachineActor, notedAt: string): Promise<Extension | undefined> {
  const [row] = await tx.sql<Extension>`select noted_at, days, done_to from retention_extensions where school_id = ${by.schoolId} and noted_at = ${new Date(notedAt)} and finished_at is null`;
  return row;
}

/** What was recorded until the uploads of before had arrived, and is still within the longer retention. */
const nextObjects = (tx: Tx, by: MachineActor, { noted_at: noted, days, done_to: done }: Extension): Promise<Indexed[]> => tx.sql<Indexed>`
  select c.camera_id, s.started_at, s.sequence, s.object_version from segments s join cameras c on c.school_no = s.school_no and c.camera_no = s.camera_no
   where s.school_no = ${by.schoolNo} and s.started_at > ${done ?? new Date(noted.getTime() - days * dayMs)} and s.started_at < ${new Date(noted.getTime() + UPLOADS_ARRIVE_MS)} and s.verified
   order by s.started_at, c.camera_id limit ${STEP}`;

/** A step ends between two instants: segments that began with the last one are taken again, which changes nothing. */
async function progress(tx: Tx, by: MachineActor, { noted_at: noted, done_to: before }: Extension, objects: readonly Indexed[]): Promise<void> {
  const last = objects.at(-1)?.started_at ?? noted;
  const isFull = objects.length === STEP && objects[0]?.started_at.getTime() !== last.getTime();
  const doneTo = isFull ? new Date(last.getTime() - 1) : last;
  await tx.sql`update retention_extensions set done_to = greatest(${doneTo}::timestamptz, ${before}), objects = objects + ${objects.length} where school_id = ${by.schoolId} and noted_at = ${noted}`;
}
