import { describe, expect, test } from '@jest/globals';
import { CAPTURE_DELAY_MS, admit, endsForOverRange, isWhollyInside, pace } from './gate.ts';

const approved = { fromMs: 1_000, toMs: 5_000 };

describe('a fragment', () => {
  test('is shown when all of its frames lie inside, whichever way the clock was off and however long they were on their way', () => {
    const first = approved.fromMs + CAPTURE_DELAY_MS;
    expect(isWhollyInside({ firstFrameAtMs: first, lastFrameAtMs: 5_000, uncertaintyMs: 0 }, approved)).toBe(true);
    expect(isWhollyInside({ firstFrameAtMs: first - 1, lastFrameAtMs: 5_000, uncertaintyMs: 0 }, approved)).toBe(false);
    expect(isWhollyInside({ firstFrameAtMs: first + 10, lastFrameAtMs: 4_990, uncertaintyMs: 10 }, approved)).toBe(true);
    expect(isWhollyInside({ firstFrameAtMs: first + 9, lastFrameAtMs: 4_000, uncertaintyMs: 10 }, approved)).toBe(false);
    expect(isWhollyInside({ firstFrameAtMs: 2_000, lastFrameAtMs: 4_991, uncertaintyMs: 10 }, approved)).toBe(false);
  });
  test('waits while its client holds more than two seconds, and says how long', () => {
    expect(pace(null, 0).ok).toBe(true);
    expect(pace(2_000, 0).ok).toBe(true);
    expect(pace(2_001, 0)).toMatchObject({ error: { code: 'viewing.too_far_ahead', details: { retryAfterMs: 1 } } });
    expect(pace(500, 10_000).ok).toBe(true);
  });
});

test('only a viewing that plays admits, and each other state says why', () => {
  const code = (standing: Parameters<typeof admit>[0]) => { const r = admit(standing); return r.ok ? 'admitted' : r.error.code; };
  expect(code({ state: 'playing' })).toBe('admitted');
  expect(code({ state: 'authenticating' })).toBe('viewing.session_not_playing');
  expect(code({ state: 'blanked', sinceMs: 0, absent: 'escort' })).toBe('viewing.escort_absent');
  expect(code({ state: 'blanked', sinceMs: 0, absent: 'viewer' })).toBe('viewing.viewer_absent');
  expect(code({ state: 'ended', atMs: 0, reason: 'time_up' })).toBe('viewing.expired');
});

test('the third attempt at more than was approved is the last', () => expect([1, 2, 3, 4].map(endsForOverRange)).toEqual([false, false, true, true]));
