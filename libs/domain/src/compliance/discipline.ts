import { control } from './judge.ts';

/** What opens a case by itself. */
export const VIOLATION_RULES = ['absence', 'late', 'over_range_attempt', 'unapproved_swap'] as const;
export type ViolationRule = (typeof VIOLATION_RULES)[number];

/** How a case ends. */
export const VIOLATION_OUTCOMES = ['unfounded', 'talk', 'warning', 'referred'] as const;
export type ViolationOutcome = (typeof VIOLATION_OUTCOMES)[number];

/** Violations that a school may not settle alone: unless unfounded, they are referred to whoever can sanction them. @source R24 §13 */
export const SEVERE_VIOLATIONS: readonly ViolationRule[] = ['over_range_attempt'];

/**
 * Every violation that the records show is decided in time, and severe ones are referred.
 * @source R03 1.10
 * @source R24 §13
 */
export const violationCase = control({
  control: 'discipline.violation-case',
  evidence: 'violation_case',
  parameters: ['decide_within_days'],
  reasons: ['violation.decided', 'violation.decided_late', 'violation.overdue', 'violation.not_referred', 'violation.waiting', 'violation.none'],
  rule: { kind: 'share', passPercent: 100, partialPercent: 85 },
  none: ['not_applicable', 'violation.none'],
  judge: (c: { id: string; outcome: ViolationOutcome | null; severe: boolean; days: number }, { decide_within_days: limit }) => {
    if (c.outcome === null) return c.days <= limit ? ['not_applicable', 'violation.waiting'] : ['fail', 'violation.overdue'];
    if (c.severe && c.outcome !== 'referred' && c.outcome !== 'unfounded') return ['fail', 'violation.not_referred'];
    return c.days <= limit ? ['pass', 'violation.decided'] : ['partial', 'violation.decided_late'];
  },
});
