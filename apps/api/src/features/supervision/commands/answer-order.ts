import type { DistrictActor, Tx } from '@guardroom/db';
import { closeOrder, extendDeadline, judgeProof, verifyProof } from '@guardroom/domain';
import type { CivilDay, Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, valueOf } from '../../../platform/errors/refused.ts';
import { appendFactAbout } from '../../../platform/facts/append-fact-about.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { rectificationTermsOf } from '../../tenancy/public.ts';
import { type OrderDetail, type OrderRow, isEvaluated, lockOrder, newestResult, orderDetail } from '../order-view.ts';

type Answer =
  | { readonly verb: 'verify'; readonly words: string }
  | { readonly verb: 'return'; readonly reason: string }
  | { readonly verb: 'close' }
  | { readonly verb: 'extend'; readonly dueOn: string; readonly reason: string };

/**
 * What the bureau says to an order: it accepts or returns a proof, closes, or moves the deadline.
 * @refuses supervision.order_not_open — when its state does not allow it
 * @refuses supervision.own_proof — when the proof is one's own
 * @refuses supervision.no_fresh_pass — when an evaluated control has not passed since the proof came in
 * @refuses supervision.extended_already, supervision.deadline_out_of_range — when the deadline cannot be moved so
 */
export class AnswerOrder extends Command<OrderDetail> {
  readonly by: DistrictActor;
  readonly orderId: string;
  readonly answer: Answer;
  constructor(by: DistrictActor, orderId: string, answer: Answer) {
    super();
    this.by = by;
    this.orderId = orderId;
    this.answer = answer;
  }
}

@CommandHandler(AnswerOrder)
export class AnswerOrderHandler implements ICommandHandler<AnswerOrder> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, orderId, answer }: AnswerOrder): Promise<OrderDetail> {
    return this.#db.write(by, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const at = this.#clock.now();
      if (answer.verb === 'verify') await verify(tx, by, order, answer.words, at);
      else if (answer.verb === 'return') await sendBack(tx, by, order, answer.reason, at);
      else if (answer.verb === 'close') await close(tx, by, order, at);
      else await extend(tx, by, order, answer, at);
      return orderDetail(tx, by, orderId, at);
    });
  }
}

const controlOf = async (tx: Tx, { school_id: schoolId, control }: OrderRow) => ({ isEvaluated: isEvaluated(control), newest: await newestResult(tx, schoolId, control) });

type LastProof = { readonly proof_no: number; readonly submittedBy: string; readonly submittedAtMs: number };

/** The proof that waits for an answer; an order that has none is refused by its state. */
async function lastProof(tx: Tx, { school_id: schoolId, order_id: orderId, state }: OrderRow): Promise<LastProof> {
  const [row] = await tx.sql<{ proof_no: number; submitted_by: string; submitted_at: Date }>`
    select proof_no, submitted_by, submitted_at from rectification_proofs where school_id = ${schoolId} and order_id = ${orderId} and answer is null order by proof_no desc limit 1`;
  if (!row) throw new Refused('supervision.order_not_open', { details: { state } });
  return { proof_no: row.proof_no, submittedBy: row.submitted_by, submittedAtMs: row.submitted_at.getTime() };
}

const answerProof = (tx: Tx, by: DistrictActor, order: OrderRow, proof: LastProof, kind: 'verified' | 'returned', words: string, at: Instant) => tx.sql`
  update rectification_proofs set answer = ${kind}, answered_by = ${by.personId}, answered_by_name = ${by.name}, answered_at = ${at}, answer_words = ${words}
   where school_id = ${order.school_id} and order_id = ${order.order_id} and proof_no = ${proof.proof_no}`;

async function verify(tx: Tx, by: DistrictActor, order: OrderRow, words: string, at: Instant): Promise<void> {
  const proof = await lastProof(tx, order);
  const passedOn = valueOf(verifyProof(order, proof, by, await controlOf(tx, order))) ?? null;
  await answerProof(tx, by, order, proof, 'verified', words, at);
  await tx.sql`update rectification_orders set state = 'verified', verified_by = ${by.personId}, verified_by_name = ${by.name}, verified_at = ${at}, passed_on = ${passedOn}, overdue_at = null
    where school_id = ${order.school_id} and order_id = ${order.order_id}`;
  await appendFactAbout(tx, by, order.school_id, { type: 'rectification_order.verified', subject: order.order_id, at, body: { proof: proof.proof_no, passedOn, control: order.control } });
}

async function sendBack(tx: Tx, by: DistrictActor, order: OrderRow, reason: string, at: Instant): Promise<void> {
  const proof = await lastProof(tx, order);
  valueOf(judgeProof(order, proof, by, 'return'));
  await answerProof(tx, by, order, proof, 'returned', reason, at);
  await tx.sql`update rectification_orders set state = 'returned' where school_id = ${order.school_id} and order_id = ${order.order_id}`;
  await appendFactAbout(tx, by, order.school_id, { type: 'rectification_order.returned', subject: order.order_id, at, body: { proof: proof.proof_no, reason } });
}

async function close(tx: Tx, by: DistrictActor, order: OrderRow, at: Instant): Promise<void> {
  valueOf(closeOrder(order, await controlOf(tx, order)));
  await tx.sql`update rectification_orders set state = 'closed', closed_by = ${by.personId}, closed_by_name = ${by.name}, closed_at = ${at} where school_id = ${order.school_id} and order_id = ${order.order_id}`;
  await appendFactAbout(tx, by, order.school_id, { type: 'rectification_order.closed', subject: order.order_id, at, body: { passedOn: order.passed_on } });
}

async function extend(tx: Tx, by: DistrictActor, order: OrderRow, { dueOn, reason }: { readonly dueOn: string; readonly reason: string }, at: Instant): Promise<void> {
  valueOf(extendDeadline({ state: order.state, dueOn: order.due_on, extensions: order.extensions, severity: order.severity }, dueOn as CivilDay, await rectificationTermsOf(tx, order.school_id)));
  await tx.sql`update rectification_orders set due_on = ${dueOn}, extensions = extensions + 1, overdue_at = null where school_id = ${order.school_id} and order_id = ${order.order_id}`;
  await appendFactAbout(tx, by, order.school_id, { type: 'rectification_order.extended', subject: order.order_id, at, body: { from: order.due_on, dueOn, reason } });
}
