import { type Result, ok, refuse } from '@guardroom/kernel';
import type { SchoolRole } from '../people/index.ts';

/** States of a line in the visitor register of the monitoring room. */
export const VISITOR_STATES = ['awaiting_approval', 'approved', 'refused', 'inside', 'left'] as const;
export type VisitorState = (typeof VISITOR_STATES)[number];

/** Papers by which a visitor is known; of the number only the last four characters are kept. @source R18 5.2 */
export const DOCUMENT_KINDS = ['id_card', 'work_card', 'police_card', 'passport', 'other'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/**
 * Who lets outsiders into the monitoring room.
 * @source R04 1
 * @source R25 7
 */
export const ENTRY_APPROVER_ROLES: readonly SchoolRole[] = ['security_lead', 'centre_head', 'principal', 'legal_representative'];
/** A visitor leaves within so long. Milliseconds. @source R18 5.2 */
export const MAX_VISIT_MS = 60 * 60_000;
/** An approval holds so long. Milliseconds. @source R21 3.1 */
export const APPROVAL_VALID_MS = 12 * 3_600_000;

/** What goes for a visit. Epoch milliseconds. */
export type RoomVisit = { readonly state: VisitorState; readonly decidedAtMs: number | null };

/**
 * Whether a visit may be decided upon.
 * @refuses room.already_decided — when somebody decided
 * @source R04 1
 */
export function decideVisit(visit: Pick<RoomVisit, 'state'>): Result<void> {
  return visit.state === 'awaiting_approval' ? ok(undefined) : refuse('room.already_decided', { state: visit.state });
}

/**
 * Until when a visitor who enters now may stay. Epoch milliseconds.
 * @refuses room.not_approved — before a head approved, or after one refused
 * @refuses room.approval_expired — when the approval is of another day's half
 * @refuses room.already_entered — when the visitor is inside or left
 * @source R04 1
 * @source R21 3.1
 * @source R18 5.2
 */
export function admitVisitor(visit: RoomVisit, nowMs: number): Result<{ leaveByMs: number }> {
  if (visit.state === 'inside' || visit.state === 'left') return refuse('room.already_entered', { state: visit.state });
  if (visit.state !== 'approved' || visit.decidedAtMs === null) return refuse('room.not_approved', { clauses: ['R04:1', 'R21:3.1'], state: visit.state });
  if (nowMs >= visit.decidedAtMs + APPROVAL_VALID_MS) return refuse('room.approval_expired', { clauses: ['R21:3.1'] });
  return ok({ leaveByMs: nowMs + MAX_VISIT_MS });
}

/**
 * Whether a visitor's exit may be noted.
 * @refuses room.not_inside — when nobody is inside under this entry
 * @source R18 5.2
 */
export function visitorLeaves(visit: Pick<RoomVisit, 'state'>): Result<void> {
  return visit.state === 'inside' ? ok(undefined) : refuse('room.not_inside', { state: visit.state });
}

/** True when a text seems to hold a whole document number: fifteen characters or more of an identity card. Such a number is not kept. @source R18 5.2 */
export const holdsWholeNumber = (text: string): boolean => /\d{14}[\dXx]/.test(text.replaceAll(/[\s-]/g, ''));
