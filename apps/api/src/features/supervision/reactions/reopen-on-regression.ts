import { Injectable } from '@nestjs/common';
import type { MachineActor, Tx } from '@guardroom/db';
import { type OrderState, type Severity, deadlineAgain, isRegression } from '@guardroom/domain';
import { type CivilDay, civilDay } from '@guardroom/kernel';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { Reaction, type ReactionHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { rectificationTermsOf } from '../../tenancy/public.ts';

type Settled = { order_id: string; state: OrderState; severity: Severity; settled_on: CivilDay };

/**
 * Reopens what was put right when its control fails again: the same order with a new deadline, once for each time that it was settled.
 * A result about a day before the order was seen to pass changes nothing.
 */
@Injectable()
@Reaction('supervision.reopen-on-regression', ['control_result.changed'])
export class ReopenOnRegression implements ReactionHandler {
  readonly #clock: SystemClock;
  constructor(clock: SystemClock) {
    this.#clock = clock;
  }

  async handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { to, day, control } = fact.body as { to: string; day: CivilDay; control: string };
    if (to !== 'fail') return;
    const settled = await tx.sql<Settled>`
      select order_id, state, severity, to_char(coalesce(passed_on, (verified_at at time zone 'Asia/Shanghai')::date), 'YYYY-MM-DD') as settled_on
        from rectification_orders where school_id = ${by.schoolId} and control = ${control} and state in ('verified', 'closed') and verified_at < ${fact.occurredAt} for update`;
    const terms = await rectificationTermsOf(tx, by.schoolId);
    const at = this.#clock.now();
    for (const order of settled.filter((one) => isRegression({ state: one.state, settledOn: one.settled_on }, day))) {
      const dueOn = deadlineAgain(civilDay(at), order.severity, terms);
      await tx.sql`update rectification_orders set state = 'reopened', reopened_at = ${at}, reopened_for = ${day}, reopenings = reopenings + 1, due_on = ${dueOn}, overdue_at = null where school_id = ${by.schoolId} and order_id = ${order.order_id}`;
      await appendFact(tx, by, { type: 'rectification_order.reopened', subject: order.order_id, at, body: { control, failedFor: day, resultFact: fact.id, dueOn } });
    }
  }
}
