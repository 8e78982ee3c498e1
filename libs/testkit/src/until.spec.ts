import { expect, test } from '@jest/globals';
import { until } from './until.ts';

test('a wait answers what it waited for', async () => {
  let looked = 0;
  expect(await until('the third look', () => (looked += 1) === 3 && `look ${looked}`)).toBe('look 3');
  expect(await until('an even number', () => (looked += 1), { isIt: (seen) => seen % 2 === 0 })).toBe(4);
});

test('a wait in vain names what did not come true, what was seen last, and what else is known', async () => {
  const wait = until('the viewing to play', () => ({ state: 'blanked' }), { isIt: ({ state }) => state === 'playing', limitMs: 0, also: () => 'the agent said nothing' });
  await expect(wait).rejects.toThrow("waited 0 s in vain for the viewing to play; last seen: { state: 'blanked' }\nthe agent said nothing");
});

test('what looking throws ends the wait', async () => {
  await expect(until('never', () => Promise.reject(new Error('no such table')))).rejects.toThrow('no such table');
});
