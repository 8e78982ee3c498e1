import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateSigningKeyPair, leafOf, newSalt, noteSigner, signCheckpoint } from '@guardroom/evidence';
import { memoryLog } from '@guardroom/evidence/memory-log';
import { newId, systemClock } from '@guardroom/kernel';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fsckBinary, fsckVerdict } from './tools.ts';

const origin = 'guardroom/dst-interop';
const signer = noteSigner(origin, generateSigningKeyPair().privateKey);
const published = new Map<string, Buffer>();
let server: Server;

const fsck = (): Promise<string> => fsckVerdict(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, signer.vkey);

beforeAll(async () => {
  server = createServer((request, response) => {
    const bytes = published.get(request.url!.slice(1));
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await fsckBinary();
}, 600_000);

afterAll(() => void server.close());

/** A log of facts, sealed in batches, published as tlog-tiles says. */
async function publish(batches: readonly number[]): Promise<void> {
  published.clear();
  const log = memoryLog();
  for (const batch of batches) {
    const leaves = Array.from({ length: batch }, (_, i) => leafOf({ id: newId('fct'), at: systemClock.now(), salt: newSalt(), fact: { number: log.size + i } }));
    const { size, root } = await log.append(leaves);
    published.set('checkpoint', Buffer.from(signCheckpoint({ origin, size, root }, signer)));
  }
  for (const [path, bytes] of log.resources) published.set(path, bytes);
}

function flip(path: string, at: number): void {
  const bytes = Buffer.from(published.get(path)!);
  bytes[at]! ^= 1;
  published.set(path, bytes);
}

describe("Tessera's fsck", () => {
  test.each([[[1]], [[255, 1]], [[300, 1, 400]], [[66_000, 77]]])('accepts a log sealed in batches of %j', async (batches) => {
    await publish(batches);
    expect(await fsck()).toBe('sound');
  });

  test.each([
    ['a changed entry', () => flip('tile/entries/000', 40)],
    ['a changed entry in the partial bundle', () => flip('tile/entries/002.p/188', 40)],
    ['a changed tile', () => flip('tile/0/001', 40)],
    ['a tile that is missing', () => void published.delete('tile/0/001')],
    ['a checkpoint of another key', () => published.set('checkpoint', Buffer.from(signCheckpoint({ origin, size: 700, root: Buffer.alloc(32) }, noteSigner(origin, generateSigningKeyPair().privateKey))))],
    ['a checkpoint of another root', () => published.set('checkpoint', Buffer.from(signCheckpoint({ origin, size: 700, root: Buffer.alloc(32) }, signer)))],
  ] as readonly [string, () => unknown][])('refuses %s', async (_, change) => {
    await publish([700]);
    change();
    expect(await fsck()).toMatch(/^fsck failed: /);
  });
});
