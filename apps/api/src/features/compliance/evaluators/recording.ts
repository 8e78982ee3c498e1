import { integrityVerified, noAlteration, noDeletion, noUnexplainedGap, preservationHold } from '@guardroom/domain';
import type { Tx } from '@guardroom/db';
import { evaluator, type SchoolDay } from './evaluator.ts';

/** What was fetched from the store today, against a day's worth of each camera's segments. */
const sampled = (tx: Tx, { schoolId, schoolNo, day, from, asOf }: SchoolDay) =>
  tx.sql<{ id: string; examined: number; held: number; missing: number; mismatched: number; unlocked: number }>`
    select c.camera_id as id, coalesce(k.examined, 0) as examined, coalesce(k.missing, 0) as missing, coalesce(k.mismatched, 0) as mismatched, coalesce(k.unlocked, 0) as unlocked,
           (select count(*)::int from segments g where g.school_no = ${schoolNo} and g.camera_no = c.camera_no and g.verified and g.started_at >= ${from} and g.started_at < ${asOf}) as held
      from cameras c left join segment_checks k on k.school_id = c.school_id and k.camera_id = c.camera_id and k.day = ${day}::date
     where c.school_id = ${schoolId} and c.enabled`;

export const recordingEvaluators = [
  evaluator(noUnexplainedGap, 'day', (tx, { schoolId, day, from, to, asOf }) =>
    tx.sql<{ id: string; expectedSeconds: number; heldSeconds: number; overdueGaps: number }>`
      select d.camera_id as id, d.expected_seconds as "expectedSeconds", d.held_seconds as "heldSeconds",
             (select count(*)::int from recording_gaps g where g.school_id = d.school_id and g.camera_id = d.camera_id and g.reason is null and g.explain_by < now()
                 and g.from_at < ${to} and coalesce(g.to_at, ${asOf}) > ${from}) as "overdueGaps"
        from camera_days d where d.school_id = ${schoolId} and d.day = ${day}::date`,
  ),
  evaluator(noDeletion, 'state', sampled, { readsSegments: true }),
  evaluator(integrityVerified, 'state', sampled, { readsSegments: true }),
  evaluator(noAlteration, 'day', (tx, { schoolId, schoolNo, from, to, asOf }) =>
    tx.sql<{ id: string; segments: number; unsigned24h: number; unsigned48h: number; broken: number }>`
      with minutes as (
        select camera_no, date_trunc('minute', started_at) as minute, count(*)::int as segments from segments where school_no = ${schoolNo} and started_at >= ${from} and started_at < ${to} group by 1, 2),
      chain as (
        select camera_no, minute, footers, previous is distinct from lag(sha256) over w and sequence = lag(sequence) over w + 1 as broken
          from minute_manifests where school_no = ${schoolNo} and minute >= ${from} and minute < ${to} window w as (partition by camera_no order by sequence))
      select c.camera_id as id, sum(m.segments)::int as segments, coalesce(sum(b.broken), 0)::int as broken,
             (count(*) filter (where k.minute is null and m.minute < ${asOf}::timestamptz - interval '24 hours'))::int as "unsigned24h",
             (count(*) filter (where k.minute is null and m.minute < ${asOf}::timestamptz - interval '48 hours'))::int as "unsigned48h"
        from minutes m join cameras c on c.school_no = ${schoolNo} and c.camera_no = m.camera_no
        left join chain k on k.camera_no = m.camera_no and k.minute = m.minute
        left join lateral (select (k.broken is true)::int as broken) b on true
       where c.school_id = ${schoolId} group by c.camera_id`,
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
