import { continuousCover, handoverComplete, missingRecordIsAbsence, onTimeArrival, shiftLogComplete } from '@guardroom/domain';
import { effectiveParameter } from '@guardroom/policy-pack';
import { evaluator } from './evaluator.ts';

/** Hours after a watch in which its record may still come. */
const graceHours = (): number => Number(effectiveParameter('duty.missing-record-is-absence', 'grace_hours_after_shift').value);

export const dutyEvaluators = [
  evaluator(continuousCover, 'day', (tx, { schoolId, from, asOf }) =>
    tx.sql<{ id: string; minutes: number; plannedMinutes: number; workedMinutes: number; longestHoleMinutes: number }>`
      with spans as (
        select post, range_agg(tstzrange(planned_from, planned_to)) * tstzmultirange(tstzrange(${from}, ${asOf})) as planned,
               coalesce(range_agg(tstzrange(signed_on_at, greatest(signed_on_at, coalesce(ended_at, ${asOf})))) filter (where signed_on_at is not null), '{}') * tstzmultirange(tstzrange(${from}, ${asOf})) as worked
          from shifts where school_id = ${schoolId} and (planned_from < ${asOf} and planned_to > ${from} or signed_on_at < ${asOf} and coalesce(ended_at, ${asOf}) > ${from}) group by post)
      select post as id, (extract(epoch from ${asOf}::timestamptz - ${from}::timestamptz) / 60)::float8 as minutes,
             coalesce((select sum(extract(epoch from upper(r) - lower(r))) / 60 from unnest(planned) r), 0)::float8 as "plannedMinutes",
             coalesce((select sum(extract(epoch from upper(r) - lower(r))) / 60 from unnest(worked) r), 0)::float8 as "workedMinutes",
             coalesce((select max(extract(epoch from upper(r) - lower(r))) / 60 from unnest(tstzmultirange(tstzrange(${from}, ${asOf})) - worked) r), 0)::float8 as "longestHoleMinutes"
        from spans`,
  ),
  evaluator(onTimeArrival, 'day', (tx, { schoolId, from, to, asOf }) =>
    tx.sql<{ id: string; signedOn: boolean; lateMinutes: number; excused: boolean; judgedAbsent: boolean }>`
      select shift_id as id, signed_on_at is not null as "signedOn", late_reason is not null as excused, judged_absent_at is not null as "judgedAbsent",
             coalesce(late_minutes, greatest(0, extract(epoch from coalesce(signed_on_at, ${asOf}) - greatest(planned_from, planned_at)) / 60))::float8 as "lateMinutes"
        from shifts where school_id = ${schoolId} and stand_in_reason is null and planned_from >= ${from} and planned_from < ${to} and planned_from <= ${asOf}`,
  ),
  evaluator(handoverComplete, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; signed: boolean; disputed: boolean; minutesOff: number; unanswered: number }>`
      select s.shift_id as id, coalesce(h.state = 'incoming_signed', false) as signed, coalesce(h.state = 'disputed', false) as disputed,
             coalesce(greatest(0, extract(epoch from h.incoming_signed_at - s.planned_to) / 60), 0)::float8 as "minutesOff",
             (select count(*)::int from handover_items i where i.school_id = s.school_id and i.handover_id = h.handover_id and i.answer is null) as unanswered
        from shifts s left join lateral (select h.* from handovers h where h.school_id = s.school_id and h.outgoing_shift_id = s.shift_id order by h.prepared_at desc limit 1) h on true
       where s.school_id = ${schoolId} and s.ended_at >= ${from} and s.ended_at < ${to} and s.end_kind <> 'stand_in_refused'`,
  ),
  evaluator(shiftLogComplete, 'day', (tx, { schoolId, from, to, asOf }, { entry_interval_minutes: interval }) =>
    tx.sql<{ id: string; workedMinutes: number; slotsWritten: number; entries: number }>`
      select s.shift_id as id, (extract(epoch from coalesce(s.ended_at, ${asOf}) - s.signed_on_at) / 60)::float8 as "workedMinutes", count(e.entry_id)::int as entries,
             (count(distinct floor(extract(epoch from e.happened_at - s.signed_on_at) / 60 / ${interval}::float8)) filter (where e.happened_at < coalesce(s.ended_at, ${asOf})))::int as "slotsWritten"
        from shifts s left join duty_log_entries e on e.school_id = s.school_id and e.shift_id = s.shift_id and e.corrects is null
       where s.school_id = ${schoolId} and s.signed_on_at >= ${from} and s.signed_on_at < ${to} group by s.shift_id, s.ended_at, s.signed_on_at`,
  ),
  evaluator(missingRecordIsAbsence, 'day', (tx, { schoolId, from, to, asOf }) =>
    tx.sql<{ id: string; signedOn: boolean; judgedAbsent: boolean }>`
      select shift_id as id, signed_on_at is not null as "signedOn", judged_absent_at is not null as "judgedAbsent"
        from shifts where school_id = ${schoolId} and stand_in_reason is null and planned_from < ${to} and planned_to >= ${from} and planned_to < ${to} and planned_to + make_interval(hours => ${graceHours()}::int) <= ${asOf}`,
  ),
];
