import { describe, expect, test } from '@jest/globals';
import { idPattern, isId, newId, parseId, systemClock, systemRandom, instantOf } from './index.ts';

const clockAt = (ms: number) => ({ now: () => instantOf(ms), nowMs: () => ms });

describe('ids', () => {
  test('carry their prefix, their time and ten random characters', () => {
    const ms = Date.UTC(2026, 10, 22, 8, 12, 3, 45);
    const id = newId('sch', clockAt(ms), { bytes: (length) => new Uint8Array(length).fill(0xff) });
    expect(id).toMatch(idPattern('sch'));
    expect(id.endsWith('FZZZZZZZZZ')).toBe(true);
    expect(id.slice(4, 14)).toBe(newId('sch', clockAt(ms), systemRandom).slice(4, 14));
  });

  test('sort by time of creation', () => {
    const times = [0, 1, 31, 32, 1023, 1024, 1_763_800_000_000, 1_763_800_000_001, 2 ** 45];
    const ids = times.map((ms) => newId('cam', clockAt(ms), systemRandom));
    expect([...ids].sort()).toEqual(ids);
  });

  test('of the same millisecond differ and keep the order of their making', () => {
    const clock = clockAt(systemClock.nowMs());
    const ids = Array.from({ length: 5000 }, () => newId('fct', clock, systemRandom));
    expect(new Set(ids).size).toBe(5000);
    expect([...ids].sort()).toEqual(ids);
  });

  test('are taken only in the exact spelling of their kind', () => {
    const id = newId('psn');
    expect(parseId('psn', id)).toBe(id);
    for (const wrong of [id.toLowerCase(), `${id}0`, id.slice(0, -1), `${id}\n`, id.replace(/.$/, 'U'), id.replace('psn', 'sch'), '', undefined]) {
      expect(isId('psn', wrong)).toBe(false);
    }
    expect(() => parseId('sch', id)).toThrow(RangeError);
  });
});
