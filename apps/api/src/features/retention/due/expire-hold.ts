import { Injectable } from '@nestjs/common';
import type { MachineActor } from '@guardroom/db';
import { instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { EXPIRE_HOLD } from '../holds.ts';

/** Ends a hold at its last instant. One that was kept longer meanwhile has another due time, and this one does nothing. */
@Injectable()
@DueWork(EXPIRE_HOLD)
export class ExpireHold implements DueWorkHandler {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      const [ended] = await tx.sql<{ source_id: string; until_at: Date }>`
        update holds set released_at = until_at where school_id = ${by.schoolId} and hold_id = ${due.subject} and released_at is null and until_at <= clock_timestamp() returning source_id, until_at`;
      if (ended) await appendFact(tx, by, { type: 'hold.expired', subject: ended.source_id, at: instantOf(ended.until_at.getTime()), body: { holdId: due.subject } });
    });
  }
}
