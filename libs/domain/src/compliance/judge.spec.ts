import { describe, expect, test } from '@jest/globals';
import {
  CONTROL_DEFINITIONS, type ControlResult, EVALUATED_CONTROLS, type Rule, cellResult, control, countsAs, evaluate, resultBy, scoreOf, worstOf,
} from './index.ts';

const tally = (counts: Partial<Record<ControlResult, number>>) => Object.entries(counts).map(([result, count]) => ({ result: result as ControlResult, reason: `x.${result}`, count }));
const counts = (over: Partial<Parameters<typeof scoreOf>[0]> = {}) => ({ pass: 0, partial: 0, fail: 0, noEvidence: 0, noEvidenceCritical: 0, notApplicable: 0, ...over });

describe('a rule', () => {
  test('takes the worst of several checks, and never passes when nothing was examined', () => {
    expect(worstOf(['pass', 'partial', 'pass'])).toBe('partial');
    expect(worstOf([])).toBe('no_evidence');
    expect(resultBy({ kind: 'worst' }, [])).toBeUndefined();
    expect(resultBy({ kind: 'worst' }, tally({ not_applicable: 9 }))).toBeUndefined();
  });

  test.each<[string, Rule, Partial<Record<ControlResult, number>>, ControlResult]>([
    ['the worst subject decides', { kind: 'worst' }, { pass: 9, fail: 1 }, 'fail'],
    ['missing evidence is worse than partly kept', { kind: 'worst' }, { partial: 1, no_evidence: 1 }, 'no_evidence'],
    ['few partly kept ones stay partial', { kind: 'worst', partialUpToPercent: 2 }, { pass: 98, partial: 2 }, 'partial'],
    ['too large a share of them fails', { kind: 'worst', partialUpToPercent: 2 }, { pass: 97, partial: 3 }, 'fail'],
    ['too many of them fail', { kind: 'worst', partialUpTo: 2 }, { pass: 97, partial: 3 }, 'fail'],
    ['a high share passes', { kind: 'share', passPercent: 95, partialPercent: 85 }, { pass: 19, partial: 1 }, 'pass'],
    ['a middling share is partial', { kind: 'share', passPercent: 95, partialPercent: 85 }, { pass: 9, partial: 1 }, 'partial'],
    ['a low share fails', { kind: 'share', passPercent: 95, partialPercent: 85 }, { pass: 8, partial: 2 }, 'fail'],
    ['one failure fails a share', { kind: 'share', passPercent: 50, partialPercent: 20 }, { pass: 99, fail: 1 }, 'fail'],
    ['what does not apply counts nowhere', { kind: 'share', passPercent: 100, partialPercent: 50 }, { pass: 1, not_applicable: 99 }, 'pass'],
  ])('%s', (_title, rule, of, result) => expect(resultBy(rule, tally(of))).toBe(result));
});

describe('an evaluation', () => {
  const even = control({ control: 'access.no-over-range', evidence: 'camera', parameters: ['limit'], reasons: ['x.good', 'x.bad', 'x.none'], rule: { kind: 'worst' }, none: ['no_evidence', 'x.none'], judge: (row: { id: string; n: number; about?: string }, { limit }) => (row.n <= limit ? ['pass', 'x.good'] : ['fail', 'x.bad']) });

  test('names the reason of the worst, counts all subjects, and tells whose facts tell the story', () => {
    const found = evaluate(even, [{ id: 'a', n: 1 }, { id: 'b', n: 9, about: 'r' }, { id: 'c', n: 2 }], { limit: 2 });
    expect(found).toMatchObject({ result: 'fail', reason: { code: 'x.bad', figures: { total: 3, kept: 2, share: 66.7 } }, lookedAt: 3 });
    expect(found.tally).toEqual([{ result: 'fail', reason: 'x.bad', count: 1 }, { result: 'pass', reason: 'x.good', count: 2 }]);
    expect(found.subjects[1]).toEqual({ id: 'b', result: 'fail', reason: 'x.bad', about: 'r' });
  });

  test('does not apply, for the reason of its subjects, while none of them counts', () => {
    const waiting = control({ ...even, reasons: ['x.wait', 'x.none'], none: ['no_evidence', 'x.none'], judge: (_row: { id: string }) => ['not_applicable', 'x.wait'] });
    expect(evaluate(waiting, [{ id: 'a' }], { limit: 0 })).toMatchObject({ result: 'not_applicable', reason: { code: 'x.wait' }, lookedAt: 0 });
  });

  test('says so when there was nothing to look at', () => expect(evaluate(even, [], { limit: 2 })).toMatchObject({ result: 'no_evidence', reason: { code: 'x.none' }, lookedAt: 0, tally: [] }));
});

describe('a score', () => {
  test('counts a partly kept control one half, and missing evidence as it counts', () => {
    expect(countsAs('no_evidence', 'critical')).toBe('fail');
    expect(countsAs('no_evidence', 'minor')).toBe('partial');
    expect(scoreOf(counts({ pass: 6, partial: 2, fail: 1, noEvidence: 1, noEvidenceCritical: 1, notApplicable: 5 }))).toEqual({ kept: 6, applicable: 10, percent: 70 });
    expect(scoreOf(counts({ pass: 1, noEvidence: 1 }))).toEqual({ kept: 1, applicable: 2, percent: 75 });
    expect(scoreOf(counts({ notApplicable: 3 }))).toEqual({ kept: 0, applicable: 0, percent: null });
  });

  test('shows a cell by its worst control', () => {
    expect(cellResult(counts({ pass: 5, fail: 1 }))).toBe('fail');
    expect(cellResult(counts({ pass: 5, noEvidence: 1, noEvidenceCritical: 1, partial: 1 }))).toBe('no_evidence');
    expect(cellResult(counts({ pass: 5, partial: 1, noEvidence: 1 }))).toBe('partial');
    expect(cellResult(counts({ notApplicable: 2 }))).toBe('not_applicable');
  });
});

test('every control has one judgement, whose reasons cover what it says of nothing', () => {
  expect(CONTROL_DEFINITIONS.map((d) => d.control).sort()).toEqual([...EVALUATED_CONTROLS].sort());
  expect(new Set(EVALUATED_CONTROLS).size).toBe(EVALUATED_CONTROLS.length);
});
