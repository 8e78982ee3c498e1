import { judgeNotice } from '@guardroom/domain';
import { addMs, dayMs, instantOf, msOf, type Instant } from '@guardroom/kernel';

/** An officer as they are typed in. */
export type Officer = { readonly name: string; readonly badge: string };

/** A notice while it is being written; it lives in this page only. */
export type Draft = {
  readonly schoolId: string;
  readonly caseNumber: string;
  readonly noticeNumber: string;
  readonly facts: string;
  readonly places: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly deadline: Instant;
  readonly officers: readonly [Officer, Officer];
};

/** Where a fault is shown, and its message below `file_case.fault`. */
export type DraftFault = { readonly field: string; readonly fault: string };

const LEAST = { caseNumber: 2, noticeNumber: 2, facts: 5, places: 2, name: 2, badge: 2 } as const;

/** The last whole hour, answered within three days, by the person who is signed in and somebody else. */
export function blankNotice(now: Instant, name: string): Draft {
  const end = instantOf(Math.floor(msOf(now) / 3_600_000) * 3_600_000);
  return { schoolId: '', caseNumber: '', noticeNumber: '', facts: '', places: '', from: addMs(end, -3_600_000), to: end, deadline: addMs(end, 3 * dayMs), officers: [{ name, badge: '' }, { name: '', badge: '' }] };
}

/** Everything that stands in the way of filing, in the order of the form; nothing when the notice is whole. By the rules that the API applies. */
export function faultsOf(draft: Draft, now: Instant): DraftFault[] {
  const isShort = (words: string, least: number): boolean => words.trim().length < least;
  const judged = judgeNotice({ fromMs: msOf(draft.from), toMs: msOf(draft.to), deadlineMs: msOf(draft.deadline) }, msOf(now));
  const times = judged.ok ? [] : (judged.error.details?.['findings'] as string[]);
  const faults: (DraftFault | false)[] = [
    draft.schoolId === '' && { field: 'school', fault: 'school' },
    isShort(draft.caseNumber, LEAST.caseNumber) && { field: 'case_number', fault: 'case_number' },
    isShort(draft.noticeNumber, LEAST.noticeNumber) && { field: 'notice_number', fault: 'notice_number' },
    isShort(draft.facts, LEAST.facts) && { field: 'facts', fault: 'facts' },
    isShort(draft.places, LEAST.places) && { field: 'places', fault: 'places' },
    ...times.map((fault) => ({ field: fault === 'deadline_passed' ? 'deadline' : 'to', fault })),
    ...draft.officers.flatMap((officer, i) => [isShort(officer.name, LEAST.name) && { field: `officer_name_${i}`, fault: 'officer_name' }, isShort(officer.badge, LEAST.badge) && { field: `officer_badge_${i}`, fault: 'officer_badge' }]),
    !isShort(draft.officers[0].badge, LEAST.badge) && draft.officers[0].badge.trim() === draft.officers[1].badge.trim() && { field: 'officer_badge_1', fault: 'same_officer' },
  ];
  return faults.filter((fault) => fault !== false);
}
