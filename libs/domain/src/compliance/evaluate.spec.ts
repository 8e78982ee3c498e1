import { describe, expect, test } from '@jest/globals';
import { countsAs, evaluateApplications, evaluateCompleteness, evaluateRanges, evaluateRetention, evaluateSpaces, worstOf } from './evaluate.ts';

const camera = (over: Partial<Parameters<typeof evaluateRetention>[0][number]> = {}) => ({ cameraId: 'a', requiredDays: 30, retrievableDays: 30, locked: true, ...over });

describe('evaluators', () => {
  test('take the worst of several checks, and never pass when nothing was examined', () => {
    expect(worstOf(['pass', 'partial', 'pass'])).toBe('partial');
    expect(worstOf([])).toBe('no_evidence');
    for (const evaluation of [evaluateRetention([]), evaluateCompleteness([], 99.5), evaluateSpaces([], 0)]) expect(evaluation).toMatchObject({ result: 'no_evidence', lookedAt: 0 });
  });

  test('count missing evidence as failed for a critical control and as partly kept for the others', () => {
    expect(countsAs('no_evidence', 'critical')).toBe('fail');
    expect(countsAs('no_evidence', 'major')).toBe('partial');
    expect(countsAs('pass', 'critical')).toBe('pass');
  });

  test('fail retention when an object is not locked, nothing can be fetched, or more than a day is short', () => {
    expect(evaluateRetention([camera()]).result).toBe('pass');
    expect(evaluateRetention([camera({ locked: false })])).toMatchObject({ result: 'fail', reason: { code: 'retention.not_locked' } });
    expect(evaluateRetention([camera({ retrievableDays: null })])).toMatchObject({ result: 'fail', reason: { code: 'retention.nothing_retrievable' } });
    expect(evaluateRetention([camera({ retrievableDays: 28.5 })])).toMatchObject({ result: 'fail', reason: { code: 'retention.short' } });
  });

  test('let at most two of a hundred cameras be short by a day', () => {
    const many = Array.from({ length: 100 }, (_, i) => camera({ cameraId: String(i) }));
    const short = (n: number) => many.map((c, i) => (i < n ? { ...c, retrievableDays: 29.2 } : c));
    expect(evaluateRetention(short(2)).result).toBe('partial');
    expect(evaluateRetention(short(3)).result).toBe('fail');
  });

  test('ask no more footage of a new camera than its days in service', () => {
    expect(evaluateRetention([camera({ requiredDays: 2, retrievableDays: 1.999 })]).result).toBe('pass');
    expect(evaluateRetention([camera({ requiredDays: 0.001, retrievableDays: null })]).result).toBe('no_evidence');
  });

  test('fail completeness for one overdue gap, however small', () => {
    const day = { cameraId: 'a', expectedSeconds: 86_400, heldSeconds: 86_390, overdueGaps: 0 };
    expect(evaluateCompleteness([day], 99.5)).toMatchObject({ result: 'pass', reason: { figures: { missingSeconds: 10 } } });
    expect(evaluateCompleteness([{ ...day, overdueGaps: 1 }], 99.5)).toMatchObject({ result: 'fail', reason: { code: 'completeness.gap_unexplained' } });
    expect(evaluateCompleteness([{ ...day, heldSeconds: 86_400 * 0.99 }], 99.5).result).toBe('partial');
    expect(evaluateCompleteness([{ ...day, heldSeconds: 86_400 * 0.98 }], 99.5).result).toBe('fail');
  });

  test('fail a viewing without a whole, earlier approved application', () => {
    expect(evaluateApplications([]).result).toBe('not_applicable');
    expect(evaluateApplications([{ sessionId: 's', requestComplete: true, approvedBefore: true }]).result).toBe('pass');
    expect(evaluateApplications([{ sessionId: 's', requestComplete: false, approvedBefore: true }]).result).toBe('fail');
    expect(evaluateApplications([{ sessionId: 's', requestComplete: true, approvedBefore: false }]).result).toBe('fail');
  });

  test('fail a range for a served fragment outside and only tell attempts', () => {
    expect(evaluateRanges([{ sessionId: 's', fragments: 9, outside: 0, attempts: 2 }])).toMatchObject({ result: 'pass', reason: { figures: { attempts: 2 } } });
    expect(evaluateRanges([{ sessionId: 's', fragments: 9, outside: 1, attempts: 0 }]).result).toBe('fail');
  });

  test('fail a camera in a prohibited space and ask for a review beside one', () => {
    const space = { cameraId: 'a', prohibited: false, nearPrivateSpace: false, reviewedWithinYear: false };
    expect(evaluateSpaces([space], 0).result).toBe('pass');
    expect(evaluateSpaces([{ ...space, nearPrivateSpace: true }], 0)).toMatchObject({ result: 'partial', reason: { code: 'space.review_missing' } });
    expect(evaluateSpaces([space, { ...space, prohibited: true }], 0).result).toBe('fail');
  });
});
