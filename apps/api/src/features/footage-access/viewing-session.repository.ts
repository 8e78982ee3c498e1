import type { SchoolActor, SqlValue, Tx } from '@guardroom/db';
import type { Result, Routes } from '@guardroom/contracts';
import { type SessionEndReason, type SessionState, type Standing, type Viewing, isPresent, seesAllRequests, standingOf } from '@guardroom/domain';
import { type Instant, civilDay, civilTime, instantOf } from '@guardroom/kernel';
import { notFound } from '../../platform/errors/refused.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';
import type { AtSchool } from '../retention/public.ts';

/** A viewing as its operations answer it. */
export type ViewingView = Result<Routes['getViewing']>;

/** A stored viewing with its grant; `read_at` is the database's clock, the one clock that presence is measured by. */
export type SessionRow = {
  session_id: string; request_id: string; request_number: string; applicant_person_id: string; state: SessionState;
  viewer_person_id: string; viewer_sub: string; viewer_name: string; escort_person_id: string | null; escort_sub: string | null; escort_name: string | null; escort_needed: boolean;
  proof_thumbprint: string; mark: string; opened_at: Date; expires_at: Date; viewer_seen_at: Date; escort_seen_at: Date | null; over_range: number;
  ended_at: Date | null; end_reason: SessionEndReason | null; granted_from: Date; granted_to: Date; cameras: { id: string; name: string }[]; read_at: Date;
};

/** Viewings of the school ($1); further conditions follow with `and`. */
export const VIEWINGS = `
  select v.*, r.number as request_number, r.applicant_person_id, r.applicant_sub, r.granted_from, r.granted_to, clock_timestamp() as read_at,
         (select coalesce(jsonb_agg(jsonb_build_object('id', m.camera_id, 'name', m.name) order by m.name), '[]')
            from footage_request_cameras rc join cameras m using (school_id, camera_id) where rc.school_id = v.school_id and rc.request_id = v.request_id and rc.granted) as cameras
    from viewing_sessions v join footage_requests r using (school_id, request_id)
   where v.school_id = $1`;

/** Viewings that fit `condition`, whose parameters count from $2. */
export const sessionRows = (tx: Tx, by: AtSchool, condition: string, values: readonly SqlValue[]): Promise<SessionRow[]> => tx.query<SessionRow>(`${VIEWINGS} and ${condition}`, [by.schoolId, ...values]);

/** One viewing; with `lock` its present does not change before this transaction ends. */
export async function sessionOf(tx: Tx, by: AtSchool, sessionId: string, lock?: 'lock'): Promise<SessionRow | undefined> {
  if (lock) await tx.sql`select from viewing_sessions where school_id = ${by.schoolId} and session_id = ${sessionId} for update`;
  const [row] = await sessionRows(tx, by, 'v.session_id = $2', [sessionId]);
  return row;
}

/**
 * One viewing that the actor may know of.
 * @refuses request.not_found — when it is not there, or the actor neither takes part in it, nor applied, nor decides or serves requests
 */
export async function sessionFor(tx: Tx, by: SchoolActor, sessionId: string, lock?: 'lock'): Promise<SessionRow> {
  const row = await sessionOf(tx, by, sessionId, lock);
  const concerned = row && [row.viewer_person_id, row.escort_person_id, row.applicant_person_id].includes(by.personId);
  if (!row || !(concerned || seesAllRequests(by))) throw notFound();
  return row;
}

/** What the domain's rules about viewings take. */
export const viewingOf = (row: SessionRow): Viewing => ({
  state: row.state,
  escortNeeded: row.escort_needed,
  viewerPersonId: row.viewer_person_id,
  escortPersonId: row.escort_person_id,
  viewerSeenAtMs: row.viewer_seen_at.getTime(),
  escortSeenAtMs: row.escort_seen_at?.getTime() ?? null,
  expiresAtMs: row.expires_at.getTime(),
});

/** What a viewing is now: as it ended, or as time and presence say. */
export const presentOf = (row: SessionRow, nowMs = row.read_at.getTime()): Standing =>
  row.state === 'ended' && row.ended_at && row.end_reason ? { state: 'ended', atMs: row.ended_at.getTime(), reason: row.end_reason } : standingOf(viewingOf(row), nowMs);

/**
 * Writes down what time has done to a viewing: gone black, come back, ended; each once, with the instant at which it was true.
 * Answers the row as it is now. The row must be locked.
 */
export async function settle(tx: Tx, by: AtSchool, row: SessionRow): Promise<SessionRow> {
  const now = presentOf(row);
  if (now.state === row.state) return row;
  if (now.state === 'ended') return endSession(tx, by, row, now.reason, instantOf(now.atMs));
  await tx.sql`update viewing_sessions set state = ${now.state} where school_id = ${by.schoolId} and session_id = ${row.session_id}`;
  const body = { sessionId: row.session_id };
  if (now.state === 'blanked') await appendFact(tx, by, { type: 'viewing_session.blanked', subject: row.request_id, at: instantOf(now.sinceMs), body: { ...body, absent: now.absent } });
  if (now.state === 'playing' && row.state === 'blanked') await appendFact(tx, by, { type: 'viewing_session.resumed', subject: row.request_id, at: instantOf(row.read_at.getTime()), body });
  return { ...row, state: now.state };
}

/** Ends a viewing: no byte leaves after this commits and two seconds have gone. The row must be locked and open. */
export async function endSession(tx: Tx, by: AtSchool, row: SessionRow, reason: SessionEndReason, at: Instant): Promise<SessionRow> {
  await tx.sql`update viewing_sessions set state = 'ended', ended_at = ${at}, end_reason = ${reason} where school_id = ${by.schoolId} and session_id = ${row.session_id}`;
  await appendFact(tx, by, { type: 'viewing_session.ended', subject: row.request_id, at, body: { sessionId: row.session_id, reason } });
  return { ...row, state: 'ended', ended_at: new Date(at), end_reason: reason };
}

/** Ends every open viewing of a request, because its grant is gone. */
export async function revokeSessions(tx: Tx, by: AtSchool, requestId: string, at: Instant): Promise<void> {
  await tx.sql`select from viewing_sessions where school_id = ${by.schoolId} and request_id = ${requestId} and state <> 'ended' for update`;
  for (const row of await sessionRows(tx, by, `v.request_id = $2 and v.state <> 'ended'`, [requestId])) await endSession(tx, by, row, 'revoked', at);
}

/** A row as the console shows it; what time has done counts whether or not it was written down yet. */
export function viewingView(row: SessionRow): ViewingView {
  const nowMs = row.read_at.getTime();
  const now = presentOf(row);
  const read = instantOf(nowMs);
  const ended = now.state === 'ended';
  return {
    id: row.session_id,
    request: { id: row.request_id, number: row.request_number },
    state: now.state,
    viewer: { id: row.viewer_person_id, name: row.viewer_name },
    escort: row.escort_person_id ? { id: row.escort_person_id, name: row.escort_name ?? '' } : null,
    escortNeeded: row.escort_needed,
    escortPresent: !ended && isPresent(row.escort_seen_at?.getTime() ?? null, nowMs),
    viewerPresent: !ended && isPresent(row.viewer_seen_at.getTime(), nowMs),
    cameras: row.cameras,
    from: row.granted_from.toISOString(),
    to: row.granted_to.toISOString(),
    openedAt: row.opened_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    endedAt: ended ? instantOf(now.atMs) : null,
    endReason: ended ? now.reason : null,
    mark: `${row.mark} · ${civilDay(read)} ${civilTime(read)}`,
    serverTime: read,
  };
}
