import { describe, expect, test } from '@jest/globals';
import type { Instant } from '@guardroom/kernel';
import { USUAL_SLOTS, gridOf, linesOf, mondayOf, moved, slotWords, weekAfter, withCell, withSlot } from './grid.ts';

const week = '2026-11-23';
const early = { personId: 'sun', from: '2026-11-22T23:00:00.000Z', to: '2026-11-23T07:00:00.000Z' };
const night = { personId: 'he', from: '2026-11-29T15:00:00.000Z', to: '2026-11-29T23:00:00.000Z' };

describe('the table of a week', () => {
  test('holds the lines it was made of, nights across midnight too', () => {
    const grid = gridOf([early, night], week);
    expect(grid.slots.map(slotWords)).toEqual(['07:00–15:00', '23:00–07:00']);
    expect([...grid.cells]).toEqual([['0.420.480', ['sun']], ['6.1380.480', ['he']]]);
    expect(linesOf(grid, week)).toEqual([early, night]);
  });
  test('begins with the usual slots', () => expect(gridOf([], week)).toEqual({ slots: USUAL_SLOTS, cells: new Map() }));
  test('takes people and slots; an end before the beginning is on the next day', () => {
    const grid = withSlot(withCell(gridOf([early], week), 0, { start: 420, length: 480 }, ['sun', 'he']), '22:30', '06:00');
    expect(linesOf(grid, week).map((line) => line.personId)).toEqual(['sun', 'he']);
    expect(grid.slots.map(slotWords)).toEqual(['07:00–15:00', '22:30–06:00']);
    expect(withSlot(grid, '07:00', '15:00')).toBe(grid);
  });
  test('moves to the week after with the same times of day', () => {
    expect(moved([early], 1)).toEqual([{ personId: 'sun', from: '2026-11-29T23:00:00.000Z', to: '2026-11-30T07:00:00.000Z' }]);
    expect(weekAfter(week, -1)).toBe('2026-11-16');
  });
});

test('a week begins on Monday by the Shanghai calendar', () => {
  expect(['2026-11-22T15:59:59.999Z', '2026-11-22T16:00:00.000Z', '2026-11-29T15:00:00.000Z'].map((at) => mondayOf(at as Instant))).toEqual(['2026-11-16', '2026-11-23', '2026-11-23']);
});
