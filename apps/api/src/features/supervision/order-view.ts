import type { Result, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { EVALUATED_CONTROLS, EXTENSIONS_MAX, type NewestResult, type OrderState, type ResponsibleRole, type Severity, isOverdue, isRunning, moveOrder } from '@guardroom/domain';
import { type CivilDay, type Instant, civilDay } from '@guardroom/kernel';
import { control } from '@guardroom/policy-pack';
import { notFound } from '../../platform/errors/refused.ts';
import { rectificationTermsOf } from '../tenancy/public.ts';

/** An order as a list shows it. */
export type OrderView = Result<typeof supervisionRoutes.listOrders>['items'][number];
/** An order with all of it. */
export type OrderDetail = Result<typeof supervisionRoutes.getOrder>;
type Reader = SchoolActor | DistrictActor;

/** A stored order. */
export type OrderRow = {
  school_id: string; school_name: string; order_id: string; number: string; state: OrderState; control: string; severity: Severity; finding_id: string | null; result_day: CivilDay | null;
  what: string; responsible_role: ResponsibleRole; due_on: CivilDay; extensions: number; reopenings: number; issued_by: string; issued_by_name: string; issued_at: Date;
  accepted_by: string | null; accepted_by_name: string | null; accepted_at: Date | null; verified_by: string | null; verified_by_name: string | null; verified_at: Date | null;
  passed_on: CivilDay | null; closed_at: Date | null;
};

/** All orders that the reader's login reaches. */
export const ORDERS = `
  select o.school_id, s.name as school_name, o.order_id, o.number, o.state, o.control, o.severity, o.finding_id, to_char(o.result_day, 'YYYY-MM-DD') as result_day, o.what, o.responsible_role,
         to_char(o.due_on, 'YYYY-MM-DD') as due_on, o.extensions, o.reopenings, o.issued_by, o.issued_by_name, o.issued_at, o.accepted_by, o.accepted_by_name, o.accepted_at,
         o.verified_by, o.verified_by_name, o.verified_at, to_char(o.passed_on, 'YYYY-MM-DD') as passed_on, o.closed_at
    from rectification_orders o join schools s using (school_id)`;

const instant = (at: Date): Instant => at.toISOString() as Instant;
const person = (id: string | null, name: string | null) => (id ? { id, name: name ?? '' } : null);

/** Whether the product evaluates a control by itself, so that a proof needs a fresh pass. */
export const isEvaluated = (id: string): boolean => (EVALUATED_CONTROLS as readonly string[]).includes(id);

/** A row as the contract's view. */
export const orderOf = (row: OrderRow, now: Instant): OrderView => ({
  id: row.order_id,
  number: row.number,
  school: { id: row.school_id, name: row.school_name },
  state: row.state,
  control: row.control,
  severity: row.severity,
  what: row.what,
  responsibleRole: row.responsible_role,
  dueOn: row.due_on,
  isOverdue: isOverdue({ state: row.state, dueOn: row.due_on }, civilDay(now)),
  extensions: row.extensions,
  reopenings: row.reopenings,
  issuedBy: { id: row.issued_by, name: row.issued_by_name },
  issuedAt: instant(row.issued_at),
  closedAt: row.closed_at && instant(row.closed_at),
});

/** An order as a list shows it, with proofs, answers and the newest automatic result. @refuses request.not_found — when this reader sees none */
export async function orderDetail(tx: Tx, by: Reader, orderId: string, now: Instant): Promise<OrderDetail> {
  const [row] = await tx.query<OrderRow>(`${ORDERS} where o.order_id = $1`, [orderId]);
  if (!row) throw notFound();
  const [proofs, newest, terms] = [await proofsOf(tx, row), await newestResult(tx, row.school_id, row.control), await rectificationTermsOf(tx, row.school_id)];
  const last = proofs.at(-1);
  const isAutomatic = isEvaluated(row.control);
  const hasFreshPass = newest?.result === 'pass' && last !== undefined && newest.evaluatedAtMs > Date.parse(last.submittedAt);
  return {
    ...orderOf(row, now),
    clauses: [...(control(row.control)?.clauses ?? [])],
    source: await sourceOf(tx, row),
    acceptedBy: person(row.accepted_by, row.accepted_by_name),
    acceptedAt: row.accepted_at && instant(row.accepted_at),
    verifiedBy: person(row.verified_by, row.verified_by_name),
    verifiedAt: row.verified_at && instant(row.verified_at),
    passedOn: row.passed_on,
    isEvaluated: isAutomatic,
    newestResult: newest ? { result: newest.result, day: newest.day, evaluatedAt: instant(new Date(newest.evaluatedAtMs)) } : null,
    hasFreshPass,
    termDays: terms[row.severity],
    proofs,
    may: mayOf(row, by, last?.submittedBy.id, !isAutomatic || hasFreshPass),
  };
}

function mayOf({ state, extensions }: OrderRow, by: Reader, provedBy: string | undefined, isProven: boolean): OrderDetail['may'] {
  const open = (verb: Parameters<typeof moveOrder>[1]): boolean => moveOrder({ state }, verb).ok;
  if (by.kind === 'school') {
    const accepts = by.roles.some((role) => role === 'principal' || role === 'deputy_safety' || role === 'security_lead' || role === 'centre_head');
    return [...(accepts && open('accept') ? (['accept'] as const) : []), ...((accepts || by.roles.includes('equipment_admin')) && open('submit_proof') ? (['submit_proof'] as const) : [])];
  }
  const isOther = provedBy !== by.personId;
  return [
    ...(isOther && isProven && open('verify') ? (['verify'] as const) : []),
    ...(isOther && open('return') ? (['return'] as const) : []),
    ...(open('close') ? (['close'] as const) : []),
    ...(isRunning(state) && extensions < EXTENSIONS_MAX ? (['extend'] as const) : []),
  ];
}

async function sourceOf(tx: Tx, row: OrderRow): Promise<OrderDetail['source']> {
  if (row.finding_id === null) return { kind: 'control_result', day: row.result_day ?? row.due_on };
  const [found] = await tx.sql<{ visit_id: string; words: string }>`select visit_id, words from supervision_findings where school_id = ${row.school_id} and finding_id = ${row.finding_id}`;
  if (!found) throw new Error(`order ${row.order_id} has lost its finding`);
  return { kind: 'finding', findingId: row.finding_id, visitId: found.visit_id, words: found.words };
}

type ProofRow = {
  proof_no: number; words: string; submitted_by: string; submitted_by_name: string; submitted_at: Date; answer: 'verified' | 'returned' | null; answered_by: string | null; answered_by_name: string | null;
  answered_at: Date | null; answer_words: string | null; documents: OrderDetail['proofs'][number]['documents'];
};

async function proofsOf(tx: Tx, { school_id: schoolId, order_id: orderId }: OrderRow): Promise<OrderDetail['proofs']> {
  const rows = await tx.sql<ProofRow>`
    select p.proof_no, p.words, p.submitted_by, p.submitted_by_name, p.submitted_at, p.answer, p.answered_by, p.answered_by_name, p.answered_at, p.answer_words,
           coalesce((select jsonb_agg(jsonb_build_object('id', d.document_id, 'name', d.name, 'mediaType', d.media_type, 'bytes', d.bytes, 'sha256', encode(d.sha256, 'hex')) order by d.document_id)
                       from rectification_proof_documents r join documents d using (school_id, document_id) where r.school_id = p.school_id and r.order_id = p.order_id and r.proof_no = p.proof_no), '[]') as documents
      from rectification_proofs p where p.school_id = ${schoolId} and p.order_id = ${orderId} order by p.proof_no`;
  return rows.map((row) => ({
    no: row.proof_no,
    words: row.words,
    documents: row.documents,
    submittedBy: { id: row.submitted_by, name: row.submitted_by_name },
    submittedAt: instant(row.submitted_at),
    answer: row.answer && row.answered_by && row.answered_at ? { kind: row.answer, by: { id: row.answered_by, name: row.answered_by_name ?? '' }, at: instant(row.answered_at), words: row.answer_words ?? '' } : null,
  }));
}

/** The newest result of a control at a school. */
export async function newestResult(tx: Tx, schoolId: string, controlId: string): Promise<NewestResult | undefined> {
  const [row] = await tx.sql<{ result: NewestResult['result']; day: CivilDay; evaluated_at: Date }>`
    select result, to_char(day, 'YYYY-MM-DD') as day, evaluated_at from control_results where school_id = ${schoolId} and control = ${controlId} order by day desc limit 1`;
  return row && { result: row.result, day: row.day, evaluatedAtMs: row.evaluated_at.getTime() };
}

/** An order locked for a change. @refuses request.not_found — when this reader sees none */
export async function lockOrder(tx: Tx, orderId: string): Promise<OrderRow & { readonly proofs: number }> {
  await tx.sql`select from rectification_orders where order_id = ${orderId} for update`;
  const [row] = await tx.query<OrderRow & { proofs: number }>(`select m.*, o.proofs from (${ORDERS} where o.order_id = $1) m join rectification_orders o using (school_id, order_id)`, [orderId]);
  if (!row) throw notFound();
  return row;
}
