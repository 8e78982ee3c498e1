import { expect, test } from '@jest/globals';
import { addMs, instantOf } from '@guardroom/kernel';
import { blankNotice, faultsOf, type Draft } from './file-case.ts';

const now = instantOf(Date.parse('2026-11-22T08:20:00Z'));
const whole: Draft = { ...blankNotice(now, '彭飞'), schoolId: 'sch_1', caseNumber: 'A-1', noticeNumber: 'N-1', facts: '电动自行车被盗', places: '东门', officers: [{ name: '彭飞', badge: '013579' }, { name: '陆远', badge: '013580' }] };

test('a whole notice has no fault', () => expect(faultsOf(whole, now)).toEqual([]));

test('a blank one is told everything at once, in the order of the form', () => {
  expect(faultsOf(blankNotice(now, '彭飞'), now).map(({ field }) => field)).toEqual(['school', 'case_number', 'notice_number', 'facts', 'places', 'officer_badge_0', 'officer_name_1', 'officer_badge_1']);
});

test.each([
  ['range_empty', { to: whole.from }],
  ['range_in_future', { to: addMs(now, 1) }],
  ['range_too_long', { from: addMs(whole.to, -169 * 3_600_000) }],
  ['deadline_passed', { deadline: now }],
  ['same_officer', { officers: [whole.officers[0], { name: '陆远', badge: ' 013579' }] as const }],
])('%s is found before it is sent', (fault, over) => {
  expect(faultsOf({ ...whole, ...over }, now).map((found) => found.fault)).toEqual([fault]);
});
