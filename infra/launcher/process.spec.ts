import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../libs/testkit/src/until.ts';
import { placesOf, type Places } from './places.ts';
import { isOurs, runningProcess, startDaemon, startTicksOf, stopDaemon, type ProcessRecord } from './process.ts';

let places: Places;
const started: ProcessRecord[] = [];
beforeEach(() => {
  places = placesOf(mkdtempSync(`${tmpdir()}/process-`));
});
afterEach(() => {
  for (const record of started.splice(0)) if (isOurs(record)) process.kill(record.pid, 'SIGKILL');
  rmSync(places.home, { recursive: true });
});

async function start(script: string): Promise<ProcessRecord> {
  const record = await startDaemon(places, 'part', { program: process.execPath, args: ['-e', script] });
  started.push(record);
  return record;
}

/** Waits until the part's log holds `text`. */
async function saidInLog(text: string): Promise<void> {
  await until(`the log to say ${text}`, () => readFileSync(`${places.logs}/part.log`, 'utf8'), { isIt: (log) => log.includes(text) });
}

const idle = 'console.log("up"); setInterval(() => {}, 1000);';

describe('a part’s process', () => {
  test('is found again by its record and stops when asked', async () => {
    const record = await start(idle);
    await saidInLog('up');
    expect(runningProcess(places, 'part')).toEqual(record);
    expect(await stopDaemon(places, 'part')).toBe('stopped');
    expect(startTicksOf(record.pid)).toBeUndefined();
    expect(runningProcess(places, 'part')).toBeUndefined();
  });

  test('is killed when it ignores the request', async () => {
    const record = await start(`process.on('SIGTERM', () => {}); ${idle}`);
    await saidInLog('up');
    expect(await stopDaemon(places, 'part', { patienceMs: 200 })).toBe('killed');
    expect(startTicksOf(record.pid)).toBeUndefined();
  });

  test('is never mistaken for a later process with the same number', async () => {
    const record = await start(idle);
    await saidInLog('up');
    const path = `${places.run}/part.process.json`;
    writeFileSync(path, JSON.stringify({ ...record, startTicks: String(Number(record.startTicks) - 1) }));
    expect(await stopDaemon(places, 'part')).toBe('not-running');
    expect(isOurs(record)).toBe(true);
  });

  test('of before a restart of the machine is not running, whatever has its number now', async () => {
    const record = await start(idle);
    writeFileSync(`${places.run}/part.process.json`, JSON.stringify({ ...record, bootId: 'another' }));
    expect(runningProcess(places, 'part')).toBeUndefined();
  });

  test('sees of the launcher’s environment nothing but PATH, HOME and LANG', async () => {
    process.env['GUARDROOM_CANARY'] = 'canary';
    await start('console.log(JSON.stringify(Object.keys(process.env).sort()))');
    delete process.env['GUARDROOM_CANARY'];
    await saidInLog(']');
    expect(readFileSync(`${places.logs}/part.log`, 'utf8')).toBe('["HOME","LANG","PATH"]\n');
  });

  test('that cannot be started leaves no record', async () => {
    await expect(startDaemon(places, 'part', { program: '/no/such/program', args: [] })).rejects.toThrow('ENOENT');
    expect(runningProcess(places, 'part')).toBeUndefined();
  });
});
