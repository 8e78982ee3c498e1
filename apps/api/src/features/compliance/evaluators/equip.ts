import { ORDERS_FOR, assetRegister, changeApproved, faultRepaired, faultReported, healthWatch, installAcceptance, serviceLife } from '@guardroom/domain';
import { DEVICE_WORKS } from '../../assets/public.ts';
import { evaluator } from './evaluator.ts';

/** What a camera says when something is wrong with it. */
const BROKEN = ['wrong_password', 'unreachable', 'unsupported_codec', 'no_frames'];

/** Devices that somebody must have accepted: in use by the register, or working whatever it says. */
const ACCEPTABLE = `a.school_id = $1 and (a.state not in ('planned', 'installed', 'spare', 'retired') or ${DEVICE_WORKS})`;

export const equipEvaluators = [
  evaluator(assetRegister, 'state', (tx, { schoolId }) =>
    tx.sql<{ id: string; registered: boolean; fieldsMissing: number }>`
      select asset_id as id, true as registered, num_nulls(model, spec, serial_number, purchased_on, location, keeper_person_id, technical_parameters) as "fieldsMissing"
        from assets where school_id = ${schoolId} and state not in ('planned', 'retired')
      union all select c.camera_id, false, 0 from cameras c where c.school_id = ${schoolId} and c.enabled and not exists (select from assets a where a.school_id = c.school_id and a.camera_id = c.camera_id)
      union all select g.gateway_id, false, 0 from gateways g where g.school_id = ${schoolId} and g.state = 'active' and not exists (select from assets a where a.school_id = g.school_id and a.gateway_id = g.gateway_id)`,
  ),
  evaluator(installAcceptance, 'state', (tx, { schoolId }) =>
    tx.query<{ id: string; accepted: boolean; signers: number }>(
      `select a.asset_id as id, a.accepted_on is not null as accepted, num_nonnulls(a.commissioned_by_person_id, nullif(a.accepted_by_person_id, a.commissioned_by_person_id)) as signers from assets a where ${ACCEPTABLE}`,
      [schoolId],
    ),
  ),
  evaluator(serviceLife, 'state', (tx, { schoolId, day }) =>
    tx.query<{ id: string; daysLeft: number | null }>(`select a.asset_id as id, a.service_life_ends_on - $2::date as "daysLeft" from assets a where ${ACCEPTABLE}`, [schoolId, day]),
  ),
  evaluator(changeApproved, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; ordered: boolean }>`
      select f.subject as id, bool_and(exists (
               select from assets a join change_orders o on o.school_id = a.school_id and o.asset_id = a.asset_id
                where a.school_id = f.school_id and a.camera_id = f.subject and o.state <> 'rejected' and o.decided_at <= f.recorded_at and coalesce(o.closed_at, f.recorded_at) >= f.recorded_at
                  and ${JSON.stringify(ORDERS_FOR)}::jsonb -> change ? o.kind and (change <> 'move' or o.to_location = coalesce(f.body ->> 'location', o.to_location)))) as ordered
        from facts f cross join jsonb_array_elements_text(f.body -> 'changes') as change
       where f.school_id = ${schoolId} and f.recorded_at >= ${from} and f.recorded_at < ${to} and f.type = 'camera.changed'
       group by f.subject`,
  ),
  evaluator(healthWatch, 'state', (tx, { schoolId, day, asOf }) =>
    tx.sql<{ id: string; onlinePercent: number | null; silentMinutes: number | null }>`
      select g.gateway_id as id, (extract(epoch from ${asOf}::timestamptz - max(s.last_seen_at)) / 60)::float8 as "silentMinutes",
             (sum(d.held_seconds) / nullif(sum(d.expected_seconds), 0) * 100)::float8 as "onlinePercent"
        from gateways g left join gateway_status s on s.school_id = g.school_id and s.gateway_id = g.gateway_id
        left join cameras c on c.school_id = g.school_id and c.gateway_id = g.gateway_id and c.enabled
        left join camera_days d on d.school_id = c.school_id and d.camera_id = c.camera_id and d.day = ${day}::date
       where g.school_id = ${schoolId} and g.state = 'active' group by g.gateway_id`,
  ),
  evaluator(faultReported, 'state', (tx, { schoolId, asOf }, { report_within_minutes: limit }) =>
    tx.sql<{ id: string; hasTicket: boolean; minutes: number }>`
      select ticket_id as id, true as "hasTicket", (extract(epoch from opened_at - first_sign_at) / 60)::float8 as minutes from fault_tickets where school_id = ${schoolId} and opened_at > ${asOf}::timestamptz - interval '30 days'
      union all
      select s.camera_id, false, (extract(epoch from ${asOf}::timestamptz - s.since) / 60)::float8
        from camera_status s join cameras c using (school_id, camera_id)
       where s.school_id = ${schoolId} and c.enabled and s.state = any (${BROKEN}) and s.since < ${asOf}::timestamptz - make_interval(mins => ${limit}::int)
         and not exists (select from fault_tickets t where t.school_id = s.school_id and t.camera_id = s.camera_id and t.state <> 'verified')`,
  ),
  evaluator(faultRepaired, 'state', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; repaired: boolean; late: boolean; critical: boolean }>`
      select ticket_id as id, repaired_at is not null as repaired, coalesce(repaired_at, ${asOf}) > repair_by as late, urgency = 'critical' as critical
        from fault_tickets where school_id = ${schoolId} and (state <> 'verified' or opened_at > ${asOf}::timestamptz - interval '30 days')`,
  ),
];
