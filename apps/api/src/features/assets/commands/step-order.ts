import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type ChangeOrderState, takeOrder } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type OrderRow, orderFor, orderOf, proposalOf } from '../order-view.ts';

type Order = Result<typeof routes.getChangeOrder>;

/** What a person does with an order. */
export type OrderStep = { readonly verb: 'approve' | 'reject'; readonly words: string } | { readonly verb: 'start' } | { readonly verb: 'close'; readonly result: string };

const FACTS = { approve: 'approved', reject: 'rejected', start: 'started', close: 'closed' } as const;

/**
 * Takes a change order a step further. Closing a move says where the device hangs now; a camera says so itself.
 * @refuses change_orders.not_now — when the order stands elsewhere
 * @refuses change_orders.own_order — when the proposer would decide
 */
export class StepOrder extends Command<Order> {
  readonly by: SchoolActor;
  readonly orderId: string;
  readonly step: OrderStep;
  constructor(by: SchoolActor, orderId: string, step: OrderStep) {
    super();
    this.by = by;
    this.orderId = orderId;
    this.step = step;
  }
}

@CommandHandler(StepOrder)
export class StepOrderHandler implements ICommandHandler<StepOrder> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, orderId, step }: StepOrder): Promise<Order> {
    return this.#db.write(by, async (tx) => {
      const row = await orderFor(tx, orderId, 'lock');
      const state = valueOf(takeOrder(proposalOf(row), step.verb, by));
      const at = this.#clock.now();
      await write(tx, by, row, step, state, at);
      await appendFact(tx, by, { type: `change_order.${FACTS[step.verb]}`, subject: orderId, at, body: { ...step, number: row.number, assetId: row.asset_id } });
      return orderOf(await orderFor(tx, orderId), by);
    });
  }
}

async function write(tx: Tx, by: SchoolActor, row: OrderRow, step: OrderStep, state: ChangeOrderState, at: Instant): Promise<void> {
  if (step.verb === 'start') await tx.sql`update change_orders set state = ${state}, started_at = ${at} where order_id = ${row.id}`;
  else if (step.verb === 'close') {
    await tx.sql`update change_orders set state = ${state}, closed_at = ${at}, closed_by_person_id = ${by.personId}, closed_by_name = ${by.name}, result_words = ${step.result} where order_id = ${row.id}`;
    if (row.kind === 'move' && row.camera_id === null && row.started_at) await tx.sql`update assets set location = ${row.to_location}, changed_at = ${at} where asset_id = ${row.asset_id}`;
  } else await tx.sql`update change_orders set state = ${state}, decided_at = ${at}, decided_by_person_id = ${by.personId}, decided_by_name = ${by.name}, decision_words = ${step.words} where order_id = ${row.id}`;
}
