import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { logFile, type Places } from './places.ts';

/** What identifies a started process beyond its number, which the kernel gives out again. */
export interface ProcessRecord {
  readonly pid: number;
  /** Start time in clock ticks since boot, field 22 of /proc/<pid>/stat. */
  readonly startTicks: string;
  readonly bootId: string;
  readonly command: readonly string[];
  /** Instant, ISO 8601. */
  readonly startedAt: string;
  /** Hash of program, arguments, environment and whatever else decides what runs; another one means a restart is due. */
  readonly fingerprint: string;
}

/** How a part's process is started. */
export interface DaemonCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment but for PATH, HOME and LANG, which are always there. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** What else decides what runs, such as the content of a configuration file or the hash of a build. */
  readonly inputs?: string;
}

const logLimitBytes = 32 * 1024 * 1024;

/**
 * Starts a process of its own session that outlives the launcher, its output going to the part's log, and records who it is.
 * @throws Error — when the program cannot be started; nothing is recorded then.
 */
export async function startDaemon(places: Places, part: string, command: DaemonCommand): Promise<ProcessRecord> {
  const logPath = logFile(places, part);
  if (existsSync(logPath) && statSync(logPath).size > logLimitBytes) renameSync(logPath, `${logPath}.1`);
  const log = openSync(logPath, 'a', 0o600);
  try {
    const child = spawn(command.program, command.args, {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: command.cwd ?? places.home,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', ...command.env },
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const pid = child.pid as number;
    const record: ProcessRecord = {
      pid,
      startTicks: startTicksOf(pid) ?? 'gone',
      bootId: bootId(),
      command: [command.program, ...command.args],
      startedAt: new Date().toISOString(),
      fingerprint: fingerprintOf(command),
    };
    const path = recordPath(places, part);
    writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 1)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return record;
  } finally {
    closeSync(log);
  }
}

/** Hash of everything that decides what a command runs. */
export function fingerprintOf({ program, args, env = {}, inputs = '' }: DaemonCommand): string {
  return createHash('sha256').update(JSON.stringify([program, args, Object.entries(env).sort(), inputs])).digest('hex');
}

/** The part's process when it runs now and is the one that was started, else undefined. */
export function runningProcess(places: Places, part: string): ProcessRecord | undefined {
  const path = recordPath(places, part);
  if (!existsSync(path)) return undefined;
  const record = JSON.parse(readFileSync(path, 'utf8')) as ProcessRecord;
  return isOurs(record) ? record : undefined;
}

/** Whether the recorded process is alive and not a later one that was given the same number. */
export function isOurs(record: ProcessRecord): boolean {
  return record.bootId === bootId() && startTicksOf(record.pid) === record.startTicks;
}

/** How a process went: it was not there, ended when asked, or had to be killed. */
export type StopOutcome = 'not-running' | 'stopped' | 'killed';

/** Asks the part's process to end and waits; kills it after `patienceMs`. Never signals a process that is not ours. */
export async function stopDaemon(places: Places, part: string, options: { signal?: NodeJS.Signals; patienceMs?: number } = {}): Promise<StopOutcome> {
  const record = runningProcess(places, part);
  const forget = (): void => rmSync(recordPath(places, part), { force: true });
  if (!record) {
    forget();
    return 'not-running';
  }
  process.kill(record.pid, options.signal ?? 'SIGTERM');
  if (await endsWithin(record, options.patienceMs ?? 20_000)) {
    forget();
    return 'stopped';
  }
  if (isOurs(record)) process.kill(record.pid, 'SIGKILL');
  await endsWithin(record, 5_000);
  forget();
  return 'killed';
}

async function endsWithin(record: ProcessRecord, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (isOurs(record)) {
    if (Date.now() > deadline) return false;
    await pause(25);
  }
  return true;
}

/** Start time of a live process in ticks since boot; undefined when it is gone or only waits to be reaped. */
export function startTicksOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // No such process: exactly what the caller asks about.
  }
  // The name in parentheses may hold blanks and parentheses itself; the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function recordPath(places: Places, part: string): string {
  return `${places.run}/${part}.process.json`;
}
