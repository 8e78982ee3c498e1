import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { endOverdueFrom, isOnShift } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { NOTE_END_OVERDUE } from '../keep-watch.ts';
import { lockWatch, shiftRows, watchOf } from '../shift.repository.ts';

/** Writes down that a watch ran past its end and the window without a handover; the keeper stays liable and on shift. */
@Injectable()
@DueWork(NOTE_END_OVERDUE)
export class NoteEndOverdue implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const [row] = await shiftRows(tx, by, 's.shift_id = $2', [due.subject]);
      const at = this.#clock.now();
      if (!row || !isOnShift(row.state) || row.end_overdue_at || endOverdueFrom(watchOf(row)) > Date.parse(at)) return;
      await tx.sql`update shifts set end_overdue_at = ${at} where school_id = ${by.schoolId} and shift_id = ${row.shift_id}`;
      await appendFact(tx, by, { type: 'shift.end_overdue', subject: row.shift_id, at, body: { post: row.post, personId: row.person_id, plannedTo: row.planned_to.toISOString() } });
    });
  }
}
