import { describe, expect, test } from '@jest/globals';
import { parseInstant } from '@guardroom/kernel';
import { durationWords, fullInstant, rangeWords, shareWords, whenWords } from './words.ts';

const now = parseInstant('2026-11-22T09:00:00.000Z');

describe('when', () => {
  test('says today by the Shanghai calendar, not by UTC', () => {
    expect(whenWords(parseInstant('2026-11-21T16:00:00.000Z'), now, 'zh-CN')).toBe('今天 00:00:00');
    expect(whenWords(parseInstant('2026-11-21T15:59:59.000Z'), now, 'zh-CN')).toBe('昨天 23:59:59');
  });

  test('names the year only when it is another one', () => {
    expect(whenWords(parseInstant('2026-01-02T00:12:03.000Z'), now, 'zh-CN')).toBe('1月2日 08:12:03');
    expect(whenWords(parseInstant('2025-12-31T00:12:03.000Z'), now, 'en', 'minutes')).toBe('31 Dec 2025 08:12');
  });

  test('gives the whole instant with milliseconds and UTC', () => {
    expect(fullInstant(parseInstant('2026-11-22T00:12:03.250Z'), 'zh-CN')).toBe('北京时间 2026-11-22 08:12:03.250（2026-11-22T00:12:03.250Z）');
  });
});

describe('range', () => {
  test('names the day once and leaves out idle seconds', () => {
    expect(rangeWords(parseInstant('2026-11-22T00:12:00.000Z'), parseInstant('2026-11-22T00:19:00.000Z'), now, 'zh-CN')).toBe('今天 08:12–08:19');
  });

  test('ends a whole day at 24:00 of the same day', () => {
    expect(rangeWords(parseInstant('2026-11-21T16:00:00.000Z'), parseInstant('2026-11-22T16:00:00.000Z'), now, 'zh-CN')).toBe('今天 00:00–24:00');
  });

  test('names both days across midnight', () => {
    expect(rangeWords(parseInstant('2026-11-21T15:30:00.000Z'), parseInstant('2026-11-21T16:10:05.000Z'), now, 'en')).toBe('yesterday 23:30:00 – today 00:10:05');
  });
});

describe('duration', () => {
  test.each([
    [0, '0 秒'],
    [400, '不到 1 秒'],
    [432_000, '7 分 12 秒'],
    [3_600_000, '1 小时'],
    [3_900_000, '1 小时 5 分'],
    [93_784_000, '1 天 2 小时'],
    [59_999, '1 分'],
  ])('says %i ms as %s', (ms, words) => {
    expect(durationWords(ms, 'zh-CN')).toBe(words);
  });

  test('keeps the sign of a clock that runs behind', () => {
    expect(durationWords(-2_000, 'en')).toBe('−2 s');
  });
});

test('a share never rounds a miss away', () => {
  expect(shareWords(86_399_999, 86_400_000)).toBe('99.99%');
  expect(shareWords(86_400_000, 86_400_000)).toBe('100%');
  expect(shareWords(0, 0)).toBe('—');
});
