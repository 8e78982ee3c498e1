import { describe, expect, test } from '@jest/globals';
import { bench, describeResult, findGoals } from './main.ts';
import { interleaved, median, meets, resultOf, type Goal } from './protocol.ts';

const goal: Goal = { id: 'P0', subject: 'ours / theirs', gate: 0.8, target: 0.95, lowerIsBetter: false };

describe('a measurement', () => {
  test('takes turns, warms up first, and keeps only the rounds', async () => {
    const turns: string[] = [];
    const side = (name: string) => () => turns.push(name);
    const numbers = await interleaved(2, { a: side('a'), b: side('b') });
    expect(turns.join('')).toBe('ababab');
    expect(numbers).toEqual({ a: [3, 5], b: [4, 6] });
  });

  test('that failed is an error and no number', async () => {
    for (const number of [0, NaN, Infinity, -1]) await expect(interleaved(1, { a: () => number })).rejects.toThrow('measured');
  });

  test('is the median of its rounds, with their spread', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
    expect(resultOf(goal, [1, 0.8, 0.9], {})).toMatchObject({ ratio: 0.9, rounds: 3 });
    expect(resultOf(goal, [1, 0.8, 0.9], {}).spread).toBeCloseTo(0.222, 3);
  });

  test('on the wrong side of its gate says so, whichever side that is', () => {
    const low = resultOf(goal, [0.7], {});
    expect([meets(low, low.gate), meets({ ...low, lowerIsBetter: true }, low.gate)]).toEqual([false, true]);
    expect(describeResult(low)).toContain('MISSES ITS GATE');
    expect(describeResult(resultOf(goal, [0.9], {}))).toContain('within its gate');
    expect(describeResult(resultOf(goal, [0.96], {}))).toContain('on target');
  });
});

describe('the bench', () => {
  test('finds goals that tell each other apart', async () => {
    const goals = (await findGoals()).map((file) => file.goal);
    const ids = goals.map(({ id }) => id);
    expect(new Set(goals.map(({ id, subject }) => `${id} ${subject}`)).size).toBe(goals.length);
    expect(ids).toEqual(expect.arrayContaining(['P5', 'P23', 'P24']));
    await expect(findGoals(['P999'])).rejects.toThrow('P999');
  });

  test('weighs inclusion proofs and meets their gate', async () => {
    const lines: string[] = [];
    expect(await bench(['P23'], (text) => lines.push(text))).toBe(true);
    expect(lines.at(-1)).toBe('1 goals, 1 on target, 0 missed their gate');
  });
});
