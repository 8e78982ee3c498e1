import { describe, expect, test } from '@jest/globals';
import { judgeApplication, provisionalHoldEnd, requestNumber } from './filing.ts';

const HOUR = 3_600_000;
const nowMs = Date.UTC(2026, 10, 22, 8);
const policy = { maxRangeHours: 24, maxCamerasPerRequest: 8, retentionDays: 30 };
const judge = (fromMs: number, toMs: number, cameraIds: string[] = ['a'], known = cameraIds) => judgeApplication({ fromMs, toMs, cameraIds }, policy, { nowMs, cameraIds: new Set(known) });
const codeOf = (result: ReturnType<typeof judge>) => (result.ok ? undefined : result.error.code);
const many = (n: number) => Array.from({ length: n }, (_, i) => `c${i}`);

describe('an application', () => {
  test('of up to an hour and four cameras carries no finding', () => expect(judge(nowMs - HOUR, nowMs, many(4))).toEqual({ ok: true, value: [] }));
  test('over an hour or four cameras tells its approver', () => expect(judge(nowMs - HOUR - 1, nowMs, many(5))).toEqual({ ok: true, value: ['range_over_one_hour', 'many_cameras'] }));
  test('at the very limits is lawful', () => expect(judge(nowMs - 24 * HOUR, nowMs, many(8)).ok).toBe(true));
  test.each([
    ['footage.range_too_long', nowMs - 24 * HOUR - 1, nowMs, 1],
    ['footage.too_many_cameras', nowMs - HOUR, nowMs, 9],
    ['footage.range_in_future', nowMs - HOUR, nowMs + 1, 1],
    ['footage.older_than_retention', nowMs - 30 * 24 * HOUR - 1, nowMs - 29 * 24 * HOUR - 23 * HOUR, 1],
    ['footage.range_empty', nowMs, nowMs, 1],
    ['footage.range_empty', nowMs, nowMs - 1, 1],
  ])('is refused one step beyond: %s', (code, from, to, cameras) => expect(codeOf(judge(from, to, many(cameras)))).toBe(code));
  test('lists all that is wrong with it, the worst as its code', () => {
    const judged = judge(nowMs - 25 * HOUR, nowMs + 1, many(9));
    expect(judged.ok ? [] : judged.error.details?.['findings']).toEqual(['range_too_long', 'too_many_cameras', 'range_in_future']);
  });
  test('names every unknown camera', () => {
    const judged = judge(nowMs - HOUR, nowMs, ['a', 'b', 'c'], ['b']);
    expect(judged.ok ? undefined : judged.error).toMatchObject({ code: 'footage.unknown_camera', details: { cameraIds: ['a', 'c'] } });
  });
});

test('numbers have four figures and grow beyond them', () => expect([requestNumber(2026, 42), requestNumber(2026, 12345)]).toEqual(['2026-0042', '2026-12345']));
test('a hold that nobody decides about lasts fifteen days', () => expect(provisionalHoldEnd(nowMs) - nowMs).toBe(15 * 24 * HOUR));
