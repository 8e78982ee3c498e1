import type { SchoolActor, Tx } from '@guardroom/db';
import type { Result, dutyRoutes } from '@guardroom/contracts';
import { type HandoverItemKind, silencesOf } from '@guardroom/domain';
import { civilTime, instantOf } from '@guardroom/kernel';
import type { ShiftRow } from './shift.repository.ts';

/** Something that is open now. Its words are names and numbers, not sentences: the page says what kind of matter it is. */
export type OpenMatter = Result<typeof dutyRoutes.getMyShift>['openMatters'][number];

type Row = { kind: HandoverItemKind; subject: string; words: string; since: Date };

/** What is open at a school, by the registers of all who keep them; the order is the one in which people go through it. */
const OPEN = `
  select 'recording_gap' as kind, g.gap_id as subject, c.name as words, g.from_at as since, 5 as place
    from recording_gaps g join cameras c using (school_id, camera_id) where g.school_id = $1 and g.reason is null
  union all
  select 'fault_ticket', t.ticket_id, t.number || ' ' || a.name, t.opened_at, 4 from fault_tickets t join assets a using (school_id, asset_id) where t.school_id = $1 and t.state <> 'verified'
  union all
  select 'footage_request', request_id, number || ' ' || applicant_name, filed_at, 6 from footage_requests where school_id = $1 and state in ('submitted', 'approved')
  union all
  select 'incident', incident_id, number || ' ' || place, opened_at, 1 from incidents where school_id = $1 and state <> 'closed'
  union all
  select 'viewing_session', v.session_id, r.number || ' ' || v.viewer_name, v.opened_at, 2 from viewing_sessions v join footage_requests r using (school_id, request_id) where v.school_id = $1 and v.state <> 'ended'
  union all
  select 'live_view', v.view_id, v.viewer_name || ' ' || c.name, v.opened_at, 3 from live_views v join cameras c using (school_id, camera_id) where v.school_id = $1 and v.ended_at is null and v.expires_at > $2
  union all
  select 'footage_hold', h.source_id, c.names || to_char(h.from_at at time zone 'Asia/Shanghai', ' YYYY-MM-DD HH24:MI'), h.placed_at, 7
    from holds h cross join lateral (
      select array_to_string((array_agg(c.name order by c.name))[1:3], '、') || case when count(*) > 3 then ' +' || count(*) - 3 else '' end as names
        from hold_cameras k join cameras c using (school_id, camera_id) where k.school_id = h.school_id and k.hold_id = h.hold_id) c
   where h.school_id = $1 and h.released_at is null and h.until_at > $2
  union all
  select 'visitor_inside', visitor_id, name || ' ' || unit, entered_at, 0 from visitor_entries where school_id = $1 and state = 'inside'
  order by place, since`;

/** Everything that is open at the school now; with a watch, also the stretches of it in which nothing was written. */
export async function openMattersOf(tx: Tx, by: Pick<SchoolActor, 'schoolId'>, watch: ShiftRow | undefined, nowMs: number): Promise<OpenMatter[]> {
  const rows = await tx.query<Row>(OPEN, [by.schoolId, new Date(nowMs)]);
  const open = rows.map(({ kind, subject, words, since }) => ({ kind, subject, words, since: since.toISOString() }));
  return watch?.signed_on_at ? [...open, ...(await silences(tx, by, watch, watch.signed_on_at, nowMs))] : open;
}

async function silences(tx: Tx, by: Pick<SchoolActor, 'schoolId'>, watch: ShiftRow, signedOnAt: Date, nowMs: number): Promise<OpenMatter[]> {
  const written = await tx.sql<{ written_at: Date }>`select written_at from duty_log_entries where school_id = ${by.schoolId} and shift_id = ${watch.shift_id}`;
  return silencesOf(signedOnAt.getTime(), written.map((line) => line.written_at.getTime()), nowMs).map(({ fromMs, toMs }) => ({
    kind: 'log_missing' as const,
    subject: watch.shift_id,
    words: `${civilTime(instantOf(fromMs)).slice(0, 5)}–${civilTime(instantOf(toMs)).slice(0, 5)}`,
    since: instantOf(fromMs),
  }));
}
