import { describe, expect, test } from '@jest/globals';
import { parseCivilDay, parseInstant } from '@guardroom/kernel';
import { addMonths, clockOfText, dayOfText, momentOfText, momentText, weeksOf } from './civil-text.ts';

describe('a typed day', () => {
  test.each(['2026-01-05', '2026-1-5', '2026/1/5', '2026年1月5日', '20260105', ' 2026.01.05 '])('%j is 5 January', (text) => {
    expect(dayOfText(text)).toBe('2026-01-05');
  });

  test.each(['', '2026-01', '2026-02-30', '2026-13-01', '05/01/2026', '今天'])('%j is none', (text) => {
    expect(dayOfText(text)).toBeUndefined();
  });
});

describe('a typed time of day', () => {
  test.each([
    ['08:30', '08:30'],
    ['8:30', '08:30'],
    ['0830', '08:30'],
    ['8点30分', '08:30'],
  ])('%j is %s', (text, clock) => {
    expect(clockOfText(text)).toBe(clock);
  });

  test.each(['', '8', '24:00', '08:60'])('%j is none', (text) => {
    expect(clockOfText(text)).toBeUndefined();
  });
});

describe('a typed moment', () => {
  test('and what its field shows are each other, on a Shanghai clock', () => {
    const at = parseInstant('2026-11-21T16:12:03.000Z');
    expect(momentText(at)).toBe('2026-11-22 00:12:03');
    expect(momentOfText(momentText(at))).toBe(at);
  });

  test.each(['2026-11-22 00:12', '2026-11-22T00:12:00', '202611220012', '2026-11-22 0012', '2026年11月22日 0:12'])('%j is twelve past midnight', (text) => {
    expect(momentOfText(text)).toBe('2026-11-21T16:12:00.000Z');
  });

  test.each(['', '2026-11-22', '2026-11-22 8', '2026-11-22 24:00', '2026-02-30 08:00', '2026-11-22 08:00:61'])('%j is none', (text) => {
    expect(momentOfText(text)).toBeUndefined();
  });
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-11-23', 2, '2027-01-23'],
  ['2026-11-23', -11, '2025-12-23'],
  ['2026-11-23', 12, '2027-11-23'],
])('%s and %i months is %s', (day, months, then) => {
  expect(addMonths(parseCivilDay(day), months)).toBe(then);
});

describe('the weeks of a month', () => {
  test('begin on Monday and hold the days around it', () => {
    const weeks = weeksOf(parseCivilDay('2026-11-23'));
    expect(weeks.map((week) => week[0])).toEqual(['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30']);
    expect(weeks.flat()).toHaveLength(42);
  });

  test('are four when the month fills them', () => {
    const weeks = weeksOf(parseCivilDay('2027-02-10'));
    expect([weeks[0]?.[0], weeks.at(-1)?.at(-1), weeks.length]).toEqual(['2027-02-01', '2027-02-28', 4]);
  });
});
