import { guardDispatched, recordComplete, reportedImmediately, severityTriage } from '@guardroom/domain';
import { evaluator } from './evaluator.ts';

export const incidentEvaluators = [
  evaluator(reportedImmediately, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; reported: boolean; late: boolean; severeUnreported: boolean }>`
      select incident_id as id, reported_at is not null as reported, coalesce(reported_at, ${asOf}) > report_by or coalesce(coalesce(district_reported_at, ${asOf}) > district_report_by, false) as late,
             coalesce(district_report_by < ${asOf} and district_reported_at is null, false) as "severeUnreported"
        from incidents where school_id = ${schoolId} and opened_at > ${asOf}::timestamptz - interval '30 days' and opened_at <= ${asOf}`,
  ),
  evaluator(severityTriage, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; triaged: boolean; minutes: number }>`
      select incident_id as id, triaged_at is not null as triaged, (extract(epoch from coalesce(triaged_at, ${asOf}) - opened_at) / 60)::float8 as minutes
        from incidents where school_id = ${schoolId} and opened_at > ${asOf}::timestamptz - interval '30 days' and opened_at <= ${asOf}`,
  ),
  evaluator(guardDispatched, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; sent: boolean; arrived: boolean; minutes: number }>`
      select i.incident_id as id, count(d.dispatch_id) > 0 as sent, count(d.arrived_at) > 0 as arrived, (extract(epoch from coalesce(min(d.arrived_at), ${asOf}) - i.opened_at) / 60)::float8 as minutes
        from incidents i left join dispatch_orders d on d.school_id = i.school_id and d.incident_id = i.incident_id
       where i.school_id = ${schoolId} and i.opened_at > ${asOf}::timestamptz - interval '30 days' and i.opened_at <= ${asOf} group by i.incident_id, i.opened_at`,
  ),
  evaluator(recordComplete, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; closed: boolean; late: boolean; complete: boolean }>`
      select i.incident_id as id, i.closed_at is not null as closed, coalesce(i.closed_at, ${asOf}) > i.close_by as late,
             i.description <> '' and coalesce(i.result, '') <> '' and i.people_codes is not null and i.units_involved is not null
               and exists (select from incident_entries e where e.school_id = i.school_id and e.incident_id = i.incident_id and e.kind = 'action') as complete
        from incidents i where i.school_id = ${schoolId} and i.opened_at > ${asOf}::timestamptz - interval '30 days' and i.opened_at <= ${asOf}`,
  ),
];
