import { control } from './judge.ts';

/**
 * Whoever comes into the monitoring room is in the register, whole, and noted out again.
 * @source R18 5.2
 * @source R21 3.1
 */
export const visitorRegister = control({
  control: 'room.visitor-register',
  evidence: 'visitor_entry',
  parameters: [],
  reasons: ['visitor.complete', 'visitor.incomplete', 'visitor.exit_missing', 'visitor.none'],
  rule: { kind: 'share', passPercent: 98, partialPercent: 90 },
  none: ['not_applicable', 'visitor.none'],
  judge: (v: { id: string; complete: boolean; exitOverdue: boolean }) => (v.exitOverdue ? ['partial', 'visitor.exit_missing'] : v.complete ? ['pass', 'visitor.complete'] : ['partial', 'visitor.incomplete']),
});
