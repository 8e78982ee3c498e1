import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the source tree that this launcher belongs to. */
export const repoRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Where builds and downloads live, shared by every clone of this account. */
export const cacheDir = resolve(homedir(), '.cache/guardroom');

/** Where the running installation of this tree keeps its state: `GUARDROOM_HOME`, or `.guardroom` in the tree. */
export function defaultHome(): string {
  return resolve(process.env['GUARDROOM_HOME'] ?? `${repoRoot}/.guardroom`);
}

/** Where the servers that tests share keep their state: `GUARDROOM_TEST_HOME`, or a folder of the cache. */
export function testHome(): string {
  return resolve(process.env['GUARDROOM_TEST_HOME'] ?? `${cacheDir}/test-home`);
}

/** The folders of one installation. */
export interface Places {
  readonly home: string;
  readonly run: string;
  readonly logs: string;
  readonly data: string;
}

/** Names the folders of the installation at `home`, and makes them when they are missing. */
export function placesOf(home: string): Places {
  const places = { home, run: `${home}/run`, logs: `${home}/logs`, data: `${home}/data` };
  mkdirSync(home, { recursive: true, mode: 0o711 });
  mkdirSync(places.run, { recursive: true, mode: 0o700 });
  mkdirSync(places.logs, { recursive: true, mode: 0o700 });
  mkdirSync(places.data, { recursive: true, mode: 0o711 });
  return places;
}

/** The log of one part, in clear text, appended over restarts. */
export function logFile(places: Places, part: string): string {
  return `${places.logs}/${part}.log`;
}
