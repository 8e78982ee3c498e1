import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { PROGRAMS, namesReadBy } from './read-names.ts';
import { root } from './tools.ts';

test('the guide’s table names every variable that a program reads, and no other', async () => {
  const guide = readFileSync(`${root}docs/guide/deployment.md`, 'utf8');
  const table = guide.slice(guide.indexOf('## Environment')).split('\n').filter((line) => line.startsWith('| `'));
  const told = table.flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  const asked = new Set((await Promise.all([...new Set(Object.values(PROGRAMS))].map(namesReadBy))).flatMap((names) => [...names]));
  // `<NAME>_FILE` is told of once, for all names; NODE_ENV is the image's own.
  const read = [...asked].filter((name) => name !== 'NODE_ENV' && !(name.endsWith('_FILE') && asked.has(name.slice(0, -'_FILE'.length))));
  expect(told.toSorted()).toEqual(read.toSorted());
});
