import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PartFailed, explain } from './failure.ts';

let log: string;
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(`${tmpdir()}/failure-`);
  log = `${dir}/redis.log`;
  writeFileSync(log, `${Array.from({ length: 50 }, (_, i) => `line ${i + 1} ${'x'.repeat(3_000)}`).join('\n')}\nFATAL: address in use\n`);
});
afterAll(() => rmSync(dir, { recursive: true }));

const said = (error: unknown): string => {
  let text = '';
  explain(error, (more) => (text += more));
  return text;
};

test('a part that failed is told by its name, with the end of its log, where the whole of it is, and what to do', () => {
  const text = said(new PartFailed('redis', 'Redis ended right after its start', { advice: 'Free port 8740.', logPath: log }));
  expect(text.startsWith('\n✗ redis: Redis ended right after its start\n')).toBe(true);
  const tail = text.split('\n').filter((line) => line.startsWith('  │ '));
  expect([tail.length, tail[0]?.slice(0, 12), tail.at(-1)]).toEqual([20, '  │ line 32 ', '  │ FATAL: address in use']);
  expect(text).toContain(`  whole log: ${log}\n  what to do: Free port 8740.\n`);
});

test('a part without a log is told without one', () => {
  expect(said(new PartFailed('ports', 'port 8700 is taken', { advice: 'End what holds it.', logPath: `${dir}/none.log` }))).toBe(`\n✗ ports: port 8700 is taken\n\n  whole log: ${dir}/none.log\n  what to do: End what holds it.\n\n`);
});
