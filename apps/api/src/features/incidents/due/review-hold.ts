import type { MachineActor } from '@guardroom/db';
import { forgottenHoldUntilMs, reviewForgottenMs } from '@guardroom/domain';
import { instantOf } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { extendHoldsOf } from '../../retention/public.ts';
import { REVIEW_HOLD, holdOf, noteReview } from '../incident-hold.ts';
import { incidentOf } from '../incident.repository.ts';

/** Keeps an incident's footage whose review was forgotten, and writes that down: only two people let it go, never the calendar. */
@Injectable()
@DueWork(REVIEW_HOLD)
export class ReviewHold implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    const at = this.#clock.now();
    await this.#db.write(by, async (tx) => {
      const row = await incidentOf(tx, by, due.subject, 'lock');
      const isForgotten = row.released_at === null && reviewForgottenMs(row.hold_until.getTime()) <= Date.parse(at);
      if (!isForgotten) return;
      const until = instantOf(forgottenHoldUntilMs(row.hold_until.getTime()));
      await extendHoldsOf(tx, by, holdOf(row, until, at));
      await tx.sql`update incidents set hold_until = ${until} where school_id = ${by.schoolId} and incident_id = ${due.subject}`;
      await noteReview(tx, by, due.subject, until);
      await appendFact(tx, by, { type: 'incident.hold_review_forgotten', subject: due.subject, at, body: { until } });
    });
  }
}
