import { visitorRegister } from '@guardroom/domain';
import { evaluator } from './evaluator.ts';

export const roomEvaluators = [
  evaluator(visitorRegister, 'day', (tx, { schoolId, from, to }) =>
    tx.sql<{ id: string; complete: boolean; exitOverdue: boolean }>`
      select visitor_id as id, exit_overdue_at is not null as "exitOverdue",
             name <> '' and unit <> '' and document_tail <> '' and purpose <> '' and approver_person_id is not null and escort_person_id is not null and goods_checked as complete
        from visitor_entries where school_id = ${schoolId} and entered_at >= ${from} and entered_at < ${to}`,
  ),
];
