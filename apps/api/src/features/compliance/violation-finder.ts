import type { ViolationRule } from '@guardroom/domain';
import type { MachineActor, Tx } from '@guardroom/db';
import { type Instant, addMs, dayMs, newId } from '@guardroom/kernel';
import { effectiveParameter } from '@guardroom/policy-pack';
import { appendFact } from '../../platform/facts/append-fact.ts';

type Found = { rule: ViolationRule; subject_kind: 'shift' | 'viewing_session'; subject_id: string; person_id: string; person_name: string; happened_at: Date };

/** Opens a case for every violation of the last thirty days that the records show and that has none yet. Lateness over half an hour without a reason counts. */
export async function openViolationCases(tx: Tx, by: MachineActor, at: Instant): Promise<number> {
  const found = await tx.sql<Found>`
    select * from (
      select case when judged_absent_at is not null then 'absence' when stand_in_decision = 'refused' then 'unapproved_swap' else 'late' end as rule,
             'shift' as subject_kind, shift_id as subject_id, person_id, person_name, planned_from as happened_at
        from shifts where school_id = ${by.schoolId} and planned_from > ${at}::timestamptz - interval '30 days' and (judged_absent_at is not null or stand_in_decision = 'refused' or late_minutes > 30 and late_reason is null)
      union all
      select 'over_range_attempt', 'viewing_session', session_id, viewer_person_id, viewer_name, opened_at
        from viewing_sessions where school_id = ${by.schoolId} and opened_at > ${at}::timestamptz - interval '30 days' and over_range > 0) v
     where not exists (select from violation_cases c where c.school_id = ${by.schoolId} and c.rule = v.rule and c.subject_id = v.subject_id)`;
  const decideBy = addMs(at, Number(effectiveParameter('discipline.violation-case', 'decide_within_days').value) * dayMs);
  for (const { rule, subject_kind, subject_id, person_id, person_name, happened_at } of found) {
    const caseId = newId('vio');
    const [opened] = await tx.sql`
      insert into violation_cases (school_id, case_id, district_id, rule, subject_kind, subject_id, person_id, person_name, happened_at, found_at, decide_by)
      values (${by.schoolId}, ${caseId}, ${by.districtId}, ${rule}, ${subject_kind}, ${subject_id}, ${person_id}, ${person_name}, ${happened_at}, ${at}, ${decideBy}) on conflict (school_id, rule, subject_id) do nothing returning 1`;
    if (opened) await appendFact(tx, by, { type: 'violation_case.opened', subject: caseId, at, body: { rule, subjectKind: subject_kind, subjectId: subject_id, decideBy } });
  }
  return found.length;
}
