import { type Result, ok, refuse } from '@guardroom/kernel';
import { ESCORT_ROLES, type SchoolRole } from '../people/index.ts';
import type { Fulfilment, RequestState, SessionEndReason, SessionState } from './machine.ts';
import { PRESENCE_TIMEOUT_MS } from './rules.ts';

/** A viewing lasts at most this long, whatever the grant says. Milliseconds. */
export const SESSION_LONGEST_MS = 30 * 60_000;

/** Somebody who must be present and stays away this long ends the viewing. Milliseconds. */
export const ABSENCE_ENDS_MS = 60_000;

/** A person with the posts that count in this sign-in. */
export type Person = { readonly personId: string; readonly roles: readonly SchoolRole[] };

/** What opening a viewing depends on. Epoch milliseconds. */
export type Granted = {
  readonly state: RequestState;
  readonly applicantPersonId: string;
  readonly decidedByPersonId: string | null;
  readonly fulfilment: Fulfilment | null;
  readonly validUntilMs: number | null;
};

/** True for those who stand beside applicants, and who look alone and report. @source R22 3 */
export const isEscort = (person: Pick<Person, 'roles'>): boolean => person.roles.some((role) => ESCORT_ROLES.includes(role));

/**
 * True for the one who looks: the applicant where an escorted viewing was granted, else a designated viewer who is neither
 * applicant nor approver.
 * @source R22 3
 */
export function isViewer(granted: Granted, person: Person): boolean {
  if (granted.fulfilment === 'escorted_viewing') return person.personId === granted.applicantPersonId;
  return isEscort(person) && person.personId !== granted.applicantPersonId && person.personId !== granted.decidedByPersonId;
}

/**
 * When a viewing that opens now ends at the latest; epoch milliseconds.
 * @refuses viewing.request_not_approved — without a grant
 * @refuses viewing.grant_expired — after the grant's last instant
 * @refuses viewing.not_the_viewer — when the grant is for somebody else to look
 * @source R22 3
 * @source R22 7
 */
export function openViewing(granted: Granted, by: Person, nowMs: number): Result<{ expiresAtMs: number; escortNeeded: boolean }> {
  if (granted.state !== 'approved' || granted.validUntilMs === null) return refuse('viewing.request_not_approved', { clauses: ['R22:3', 'R22:8'], state: granted.state });
  if (nowMs >= granted.validUntilMs) return refuse('viewing.grant_expired', { clauses: ['R22:7'] });
  if (!isViewer(granted, by)) return refuse('viewing.not_the_viewer', { clauses: ['R22:3'], fulfilment: granted.fulfilment });
  return ok({ expiresAtMs: Math.min(granted.validUntilMs, nowMs + SESSION_LONGEST_MS), escortNeeded: granted.fulfilment === 'escorted_viewing' });
}

/** A viewing as it is stored; the present follows from it and the time. Epoch milliseconds. */
export type Viewing = {
  readonly state: SessionState;
  readonly escortNeeded: boolean;
  readonly viewerPersonId: string;
  readonly escortPersonId: string | null;
  readonly viewerSeenAtMs: number;
  readonly escortSeenAtMs: number | null;
  readonly expiresAtMs: number;
};

/** What a viewing is at one instant: who is missing, or when and why it ended. */
export type Standing =
  | { readonly state: 'playing' | 'authenticating' }
  | { readonly state: 'blanked'; readonly sinceMs: number; readonly absent: 'viewer' | 'escort' }
  | { readonly state: 'ended'; readonly atMs: number; readonly reason: SessionEndReason };

/** True when a person was last seen so recently that they count as being there. @source R22 3 */
export const isPresent = (seenAtMs: number | null, nowMs: number): boolean => seenAtMs !== null && nowMs - seenAtMs <= PRESENCE_TIMEOUT_MS;

/**
 * What an open viewing is at `nowMs`. A picture exists in `playing` only: all who must be there are there and the time is not up.
 * It needs nobody to notice: time alone blanks and ends it.
 * @source R22 3
 * @source R22 4
 * @source R22 7
 */
export function standingOf(viewing: Omit<Viewing, 'viewerPersonId'>, nowMs: number): Standing {
  const escorted = viewing.escortNeeded && viewing.escortPersonId !== null;
  const ends: { atMs: number; reason: SessionEndReason }[] = [
    { atMs: viewing.expiresAtMs, reason: 'time_up' },
    { atMs: viewing.viewerSeenAtMs + ABSENCE_ENDS_MS, reason: 'applicant_absent' },
    ...(escorted && viewing.escortSeenAtMs !== null ? [{ atMs: viewing.escortSeenAtMs + ABSENCE_ENDS_MS, reason: 'escort_absent' as const }] : []),
  ];
  const end = ends.reduce((first, next) => (next.atMs < first.atMs ? next : first));
  if (end.atMs <= nowMs) return { state: 'ended', ...end };
  if (viewing.escortNeeded && !escorted) return { state: 'authenticating' };
  const lapses: { sinceMs: number; absent: 'viewer' | 'escort' }[] = [];
  if (!isPresent(viewing.viewerSeenAtMs, nowMs)) lapses.push({ sinceMs: viewing.viewerSeenAtMs + PRESENCE_TIMEOUT_MS, absent: 'viewer' });
  if (escorted && !isPresent(viewing.escortSeenAtMs, nowMs)) lapses.push({ sinceMs: (viewing.escortSeenAtMs ?? 0) + PRESENCE_TIMEOUT_MS, absent: 'escort' });
  const [first, second] = lapses;
  if (!first) return { state: 'playing' };
  return { state: 'blanked', ...(second && second.sinceMs < first.sinceMs ? second : first) };
}

/**
 * Whether somebody may stand beside the viewer as escort.
 * @refuses viewing.ended — when it is over
 * @refuses viewing.escort_is_viewer — nobody escorts themselves
 * @refuses viewing.escort_taken — when another escort confirmed, or none is needed
 * @source R22 3
 */
export function joinAsEscort(viewing: Viewing, by: { readonly personId: string }): Result<void> {
  if (viewing.state === 'ended') return refuse('viewing.ended', { clauses: ['R22:3'] });
  if (viewing.viewerPersonId === by.personId) return refuse('viewing.escort_is_viewer', { clauses: ['R22:3'] });
  if (!viewing.escortNeeded || (viewing.escortPersonId !== null && viewing.escortPersonId !== by.personId)) return refuse('viewing.escort_taken', { clauses: ['R22:3'] });
  return ok(undefined);
}

/** As what somebody takes part in a viewing: an escort only while they hold a post that escorts. @source R22 3 */
export function partIn(viewing: Pick<Viewing, 'viewerPersonId' | 'escortPersonId'>, by: Person): 'viewer' | 'escort' | undefined {
  if (viewing.viewerPersonId === by.personId) return 'viewer';
  if (viewing.escortPersonId === by.personId && isEscort(by)) return 'escort';
  return undefined;
}
