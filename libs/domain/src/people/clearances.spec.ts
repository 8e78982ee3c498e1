import { describe, expect, test } from '@jest/globals';
import { type ClearanceState, clearanceState, judgeClearance, lastDayOf, mayTakeUp, requiredOf } from './clearances.ts';

const today = '2026-11-22';
const states = (over: Partial<Record<string, ClearanceState>> = {}) => ({ background_check: 'valid', undertaking: 'valid', training: 'valid', credential: 'missing', ...over }) as const;

describe('a clearance', () => {
  test('counts through its last day, and warns sixty days before', () => {
    const until = (validUntil: string) => clearanceState({ result: 'passed', validUntil }, today);
    expect([until('2026-11-21'), until('2026-11-22'), until('2027-01-21'), until('2027-01-22')]).toEqual(['expired', 'expiring', 'expiring', 'valid']);
  });

  test('that was failed never counts, and none is missing', () => {
    expect(clearanceState({ result: 'failed', validUntil: '2030-01-01' }, today)).toBe('failed');
    expect(clearanceState(undefined, today)).toBe('missing');
  });

  test('lasts a year unless told shorter; a leap day ends on the last of February', () => {
    expect(lastDayOf('background_check', '2026-11-22')).toBe('2027-11-22');
    expect(lastDayOf('training', '2028-02-29')).toBe('2029-02-28');
    expect(judgeClearance({ kind: 'training', doneOn: '2026-11-01', validUntil: '2027-05-01' }, today)).toEqual({ ok: true, value: { validUntil: '2027-05-01' } });
  });

  test.each([
    ['given tomorrow', { doneOn: '2026-11-23' }],
    ['over before it begins', { doneOn: '2026-11-01', validUntil: '2026-10-31' }],
    ['longer than the rules allow', { doneOn: '2026-11-01', validUntil: '2027-11-02' }],
  ])('is refused when %s', (_, dates) => {
    expect(judgeClearance({ kind: 'background_check', ...dates }, today)).toMatchObject({ error: { code: 'people.clearance_dates_wrong' } });
  });
});

describe('taking up a post at the screen', () => {
  test('is refused with everything that is missing at once', () => {
    expect(mayTakeUp('watch_keeper', states({ background_check: 'expired', training: 'missing' }), false)).toMatchObject({
      error: { code: 'people.clearance_missing', details: { missing: ['background_check', 'training'], states: { background_check: 'expired', training: 'missing' } } },
    });
  });

  test('may bring the signed undertaking along, and nothing else', () => {
    expect(mayTakeUp('watch_keeper', states({ undertaking: 'missing' }), false).ok).toBe(false);
    expect(mayTakeUp('watch_keeper', states({ undertaking: 'missing' }), true).ok).toBe(true);
    expect(mayTakeUp('watch_keeper', states({ training: 'failed' }), true).ok).toBe(false);
  });

  test('asks nothing of a teacher', () => {
    expect(requiredOf(['staff', 'principal'])).toEqual([]);
    expect(mayTakeUp('staff', states({ background_check: 'missing', undertaking: 'missing', training: 'missing' }), false).ok).toBe(true);
  });
});
