import { expect, test } from '@jest/globals';
import { draftOf, reportOf, wrongCodes } from './report-form.ts';

const blank = draftOf({ summary: null, cause: null, measures: null, peopleCodes: null, unitsInvolved: null });

test('only what was said is sent; nobody and no department are said too', () => {
  expect(reportOf(blank)).toEqual({});
  expect(reportOf({ ...blank, summary: ' 推搡 ', isNobody: true, isNoUnit: true })).toEqual({ summary: '推搡', peopleCodes: [], unitsInvolved: [] });
});

test('codes and departments are parted by the commas of both languages, once each', () => {
  expect(reportOf({ ...blank, people: 'S-2026-014，S-2026-015, S-2026-014', units: '政教处、校医室' })).toEqual({ peopleCodes: ['S-2026-014', 'S-2026-015'], unitsInvolved: ['政教处', '校医室'] });
});

test('names are no codes', () => {
  expect(wrongCodes({ ...blank, people: '王小明, s-1, S-1' })).toEqual(['王小明', 's-1']);
});

test('a stored report comes back as it was typed', () => {
  const stored = { summary: 's', cause: 'c', measures: 'm', peopleCodes: ['S-1'], unitsInvolved: [] };
  expect(reportOf(draftOf(stored))).toEqual(stored);
});
