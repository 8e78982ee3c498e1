import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, until, type TestDatabase } from '@guardroom/testkit';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The API and the worker bundled as they are shipped, in a folder of their own where Node still finds the npm packages. */
export type Bundle = { readonly folder: string; remove(): Promise<void> };

/** @throws Error — with what the bundler said */
export async function bundle(): Promise<Bundle> {
  const parent = `${root}node_modules/.cache`;
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(`${parent}/guardroom-bundle-`);
  await promisify(execFile)(process.execPath, [`${root}node_modules/.bin/rolldown`, '-c', '--dir', folder], { cwd: `${root}apps/api`, env: { ...process.env, NODE_OPTIONS: '' } });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** A shipped program that runs. */
export type Program = {
  /** Where the API answers. */
  readonly url: string;
  /** Everything it wrote, line by line. */
  readonly lines: readonly string[];
  /** How it ended: an exit code or a signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  isRunning(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Ends it by SIGKILL if it still lives, and waits until it is gone. */
  kill(): Promise<void>;
};

const running = new Map<ChildProcess, Promise<unknown>>();
process.once('exit', () => [...running.keys()].forEach((child) => child.kill('SIGKILL')));

/** Kills what a test left running. */
export async function killAll(): Promise<void> {
  for (const child of running.keys()) child.kill('SIGKILL');
  await Promise.all(running.values());
}

/** Starts a program and waits until it says that it is ready, or has ended. `environment` is added to that of this process, where `startApi` left all that the API takes. */
export async function start({ folder }: Bundle, name: 'main' | 'worker', environment: Record<string, string> = {}): Promise<Program> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--enable-source-maps', `${folder}/${name}.js`], {
    env: { ...process.env, LOG_LEVEL: 'info', NODE_OPTIONS: '', API_PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = `${rest}${text}`.split('\n');
      rest = parts.pop()!;
      lines.push(...parts);
      if (parts.some((line) => /"msg":"(api|worker) ready"/.test(line))) ready.resolve();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return (signal ?? code) as number | NodeJS.Signals;
  });
  running.set(child, ended);
  await Promise.race([ready.promise, ended]);
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    ended,
    isRunning: () => running.has(child),
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Holds a lock on a table that lets others read and none write, so that a command stops at that very table. */
export async function barrier({ admin }: TestDatabase, table: string): Promise<{ reached(): Promise<void>; lift(): Promise<void> }> {
  const client = await admin.connect();
  await client.query('begin');
  await client.query(`lock table ${table} in share mode`);
  // Databases of one template number their tables alike: without its own name it would see who waits in another test's.
  const waiting = 'select 1 from pg_locks where not granted and relation = $1::regclass and database = (select oid from pg_database where datname = current_database())';
  return {
    reached: async () => void (await until(`somebody to wait at ${table}`, async () => (await admin.query(waiting, [table])).rows.length > 0)),
    lift: async () => {
      await client.query('rollback');
      client.release();
    },
  };
}

/** Waits until so many transactions wait for others. */
export async function queued({ admin }: TestDatabase, count: number): Promise<void> {
  const waiting = async (): Promise<string[]> => (await admin.query<{ query: string }>(`select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rows.map((row) => row.query);
  await until(`${count} transactions to wait`, waiting, { isIt: (seen) => seen.length >= count });
}

/** Waits until no transaction of another connection is open: PostgreSQL has noticed who is gone. */
export async function settled({ admin }: TestDatabase): Promise<void> {
  const open = async (): Promise<string[]> => (await admin.query<{ query: string }>(`select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`)).rows.map((row) => row.query);
  await until('open transactions to end', open, { isIt: (seen) => seen.length === 0 });
}
