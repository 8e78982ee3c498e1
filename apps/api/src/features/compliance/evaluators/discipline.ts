import { SEVERE_VIOLATIONS, type ViolationOutcome, violationCase } from '@guardroom/domain';
import { evaluator } from './evaluator.ts';

export const disciplineEvaluators = [
  evaluator(violationCase, 'day', (tx, { schoolId, asOf }) =>
    tx.sql<{ id: string; outcome: ViolationOutcome | null; severe: boolean; days: number }>`
      select case_id as id, outcome, rule = any (${SEVERE_VIOLATIONS}) as severe, (extract(epoch from coalesce(decided_at, ${asOf}) - found_at) / 86400)::float8 as days
        from violation_cases where school_id = ${schoolId} and (outcome is null or found_at > ${asOf}::timestamptz - interval '30 days') and found_at <= ${asOf}`,
  ),
];
