import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { absentFrom, mayShift } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { JUDGE_ABSENT } from '../keep-watch.ts';
import { lockWatch, shiftRows, watchOf } from '../shift.repository.ts';

/** Judges a watch absent that nobody signed on to; once, however often it is asked. */
@Injectable()
@DueWork(JUDGE_ABSENT)
export class JudgeAbsent implements DueWorkHandler {
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
      if (!row || !mayShift(row.state, 'judge_absent') || absentFrom(watchOf(row)) > Date.parse(at)) return;
      await tx.sql`update shifts set state = 'judged_absent', judged_absent_at = ${at} where school_id = ${by.schoolId} and shift_id = ${row.shift_id}`;
      await appendFact(tx, by, { type: 'shift.judged_absent', subject: row.shift_id, at, body: { post: row.post, personId: row.person_id, plannedFrom: row.planned_from.toISOString(), plannedTo: row.planned_to.toISOString() } });
    });
  }
}
