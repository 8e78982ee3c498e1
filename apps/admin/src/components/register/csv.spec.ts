import { expect, test } from '@jest/globals';
import { csvLines } from './csv.ts';

test('quotes what would break a row', () => {
  expect(csvLines([['名称', '说明'], ['东门', '断网，"已修"\n第二行']])).toBe('名称,说明\r\n东门,"断网，""已修""\n第二行"\r\n');
});

test('never lets words become a formula, and leaves numbers alone', () => {
  expect(csvLines([['a'], ['=HYPERLINK("x")'], ['@SUM(1)'], [-3], [null]])).toBe('a\r\n"\'=HYPERLINK(""x"")"\r\n\'@SUM(1)\r\n-3\r\n\r\n');
});

test('tells moments on a Shanghai clock, also in a stretch', () => {
  expect(csvLines([['a'], ['2026-11-22T16:00:05.120Z'], ['2026-11-22T23:00:00.000Z/2026-11-23T07:00:00.000Z']])).toBe('a\r\n2026-11-23 00:00:05\r\n2026-11-23 07:00:00/2026-11-23 15:00:00\r\n');
});
