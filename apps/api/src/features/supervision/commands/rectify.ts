import type { SchoolActor, Tx } from '@guardroom/db';
import { moveOrder } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { shareWithDistrict } from '../../documents/public.ts';
import { type OrderDetail, type OrderRow, lockOrder, orderDetail } from '../order-view.ts';

/**
 * Accepts an order for the school.
 * @refuses supervision.order_not_open — when it was accepted
 */
export class AcceptOrder extends Command<OrderDetail> {
  readonly by: SchoolActor;
  readonly orderId: string;
  constructor(by: SchoolActor, orderId: string) {
    super();
    this.by = by;
    this.orderId = orderId;
  }
}

/**
 * Says what was done, with papers that the bureau may read from now on.
 * @refuses supervision.order_not_open — unless it is accepted or was returned
 * @refuses documents.not_found — for a paper that the school does not have
 */
export class SubmitProof extends Command<OrderDetail> {
  readonly by: SchoolActor;
  readonly orderId: string;
  readonly proof: { readonly words: string; readonly documentIds: readonly string[] };
  constructor(by: SchoolActor, orderId: string, proof: { readonly words: string; readonly documentIds: readonly string[] }) {
    super();
    this.by = by;
    this.orderId = orderId;
    this.proof = proof;
  }
}

@CommandHandler(AcceptOrder)
export class AcceptOrderHandler implements ICommandHandler<AcceptOrder> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, orderId }: AcceptOrder): Promise<OrderDetail> {
    return this.#db.write(by, async (tx) => {
      valueOf(moveOrder(await lockOrder(tx, orderId), 'accept'));
      const at = this.#clock.now();
      await tx.sql`update rectification_orders set state = 'accepted', accepted_by = ${by.personId}, accepted_by_name = ${by.name}, accepted_at = ${at} where school_id = ${by.schoolId} and order_id = ${orderId}`;
      await appendFact(tx, by, { type: 'rectification_order.accepted', subject: orderId, at, body: {} });
      return orderDetail(tx, by, orderId, at);
    });
  }
}

@CommandHandler(SubmitProof)
export class SubmitProofHandler implements ICommandHandler<SubmitProof> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, orderId, proof }: SubmitProof): Promise<OrderDetail> {
    const documentIds = [...new Set(proof.documentIds)];
    return this.#db.write(by, async (tx) => {
      const order = await lockOrder(tx, orderId);
      valueOf(moveOrder(order, 'submit_proof'));
      const at = this.#clock.now();
      await store(tx, by, order, { words: proof.words, documentIds }, at);
      await appendFact(tx, by, { type: 'rectification_order.proof_submitted', subject: orderId, at, body: { proof: order.proofs + 1, documentIds } });
      return orderDetail(tx, by, orderId, at);
    });
  }
}

async function store(tx: Tx, by: SchoolActor, { order_id: orderId, proofs }: OrderRow & { readonly proofs: number }, { words, documentIds }: SubmitProof['proof'], at: Instant): Promise<void> {
  const no = proofs + 1;
  await tx.sql`insert into rectification_proofs (school_id, order_id, proof_no, district_id, words, submitted_by, submitted_by_name, submitted_at)
    values (${by.schoolId}, ${orderId}, ${no}, ${by.districtId}, ${words}, ${by.personId}, ${by.name}, ${at})`;
  for (const documentId of documentIds) {
    await shareWithDistrict(tx, by.schoolId, documentId);
    await tx.sql`insert into rectification_proof_documents (school_id, order_id, proof_no, document_id, district_id) values (${by.schoolId}, ${orderId}, ${no}, ${documentId}, ${by.districtId})`;
  }
  await tx.sql`update rectification_orders set state = 'proof_submitted', proofs = ${no} where school_id = ${by.schoolId} and order_id = ${orderId}`;
}
