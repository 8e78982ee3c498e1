import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import type { Result, dutyRoutes } from '@guardroom/contracts';
import type { Post, ShiftEndKind, ShiftState, Watch } from '@guardroom/domain';
import { notFound } from '../../platform/errors/refused.ts';

/** A watch as its operations answer it. */
export type ShiftView = Result<typeof dutyRoutes.signOn>;

/** A stored watch, with whom it stands in for and how many lines its log has. */
export type ShiftRow = {
  shift_id: string; post: Post; person_id: string; sub: string; person_name: string; planned_from: Date; planned_to: Date; planned_at: Date; state: ShiftState; roster_id: string | null;
  signed_on_at: Date | null; late_minutes: number | null; late_reason: string | null; fit_declared_at: Date | null;
  stand_in_reason: string | null; stand_in_decision: 'approved' | 'refused' | null; stand_in_note: string | null; decided_by: string | null; decided_by_name: string | null; decided_at: Date | null;
  for_person_id: string | null; for_person_name: string | null; judged_absent_at: Date | null; end_overdue_at: Date | null; ended_at: Date | null; end_kind: ShiftEndKind | null; end_reason: string | null;
  early_minutes: number | null; log_entries: number;
};

/** Watches of the school ($1); further conditions follow with `and`. */
export const SHIFTS = `
  select s.*, f.person_id as for_person_id, f.person_name as for_person_name,
         (select count(*)::int from duty_log_entries l where l.school_id = s.school_id and l.shift_id = s.shift_id) as log_entries
    from shifts s left join shifts f on f.school_id = s.school_id and f.shift_id = s.stand_in_for
   where s.school_id = $1`;

/** On shift. */
export const ON_SHIFT = `s.state in ('active', 'handing_over')`;

type At = Pick<SchoolActor | MachineActor, 'schoolId'>;

/**
 * Queues everything that changes who has the watch at a school: rosters, signing on, handing over. Rare and short, so one lock for all
 * of it keeps each rule whole without a web of row locks. Taken first in the transaction.
 */
export async function lockWatch(tx: Tx, { schoolId }: At): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`watch ${schoolId}`}, 0))`;
}

/** Watches of the school that meet the condition, whose parameters count from $2. */
export const shiftRows = (tx: Tx, { schoolId }: At, condition: string, values: readonly (string | Date)[] = []): Promise<ShiftRow[]> => tx.query<ShiftRow>(`${SHIFTS} and ${condition}`, [schoolId, ...values]);

/**
 * One watch of the school.
 * @refuses request.not_found — when it is not there
 */
export async function shiftFor(tx: Tx, by: At, shiftId: string): Promise<ShiftRow> {
  const [row] = await shiftRows(tx, by, 's.shift_id = $2', [shiftId]);
  if (!row) throw notFound();
  return row;
}

/** What the domain's rules take. */
export const watchOf = (row: ShiftRow): Watch => ({ state: row.state, personId: row.person_id, plannedFromMs: row.planned_from.getTime(), plannedToMs: row.planned_to.getTime(), plannedAtMs: row.planned_at.getTime() });

const refOf = (id: string | null, name: string | null) => (id && name ? { id, name } : null);
const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A row as the contract shows it. */
export const shiftView = (row: ShiftRow): ShiftView => ({
  id: row.shift_id,
  post: row.post,
  person: { id: row.person_id, name: row.person_name },
  plannedFrom: row.planned_from.toISOString(),
  plannedTo: row.planned_to.toISOString(),
  state: row.state,
  signedOnAt: iso(row.signed_on_at),
  lateMinutes: row.late_minutes,
  lateReason: row.late_reason,
  fitDeclaredAt: iso(row.fit_declared_at),
  standIn: row.stand_in_reason
    ? { reason: row.stand_in_reason, forPerson: refOf(row.for_person_id, row.for_person_name), decision: row.stand_in_decision, decidedBy: refOf(row.decided_by, row.decided_by_name), decidedAt: iso(row.decided_at), note: row.stand_in_note }
    : null,
  judgedAbsentAt: iso(row.judged_absent_at),
  endOverdueAt: iso(row.end_overdue_at),
  endedAt: iso(row.ended_at),
  endKind: row.end_kind,
  endReason: row.end_reason,
  earlyMinutes: row.early_minutes,
  logEntries: row.log_entries,
});

/** The watch as it stands after a command. */
export const shiftViewFor = async (tx: Tx, by: At, shiftId: string): Promise<ShiftView> => shiftView(await shiftFor(tx, by, shiftId));
