import type { Result, Routes } from '@guardroom/contracts';
import { APPROVER_ROLES, type ViolationOutcome, type ViolationRule } from '@guardroom/domain';
import type { SchoolActor } from '@guardroom/db';

export type ViolationRow = {
  case_id: string; rule: ViolationRule; subject_kind: 'shift' | 'viewing_session'; subject_id: string; person_id: string; person_name: string; happened_at: Date; found_at: Date; decide_by: Date;
  outcome: ViolationOutcome | null; words: string | null; decided_by_name: string | null; decided_at: Date | null;
};

/** A case as the reader sees it: what they may do depends on post and person. */
export const violationOf = (row: ViolationRow, by: SchoolActor): Result<Routes['decideViolationCase']> => ({
  id: row.case_id,
  rule: row.rule,
  subject: { kind: row.subject_kind, id: row.subject_id },
  person: { id: row.person_id, name: row.person_name },
  happenedAt: row.happened_at.toISOString(),
  foundAt: row.found_at.toISOString(),
  decideBy: row.decide_by.toISOString(),
  decision: row.outcome && row.decided_at ? { outcome: row.outcome, words: row.words ?? '', byName: row.decided_by_name ?? '', at: row.decided_at.toISOString() } : null,
  may: row.outcome === null && row.person_id !== by.personId && by.roles.some((role) => APPROVER_ROLES.includes(role)) ? ['decide'] : [],
});
