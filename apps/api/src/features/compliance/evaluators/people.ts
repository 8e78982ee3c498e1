import { backgroundCheck, confidentialityUndertaking, leaverOffboarding, minimumStaffing, trainedBeforeDuty } from '@guardroom/domain';
import type { Tx } from '@guardroom/db';
import { evaluator, type SchoolDay } from './evaluator.ts';

/** Whoever serves in the room or keeps its devices. */
const ROOM_ROLES = ['centre_head', 'deputy_head', 'watch_keeper', 'equipment_admin', 'duty_cadre'];

/** People of the room with the newest clearance of a kind that nobody revoked; on duty means a watch today. */
const cleared = (tx: Tx, { schoolId, day, from, asOf }: SchoolDay, kind: 'background_check' | 'undertaking') =>
  tx.sql<{ id: string; daysValid: number | null; failed: boolean; onDuty: boolean }>`
    select p.person_id as id, c.valid_until - ${day}::date as "daysValid", coalesce(c.result = 'failed', false) as failed,
           exists (select from shifts s where s.school_id = ${schoolId} and s.person_id = p.person_id and s.signed_on_at < ${asOf} and coalesce(s.ended_at, ${asOf}) > ${from}) as "onDuty"
      from (select distinct person_id from appointments where school_id = ${schoolId} and ended_at is null and starts_on <= ${day}::date and role = any (${ROOM_ROLES})) p
      left join lateral (select c.valid_until, c.result from clearances c
                          where c.school_id = ${schoolId} and c.person_id = p.person_id and c.kind = ${kind} and c.revoked_at is null
                          order by c.recorded_at desc limit 1) c on true`;

export const peopleEvaluators = [
  evaluator(minimumStaffing, 'state', (tx, { schoolId, day }, { min_watch_keepers: keepers, min_equipment_admins: admins }) =>
    tx.sql<{ id: string; holders: number; daysShort: number }>`
      with days as (
        select p.role, p.asked, d.day::date as day, count(distinct a.sub) as held
          from (values ('watch_keeper', ${keepers}::int), ('equipment_admin', ${admins}::int)) as p (role, asked)
          cross join (select generate_series(greatest((s.created_at at time zone 'Asia/Shanghai')::date, ${day}::date - 29), ${day}::date, interval '1 day') as day from schools s where s.school_id = ${schoolId}) d
          left join appointments a on a.school_id = ${schoolId} and a.role = p.role and a.starts_on <= d.day::date and (a.ended_at is null or (a.ended_at at time zone 'Asia/Shanghai')::date > d.day::date)
         group by p.role, p.asked, d.day)
      select role as id, (max(held) filter (where day = ${day}::date))::int as holders, (count(*) filter (where held < asked))::int as "daysShort" from days group by role order by role`,
  ),
  evaluator(backgroundCheck, 'state', (tx, day) => cleared(tx, day, 'background_check')),
  evaluator(trainedBeforeDuty, 'state', (tx, { schoolId, day }) =>
    tx.sql<{ id: string; trainedOn: string | null; firstWatchOn: string | null }>`
      select p.person_id as id, to_char(c.on, 'YYYY-MM-DD') as "trainedOn", to_char(w.on, 'YYYY-MM-DD') as "firstWatchOn"
        from (select distinct person_id from appointments where school_id = ${schoolId} and ended_at is null and starts_on <= ${day}::date and role = 'watch_keeper') p
        left join lateral (select min(c.done_on) as on from clearances c where c.school_id = ${schoolId} and c.person_id = p.person_id and c.kind = 'training' and c.result = 'passed' and c.revoked_at is null) c on true
        left join lateral (select min((s.signed_on_at at time zone 'Asia/Shanghai')::date) as on from shifts s where s.school_id = ${schoolId} and s.person_id = p.person_id and s.signed_on_at is not null) w on true`,
  ),
  evaluator(confidentialityUndertaking, 'state', (tx, day) => cleared(tx, day, 'undertaking')),
  evaluator(leaverOffboarding, 'state', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; hoursToRevoke: number | null; hoursSince: number }>`
      select appointment_id as id, (extract(epoch from identity_synced_at - ended_at) / 3600)::float8 as "hoursToRevoke", (extract(epoch from ${asOf}::timestamptz - ended_at) / 3600)::float8 as "hoursSince"
        from appointments where school_id = ${schoolId} and ended_at > ${asOf}::timestamptz - interval '30 days' and ended_at <= ${asOf}`,
  ),
];
