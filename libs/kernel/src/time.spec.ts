import { describe, expect, test } from '@jest/globals';
import {
  addDays, addMs, civilDay, civilDaysOf, civilTime, contains, dayBounds, dayMs, daysBetween, elapsedMs, instantOf, intersect, intersection,
  isCivilDay, isInstant, msOf, parseCivilDay, parseInstant, subtract, union, type TimeRange,
} from './index.ts';

const at = (second: number) => instantOf(Date.UTC(2026, 10, 22) + second * 1000);
const range = (from: number, to: number): TimeRange => ({ from: at(from), to: at(to) });

describe('instants', () => {
  test('have one spelling', () => {
    expect(instantOf(1_763_799_123_000.9)).toBe('2025-11-22T08:12:03.000Z');
    expect(msOf(parseInstant('2026-11-22T08:12:03.004Z'))).toBe(Date.UTC(2026, 10, 22, 8, 12, 3, 4));
    for (const wrong of ['2026-11-22T08:12:03Z', '2026-11-22T08:12:03.000+00:00', '2026-02-30T00:00:00.000Z', '2026-11-22T24:00:00.000Z', '2026-11-22T08:12:03.000z', 7]) {
      expect(isInstant(wrong)).toBe(false);
    }
    expect(() => instantOf(NaN)).toThrow(RangeError);
    expect(() => instantOf(Date.UTC(10_000, 0, 1))).toThrow(RangeError);
    expect(instantOf(Date.parse('0000-01-01T00:00:00.000Z'))).toBe('0000-01-01T00:00:00.000Z');
  });
});

describe('time ranges', () => {
  test('hold their start and not their end', () => {
    expect([contains(range(1, 2), at(1)), contains(range(1, 2), at(2)), contains(range(1, 2), addMs(at(2), -1))]).toEqual([true, false, true]);
  });

  test('touching ranges share nothing and join in a union', () => {
    expect(intersect(range(1, 2), range(2, 3))).toBeUndefined();
    expect(intersect(range(1, 3), range(2, 4))).toEqual(range(2, 3));
    expect(union([range(2, 3), range(1, 2), range(5, 5), range(7, 6)])).toEqual([range(1, 3)]);
  });

  test('agree with counting seconds one by one', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let round = 0; round < 400; round += 1) {
      const some = () => Array.from({ length: random(6) }, () => { const from = random(30); return range(from, from + random(8)); });
      const [a, b] = [some(), some()];
      const seconds = Array.from({ length: 40 }, (_, s) => s);
      const inside = (set: TimeRange[]) => seconds.map((s) => set.some((r) => contains(r, at(s))));
      const [inA, inB] = [inside(a), inside(b)];
      expect(inside(union([...a, ...b]))).toEqual(seconds.map((s) => inA[s] || inB[s]));
      expect(inside(subtract(a, b))).toEqual(seconds.map((s) => inA[s] && !inB[s]));
      expect(inside(intersection(a, b))).toEqual(seconds.map((s) => inA[s] && inB[s]));
      for (const set of [union(a), subtract(a, b), intersection(a, b)]) {
        set.forEach((r, i) => expect(r.from < r.to && (i === 0 || set[i - 1]!.to < r.from || set !== union(a))).toBe(true));
      }
    }
  });
});

describe('civil days', () => {
  test('turn at midnight in Shanghai, 16:00 UTC', () => {
    expect(civilDay(parseInstant('2026-11-22T15:59:59.999Z'))).toBe('2026-11-22');
    expect(civilDay(parseInstant('2026-11-22T16:00:00.000Z'))).toBe('2026-11-23');
    expect(civilTime(parseInstant('2026-11-22T08:12:03.500Z'))).toBe('16:12:03');
    expect(dayBounds(parseCivilDay('2026-11-23'))).toEqual({ from: '2026-11-22T16:00:00.000Z', to: '2026-11-23T16:00:00.000Z' });
  });

  test('are all of one length and count over months and leap years', () => {
    const { from, to } = dayBounds(parseCivilDay('2026-05-03'));
    expect(elapsedMs(from, to)).toBe(dayMs);
    expect(addDays(parseCivilDay('2028-02-28'), 2)).toBe('2028-03-01');
    expect(daysBetween(parseCivilDay('2026-12-31'), parseCivilDay('2026-12-01'))).toBe(-30);
    expect(civilDaysOf({ from: parseInstant('2026-11-22T15:59:59.999Z'), to: parseInstant('2026-11-23T16:00:00.000Z') })).toEqual(['2026-11-22', '2026-11-23']);
    expect(civilDaysOf({ from: at(1), to: at(1) })).toEqual([]);
    for (const wrong of ['2026-02-29', '2026-1-1', '1989-07-01', 20261122]) expect(isCivilDay(wrong)).toBe(false);
  });
});
