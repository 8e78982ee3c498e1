import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { holderOf, isFree, portsAt, preferredPorts } from './ports.ts';

let dir: string;
const servers: Server[] = [];
beforeEach(() => {
  dir = mkdtempSync(`${tmpdir()}/ports-`);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
  rmSync(dir, { recursive: true });
});

/** Listens on any free port at or above `from` and answers which. */
async function occupy(from: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  for (let port = from; ; port += 1) {
    const isListening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isListening) return port;
  }
}

describe('ports of an installation', () => {
  test('pass over a port that somebody listens on', async () => {
    const offset = 15_000;
    const taken = await occupy(preferredPorts.redis + offset);
    const ports = await portsAt(`${dir}/ports.json`, offset);
    expect(ports.redis).toBeGreaterThan(taken);
    expect(await isFree(taken)).toBe(false);
  });

  test('are all different, also when preferred ones lie side by side', async () => {
    await occupy(preferredPorts.api + 16_000);
    const ports = await portsAt(`${dir}/ports.json`, 16_000);
    const chosen = Object.keys(preferredPorts).map((name) => ports[name as keyof typeof preferredPorts]);
    expect(new Set(chosen).size).toBe(chosen.length);
  });

  test('stay the same for ever, even while something else holds one of them', async () => {
    const first = await portsAt(`${dir}/ports.json`, 17_000);
    await occupy(first.minio);
    expect(await portsAt(`${dir}/ports.json`, 17_000)).toEqual(first);
  });

  test('keep what a person wrote into the file and add only what is missing', async () => {
    writeFileSync(`${dir}/ports.json`, JSON.stringify({ api: 45_678 }));
    const ports = await portsAt(`${dir}/ports.json`, 18_000);
    expect(ports.api).toBe(45_678);
    expect(JSON.parse(readFileSync(`${dir}/ports.json`, 'utf8'))).toEqual(ports);
  });

  test('name the process that holds one', async () => {
    const port = await occupy(preferredPorts.api + 19_000);
    expect(holderOf(port)).toContain(`(pid ${process.pid})`);
  });
});
