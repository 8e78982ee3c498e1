import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient } from '@guardroom/client';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { at, holdSegment, newHome, openSpool, type Home } from '../testing/builders.ts';
import type { Spool } from '../spool/spool.ts';
import { Uploader } from './uploader.ts';

type Ask = { readonly cameraId: string; readonly startedAt: string; readonly sequence: number };

let home: Home;
let spool: Spool;
let district: Server;
let url: string;
/** Sequence numbers in the order in which grants were asked for. */
let asked: number[];
/** What this district says of each object. */
let says: (ask: Ask) => string;
const logged: Record<string, unknown>[] = [];

/** A district that grants nothing: it remembers what it was asked and refuses each in the words of its contract. */
beforeEach(async () => {
  home = await newHome();
  spool = await openSpool(home);
  [asked, says] = [[], () => 'gateway.object_differs'];
  district = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => {
      const { objects } = JSON.parse(text) as { objects: Ask[] };
      asked.push(...objects.map((ask) => ask.sequence));
      const grants = objects.map((ask) => ({ cameraId: ask.cameraId, startedAt: ask.startedAt, objectKey: `${ask.sequence}`, state: 'refused', code: says(ask), url: null, headers: {}, expiresAt: null }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ grants }));
    });
  }).listen(0, '127.0.0.1');
  await once(district, 'listening');
  url = `http://127.0.0.1:${(district.address() as AddressInfo).port}`;
});
afterEach(async () => {
  district.close();
  await spool.close();
  await rm(home.path, { recursive: true });
});

const uploader = (): Uploader => new Uploader({ spool, client: createClient({ baseUrl: url, fetch }), logger: pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) }) });

/** Lets it work until so many were asked for and what follows from the answers is done. */
async function works(one: Uploader, isDone: () => boolean): Promise<void> {
  const over = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = setInterval(() => isDone() && resolve(), 10);
  const running = one.run(over.signal);
  await promise;
  clearInterval(look);
  over.abort();
  await running;
}

describe('an uploader', () => {
  test('asks for the oldest first', async () => {
    for (const from of [0, 10, 20]) await holdSegment(spool, home, from);
    await works(uploader(), () => asked.length === 3);
    expect(asked).toEqual([0, 1, 2]);
  });

  test('asks first for what somebody waits for, then for the oldest, and for nothing twice', async () => {
    for (const from of [0, 10, 20, 30, 40]) await holdSegment(spool, home, from);
    const one = uploader();
    one.prefer([{ cameraId: home.cameraId, from: at(25), to: at(35) }]);
    await works(one, () => asked.length === 5);
    expect(asked).toEqual([2, 3, 0, 1, 4]);
  });

  test('does not prefer another camera’s footage of that time', async () => {
    for (const from of [0, 10, 20]) await holdSegment(spool, home, from);
    const one = uploader();
    one.prefer([{ cameraId: 'cam_another', from: at(20), to: at(30) }]);
    await works(one, () => asked.length === 3);
    expect(asked).toEqual([0, 1, 2]);
  });

  test('removes what the district calls older than footage is kept, says so and counts it; every other refusal keeps the footage', async () => {
    for (const from of [0, 10, 20]) await holdSegment(spool, home, from);
    says = (ask) => (ask.sequence === 1 ? 'gateway.older_than_retention' : 'gateway.object_differs');
    await works(uploader(), () => spool.totals().segments === 2);
    expect(spool.totals()).toMatchObject({ segments: 2, expired: 1 });
    expect(spool.inState('held').map((segment) => segment.sequence)).toEqual([0, 2]);
    expect(logged.filter((line) => /older than footage is kept/.test(String(line['msg'])))).toMatchObject([{ startedAt: at(10) }]);
  });
});
