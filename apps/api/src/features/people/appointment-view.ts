import type { Result, routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor, Tx } from '@guardroom/db';
import { type AppointmentState, type ProposalAnswer, type SchoolRole, mayAppoint } from '@guardroom/domain';
import { appendFactAbout } from '../../platform/facts/append-fact-about.ts';
import { type NewFact, appendFact } from '../../platform/facts/append-fact.ts';

/** An appointment as its operations answer it. */
export type AppointmentView = Result<typeof routes.endAppointment>;

/** Who appoints to posts at a school: its heads, or the bureau. */
export type Appointer = SchoolActor | DistrictActor;

/** An appointment or an offer that was not accepted. Civil days as text. */
export type AppointmentRow = {
  readonly school_id: string;
  readonly appointment_id: string;
  readonly person_id: string;
  readonly sub: string;
  readonly person_name: string;
  readonly role: SchoolRole;
  readonly starts_on: string;
  readonly state: AppointmentState;
  readonly ended_at: Date | null;
  readonly end_reason: string | null;
  readonly identity_synced_at: Date | null;
  readonly proposed_at: Date | null;
  readonly proposed_by_name: string | null;
  readonly answer: ProposalAnswer | null;
  readonly answered_at: Date | null;
};

/** Posts and offers of all schools that the reader sees; each accepted offer is the post that came of it. */
export const APPOINTMENTS = `
  select a.school_id, a.appointment_id, a.person_id, a.sub, a.person_name, a.role, a.starts_on::text as starts_on,
         case when a.ended_at is not null then 'ended' when a.starts_on > (now() at time zone 'Asia/Shanghai')::date then 'accepted' else 'current' end as state,
         a.ended_at, a.end_reason, a.identity_synced_at, o.proposed_at, o.proposed_by_name, o.answer, o.answered_at
    from guardroom.appointments a left join guardroom.appointment_proposals o using (school_id, appointment_id)
  union all
  select o.school_id, o.appointment_id, o.person_id, o.sub, o.person_name, o.role, o.starts_on::text, case when o.answer is null then 'proposed' else 'not_taken_up' end,
         null, o.answer_reason, null, o.proposed_at, o.proposed_by_name, o.answer, o.answered_at
    from guardroom.appointment_proposals o where o.answer is distinct from 'accepted'`;

/** True for posts and offers that can still end. */
export const isOpen = ({ state }: Pick<AppointmentRow, 'state'>): boolean => state !== 'ended' && state !== 'not_taken_up';

/** An appointment as who asks may see it. */
export const appointmentOf = (row: AppointmentRow, by: Appointer): AppointmentView => ({
  id: row.appointment_id,
  person: { id: row.person_id, name: row.person_name },
  role: row.role,
  state: row.state,
  startsOn: row.starts_on,
  proposal: row.proposed_at && { at: row.proposed_at.toISOString(), byName: row.proposed_by_name ?? '', answer: row.answer, answeredAt: row.answered_at?.toISOString() ?? null },
  endedAt: row.ended_at?.toISOString() ?? null,
  endReason: row.end_reason,
  identitySync: row.state === 'proposed' || row.state === 'not_taken_up' || row.state === 'accepted' ? 'none' : row.identity_synced_at ? 'synced' : 'pending',
  mayEnd: isOpen(row) && row.sub !== by.sub && mayAppoint(by.roles, row.role).ok,
});

/** Writes a fact about a post: of the school itself, or of the bureau about the school. */
export const tell = (tx: Tx, by: Appointer, schoolId: string, fact: NewFact): Promise<string> => (by.kind === 'district' ? appendFactAbout(tx, by, schoolId, fact) : appendFact(tx, by, fact));

/** One appointment or offer of the school; nothing when it is not there. */
export async function findAppointment(tx: Tx, schoolId: string, appointmentId: string): Promise<AppointmentRow | undefined> {
  const [row] = await tx.query<AppointmentRow>(`select * from (${APPOINTMENTS}) m where school_id = $1 and appointment_id = $2`, [schoolId, appointmentId]);
  return row;
}

/** Posts that a person holds, or will begin to hold, at the school, and those that wait for their answer. */
export async function postsOf(tx: Tx, schoolId: string, sub: string): Promise<{ held: SchoolRole[]; offered: SchoolRole[] }> {
  const rows = await tx.query<Pick<AppointmentRow, 'role' | 'state'>>(`select role, state from (${APPOINTMENTS}) m where school_id = $1 and sub = $2`, [schoolId, sub]);
  const of = (states: readonly AppointmentState[]): SchoolRole[] => rows.filter((row) => states.includes(row.state)).map((row) => row.role);
  return { held: of(['current', 'accepted']), offered: of(['proposed']) };
}
