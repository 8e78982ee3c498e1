import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import type { Result, roomRoutes } from '@guardroom/contracts';
import type { DocumentKind, VisitorState } from '@guardroom/domain';
import { notFound } from '../../platform/errors/refused.ts';

/** A line of the visitor register as its operations answer it. */
export type VisitorView = Result<typeof roomRoutes.registerVisitor>;

/** A stored line of the register. */
export type VisitorRow = {
  visitor_id: string; state: VisitorState; name: string; unit: string; document_kind: DocumentKind; document_tail: string; purpose: string; items: string; registered_by_name: string; registered_at: Date;
  approver_person_id: string | null; approver_name: string | null; decided_at: Date | null; decision_note: string | null; escort_person_id: string | null; escort_name: string | null; goods_checked: boolean; phones_stored: boolean;
  entered_at: Date | null; leave_by: Date | null; exit_overdue_at: Date | null; left_at: Date | null; left_noted_by_name: string | null; exit_note: string | null;
};

const refOf = (id: string | null, name: string | null) => (id && name ? { id, name } : null);
const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A row as the contract shows it. */
export const visitorView = (row: VisitorRow): VisitorView => ({
  id: row.visitor_id,
  state: row.state,
  name: row.name,
  unit: row.unit,
  documentKind: row.document_kind,
  documentTail: row.document_tail,
  purpose: row.purpose,
  items: row.items,
  registeredBy: row.registered_by_name,
  registeredAt: row.registered_at.toISOString(),
  approver: refOf(row.approver_person_id, row.approver_name),
  decidedAt: iso(row.decided_at),
  decisionNote: row.decision_note,
  escort: refOf(row.escort_person_id, row.escort_name),
  goodsChecked: row.goods_checked,
  phonesStored: row.phones_stored,
  enteredAt: iso(row.entered_at),
  leaveBy: iso(row.leave_by),
  exitOverdueAt: iso(row.exit_overdue_at),
  leftAt: iso(row.left_at),
  leftNotedBy: row.left_noted_by_name,
  exitNote: row.exit_note,
});

/**
 * One line of the school's register; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there
 */
export async function visitorFor(tx: Tx, by: Pick<SchoolActor | MachineActor, 'schoolId'>, visitorId: string, lock?: 'lock'): Promise<VisitorRow> {
  const [row] = await tx.query<VisitorRow>(`select * from visitor_entries where school_id = $1 and visitor_id = $2${lock ? ' for update' : ''}`, [by.schoolId, visitorId]);
  if (!row) throw notFound();
  return row;
}

/** The line as it stands after a command. */
export const visitorViewFor = async (tx: Tx, by: Pick<SchoolActor, 'schoolId'>, visitorId: string): Promise<VisitorView> => visitorView(await visitorFor(tx, by, visitorId));
