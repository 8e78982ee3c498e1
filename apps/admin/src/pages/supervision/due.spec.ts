import { expect, test } from '@jest/globals';
import { parseCivilDay } from '@guardroom/kernel';
import { dueWords } from './due.ts';

const today = parseCivilDay('2026-11-22');

test.each([
  ['2026-11-25', 'orders.days_left', 3],
  ['2026-11-22', 'orders.due_today', 0],
  ['2026-11-20', 'orders.days_late', 2],
])('a deadline of %s is told as %s', (dueOn, key, days) => {
  expect(dueWords({ state: 'accepted', dueOn }, today)).toEqual({ key, days });
});

test('a settled order has no deadline any more', () => {
  expect(dueWords({ state: 'verified', dueOn: '2026-11-20' }, today)).toBeUndefined();
});
