import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { CHANGE_APPROVERS, type ChangeKind, type ChangeOrderState, type SchoolRole, takeOrder } from '@guardroom/domain';
import type { CivilDay } from '@guardroom/kernel';
import { notFound } from '../../platform/errors/refused.ts';

export type OrderView = Result<typeof routes.getChangeOrder>;

export type OrderRow = {
  readonly id: string;
  readonly number: string;
  readonly state: ChangeOrderState;
  readonly kind: ChangeKind;
  readonly asset_id: string;
  readonly asset_name: string;
  readonly tag_number: string;
  readonly camera_id: string | null;
  readonly words: string;
  readonly reason: string;
  readonly from_location: string | null;
  readonly to_location: string | null;
  readonly planned_on: CivilDay;
  readonly proposed_by_person_id: string;
  readonly proposed_by_name: string;
  readonly proposed_at: Date;
  readonly decided_by_person_id: string | null;
  readonly decided_by_name: string | null;
  readonly decided_at: Date | null;
  readonly decision_words: string | null;
  readonly started_at: Date | null;
  readonly closed_at: Date | null;
  readonly closed_by_person_id: string | null;
  readonly closed_by_name: string | null;
  readonly result_words: string | null;
};

const CARRIERS: readonly SchoolRole[] = ['equipment_admin', 'security_lead'];

/** Change orders with their device. */
export const ORDERS = `
  select o.order_id as id, o.number, o.state, o.kind, o.asset_id, a.name as asset_name, a.tag_number, a.camera_id, o.words, o.reason, o.from_location, o.to_location, o.planned_on::text, o.proposed_by_person_id, o.proposed_by_name,
         o.proposed_at, o.decided_by_person_id, o.decided_by_name, o.decided_at, o.decision_words, o.started_at, o.closed_at, o.closed_by_person_id, o.closed_by_name, o.result_words
    from change_orders o join assets a on a.school_id = o.school_id and a.asset_id = o.asset_id`;

/**
 * One change order; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there
 */
export async function orderFor(tx: Tx, orderId: string, lock?: 'lock'): Promise<OrderRow> {
  if (lock) await tx.sql`select from change_orders where order_id = ${orderId} for update`;
  const [row] = await tx.query<OrderRow>(`${ORDERS} where o.order_id = $1`, [orderId]);
  if (!row) throw notFound();
  return row;
}

/** What rules about orders read. */
export const proposalOf = (row: OrderRow) => ({ state: row.state, proposedByPersonId: row.proposed_by_person_id });

/** An order as the person who asks may see it. */
export function orderOf(row: OrderRow, by: SchoolActor): OrderView {
  const holds = (posts: readonly SchoolRole[]): boolean => by.roles.some((role) => posts.includes(role));
  const may: OrderView['may'] = [];
  if (takeOrder(proposalOf(row), 'approve', by).ok && holds(CHANGE_APPROVERS)) may.push('decide');
  if (takeOrder(proposalOf(row), 'start', by).ok && holds(CARRIERS)) may.push('start');
  if (takeOrder(proposalOf(row), 'close', by).ok && holds(CARRIERS)) may.push('close');
  const decided = row.decided_at && row.decided_by_person_id !== null && row.decided_by_name !== null;
  const closed = row.closed_at && row.closed_by_person_id !== null && row.closed_by_name !== null;
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    kind: row.kind,
    asset: { id: row.asset_id, name: row.asset_name, tagNumber: row.tag_number, cameraId: row.camera_id },
    words: row.words,
    reason: row.reason,
    fromLocation: row.from_location,
    toLocation: row.to_location,
    plannedOn: row.planned_on,
    proposedBy: { id: row.proposed_by_person_id, name: row.proposed_by_name },
    proposedAt: row.proposed_at.toISOString(),
    decision: decided ? { by: { id: row.decided_by_person_id ?? '', name: row.decided_by_name ?? '' }, at: row.decided_at?.toISOString() ?? '', words: row.decision_words ?? '' } : null,
    startedAt: row.started_at?.toISOString() ?? null,
    closed: closed ? { by: { id: row.closed_by_person_id ?? '', name: row.closed_by_name ?? '' }, at: row.closed_at?.toISOString() ?? '', result: row.result_words ?? '' } : null,
    may,
  };
}
