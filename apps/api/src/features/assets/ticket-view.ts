import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type CaptureState, type FaultCause, type FaultTicketState, type FaultUrgency, SILENCE_SECONDS, type SchoolRole, takeTicket, verifyRepair } from '@guardroom/domain';
import { notFound } from '../../platform/errors/refused.ts';
import { CAPTURE, CAPTURE_JOINS } from './asset-view.ts';

export type TicketView = Result<typeof routes.getTicket>;

export type TicketRow = {
  readonly id: string;
  readonly number: string;
  readonly state: FaultTicketState;
  readonly source: 'machine' | 'person';
  readonly cause: FaultCause;
  readonly urgency: FaultUrgency;
  readonly words: string;
  readonly asset_id: string;
  readonly asset_name: string;
  readonly tag_number: string;
  readonly location: string | null;
  readonly camera_id: string | null;
  readonly capture: CaptureState | null;
  readonly gateway_silent: boolean | null;
  readonly first_sign_at: Date;
  readonly opened_at: Date;
  readonly repair_by: Date;
  readonly overdue: boolean;
  readonly reported_by_person_id: string | null;
  readonly reported_by_name: string | null;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by_name: string | null;
  readonly assignee_person_id: string | null;
  readonly assignee_name: string | null;
  readonly started_at: Date | null;
  readonly repaired_at: Date | null;
  readonly repaired_by_person_id: string | null;
  readonly repaired_by_name: string | null;
  readonly repair_words: string | null;
  readonly verified_at: Date | null;
  readonly verified_by_person_id: string | null;
  readonly verified_by_name: string | null;
  readonly verify_words: string | null;
  readonly times_sent_back: number;
  readonly notes: readonly { words: string; documentId: string | null; by: { id: string; name: string }; at: string }[];
};

/** Posts that see every ticket; a contractor sees those that are assigned to them. */
const SEES_ALL: readonly SchoolRole[] = ['legal_representative', 'principal', 'deputy_safety', 'security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'];
const ASSIGNERS: readonly SchoolRole[] = ['equipment_admin', 'security_lead', 'centre_head'];
const REPAIRERS: readonly SchoolRole[] = ['equipment_admin', 'security_lead', 'contractor'];
const VERIFIERS: readonly SchoolRole[] = ['security_lead', 'centre_head', 'deputy_head', 'deputy_safety', 'principal', 'equipment_admin'];
const NOTERS: readonly SchoolRole[] = ['watch_keeper', 'duty_cadre', 'deputy_head', 'centre_head', 'security_lead', 'equipment_admin', 'deputy_safety', 'contractor'];

/** The assignee to whom a person's view is narrowed; null for those who see every ticket. */
export const narrowedTo = (by: SchoolActor): string | null => (by.roles.some((role) => SEES_ALL.includes(role)) ? null : by.personId);

/** Tickets with their device and notes. */
export const TICKETS = `
  select t.ticket_id as id, t.number, t.state, t.source, t.cause, t.urgency, t.words, a.asset_id, a.name as asset_name, a.tag_number, a.location, a.camera_id, ${CAPTURE} as capture,
         (select gs.last_seen_at < now() - interval '${SILENCE_SECONDS} seconds' from gateway_status gs where gs.school_id = a.school_id and gs.gateway_id = a.gateway_id) as gateway_silent,
         t.first_sign_at, t.opened_at, t.repair_by, t.repair_by < now() and t.state in ('open', 'assigned', 'in_repair') as overdue, t.reported_by_person_id, t.reported_by_name, t.acknowledged_at, t.acknowledged_by_name,
         t.assignee_person_id, t.assignee_name, t.started_at, t.repaired_at, t.repaired_by_person_id, t.repaired_by_name, t.repair_words, t.verified_at, t.verified_by_person_id, t.verified_by_name, t.verify_words,
         t.times_sent_back, n.notes
    from fault_tickets t join assets a on a.school_id = t.school_id and a.asset_id = t.asset_id ${CAPTURE_JOINS}
    cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('words', words, 'documentId', document_id, 'by', jsonb_build_object('id', noted_by_person_id, 'name', noted_by_name),
                                'at', to_char(noted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by note_no), '[]') as notes
                     from fault_ticket_notes n where n.school_id = t.school_id and n.ticket_id = t.ticket_id) n`;

/**
 * One ticket that the actor may know of; with `lock` no other transaction changes it before this one ends.
 * @refuses request.not_found — when it is not there, or a contractor asks for somebody else's
 */
export async function ticketFor(tx: Tx, by: SchoolActor, ticketId: string, lock?: 'lock'): Promise<TicketRow> {
  if (lock) await tx.sql`select from fault_tickets where ticket_id = ${ticketId} for update`;
  const [row] = await tx.query<TicketRow>(`${TICKETS} where t.ticket_id = $1 and ($2::text is null or t.assignee_person_id = $2)`, [ticketId, narrowedTo(by)]);
  if (!row) throw notFound();
  return row;
}

/** What rules about tickets read. */
export const stateOf = (row: TicketRow) => ({ state: row.state, repairedByPersonId: row.repaired_by_person_id, assigneePersonId: row.assignee_person_id });

/** Whether the device itself says that it works; a device that says nothing is taken at the repairer's word. */
export const deviceWorks = (row: TicketRow): boolean => (row.camera_id === null ? row.gateway_silent !== true : row.source === 'person' || row.capture === 'recording' || row.capture === 'disabled');

/** A ticket as the person who asks may see it. */
export function ticketOf(row: TicketRow, by: SchoolActor): TicketView {
  const holds = (posts: readonly SchoolRole[]): boolean => by.roles.some((role) => posts.includes(role));
  const may: TicketView['may'] = [];
  if (takeTicket(row, 'assign').ok && holds(ASSIGNERS)) may.push('assign');
  if (takeTicket(row, 'start').ok && holds(REPAIRERS)) may.push('start');
  if (takeTicket(row, 'repair').ok && holds(REPAIRERS)) may.push('repair');
  if (verifyRepair(stateOf(row), by, true).ok && holds(VERIFIERS)) may.push('verify');
  if (row.state !== 'verified' && holds(NOTERS)) may.push('note');
  const person = (id: string | null, name: string | null) => (id === null || name === null ? null : { id, name });
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    source: row.source,
    cause: row.cause,
    urgency: row.urgency,
    words: row.words,
    asset: { id: row.asset_id, name: row.asset_name, tagNumber: row.tag_number, location: row.location },
    cameraId: row.camera_id,
    capture: row.capture,
    firstSignAt: row.first_sign_at.toISOString(),
    openedAt: row.opened_at.toISOString(),
    repairBy: row.repair_by.toISOString(),
    overdue: row.overdue,
    reportedBy: person(row.reported_by_person_id, row.reported_by_name),
    acknowledged: row.acknowledged_at && row.acknowledged_by_name !== null ? { by: row.acknowledged_by_name, at: row.acknowledged_at.toISOString() } : null,
    assignee: person(row.assignee_person_id, row.assignee_name),
    startedAt: row.started_at?.toISOString() ?? null,
    repaired: row.repaired_at && { by: person(row.repaired_by_person_id, row.repaired_by_name), at: row.repaired_at.toISOString(), words: row.repair_words ?? '' },
    verified: row.verified_at && { by: person(row.verified_by_person_id, row.verified_by_name), at: row.verified_at.toISOString(), words: row.verify_words ?? '' },
    timesSentBack: row.times_sent_back,
    notes: [...row.notes],
    may,
  };
}
