import { integrityVerified, noAlteration, noDeletion, noUnexplainedGap, preservationHold } from '@guardroom/domain';
import type { Tx } from '@guardroom/db';
import { SEGMENT_SECONDS } from '../../recording/public.ts';
import { evaluator, type SchoolDay } from './evaluator.ts';

/** What was fetched from the store today, against a day's worth of each camera's segments: as many as its verified seconds hold. */
const sampled = (tx: Tx, { schoolId, day }: SchoolDay) =>
  tx.sql<{ id: string; examined: number; held: number; missing: number; mismatched: number; unlocked: number }>`
    select c.camera_id as id, coalesce(k.examined, 0) as examined, coalesce(k.missing, 0) as missing, coalesce(k.mismatched, 0) as mismatched, coalesce(k.unlocked, 0) as unlocked,
           coalesce(d.verified_seconds / ${SEGMENT_SECONDS}::int, 0)::float8 as held
      from cameras c left join segment_checks k on k.school_id = c.school_id and k.camera_id = c.camera_id and k.day = ${day}::date
      left join camera_days d on d.school_id = c.school_id and d.camera_id = c.camera_id and d.day = ${day}::date
     where c.school_id = ${schoolId} and c.enabled`;

export const recordingEvaluators = [
  evaluator(noUnexplainedGap, 'day', (tx, { schoolId, day, from, to, asOf }) =>
    tx.sql<{ id: string; expectedSeconds: number; heldSeconds: number; overdueGaps: number }>`
      select d.camera_id as id, d.expected_seconds as "expectedSeconds", d.held_seconds as "heldSeconds",
             coalesce(g.overdue, 0) as "overdueGaps"
        from camera_days d
        left join (select camera_id, count(*)::int as overdue from recording_gaps
                    where school_id = ${schoolId} and reason is null and explain_by < now() and from_at < ${to} and coalesce(to_at, ${asOf}) > ${from} group by camera_id) g using (camera_id)
       where d.school_id = ${schoolId} and d.day = ${day}::date`,
  ),
  evaluator(noDeletion, 'state', sampled),
  evaluator(integrityVerified, 'state', sampled),
  evaluator(noAlteration, 'day', (tx, { schoolId, schoolNo, day, from, to, asOf }) =>
    tx.sql<{ id: string; segments: number; unsigned24h: number; unsigned48h: number; broken: number }>`
      with chain as (
        select camera_no, minute, footers, previous is distinct from lag(sha256) over w and sequence = lag(sequence) over w + 1 as broken
          from minute_manifests where school_no = ${schoolNo} and minute >= ${from} and minute < ${to} window w as (partition by camera_no order by minute)),
      signed as (
        select camera_no, sum(footers)::int as segments, count(*) filter (where broken)::int as broken, range_agg(tstzrange(minute, minute + interval '1 minute')) as minutes from chain group by camera_no)
      select c.camera_id as id, coalesce(s.segments, 0) as segments, coalesce(s.broken, 0) as broken, u."unsigned24h", u."unsigned48h"
        from cameras c left join signed s on s.camera_no = c.camera_no
        left join camera_day_coverage h on h.school_no = c.school_no and h.camera_no = c.camera_no and h.day = ${day}::date
        left join lateral (
          select count(*)::int as "unsigned24h", (count(*) filter (where g.started_at < ${asOf}::timestamptz - interval '48 hours'))::int as "unsigned48h"
            from unnest(h.held * tstzmultirange(tstzrange(${from}, greatest(${from}, least(${to}, ${asOf}::timestamptz - interval '24 hours')))) - coalesce(s.minutes, '{}')) as stretch
            join segments g on g.school_no = ${schoolNo} and g.camera_no = c.camera_no and g.started_at >= ${from} and g.started_at < ${to} and g.started_at >= lower(stretch) and g.started_at < upper(stretch)) u on true
       where c.school_id = ${schoolId} and (s.camera_no is not null or h.camera_no is not null)`,
    { readsSegments: true },
  ),
  evaluator(preservationHold, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; cameras: number; hoursToHold: number | null; hoursOpen: number }>`
      select i.incident_id as id, (select count(*)::int from incident_cameras c where c.school_id = i.school_id and c.incident_id = i.incident_id) as cameras,
             (extract(epoch from ${asOf}::timestamptz - i.opened_at) / 3600)::float8 as "hoursOpen",
             (select (extract(epoch from min(h.placed_at) - i.opened_at) / 3600)::float8 from holds h where h.school_id = i.school_id and h.source_kind = 'incident' and h.source_id = i.incident_id) as "hoursToHold"
        from incidents i where i.school_id = ${schoolId} and i.opened_at > ${asOf}::timestamptz - interval '30 days' and i.opened_at <= ${asOf}`,
  ),
];
