import { periodicInspection, rectificationClosed } from '@guardroom/domain';
import { evaluator } from './evaluator.ts';

export const supervisionEvaluators = [
  evaluator(periodicInspection, 'state', (tx, { schoolId, day }) =>
    tx.sql<{ id: string; daysSince: number; skipped: number }>`
      select v.visit_id as id, ${day}::date - v.day as "daysSince",
             (select count(*)::int from supervision_items i where i.school_id = v.school_id and i.visit_id = v.visit_id and i.verdict is null) as skipped
        from supervision_visits v where v.school_id = ${schoolId} and v.state in ('signed_off', 'acknowledged') and v.day <= ${day}::date order by v.day desc, v.visit_id desc limit 1`,
  ),
  evaluator(rectificationClosed, 'state', (tx, { schoolId, day, asOf }) =>
    tx.sql<{ id: string; settled: boolean; late: boolean; critical: boolean }>`
      select order_id as id, state in ('verified', 'closed') as settled, severity = 'critical' as critical,
             case when state in ('verified', 'closed') then (verified_at at time zone 'Asia/Shanghai')::date else ${day}::date end > due_on as late
        from rectification_orders where school_id = ${schoolId} and (state <> 'closed' or closed_at > ${asOf}::timestamptz - interval '30 days')`,
  ),
];
