import { civilDay, addDays, instantOf, newId, systemClock, type CameraId } from '@guardroom/kernel';
import { until } from '@guardroom/testkit';
import { generateSealingKeyPair, sealCameraPassword, type RawKeyPair } from '@guardroom/evidence';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadKeys, saveEnrolment, type Identity } from '../../apps/gateway-agent/src/control/identity.ts';
import { readJournal, Journal } from '../../apps/gateway-agent/src/spool/journal.ts';
import { Ledger, newChain } from '../../apps/gateway-agent/src/spool/ledger.ts';

export type PlannedCamera = { readonly rtspUrl: string; readonly username: string; readonly password: string };

/** The home of a gateway that was enrolled and told its cameras, as it is after an outage of the district has begun. */
export type AgentHome = {
  readonly path: string;
  readonly identity: Identity;
  readonly cameraIds: readonly CameraId[];
  readonly dayKey: RawKeyPair;
  /** Starts the agent, with a trap at that step if one is given. */
  start(options?: { crashAt?: string; env?: Record<string, string> }): RunningAgent;
  /** What the journal means now. */
  ledger(): Promise<Ledger>;
  remove(): Promise<void>;
};

export type RunningAgent = {
  readonly child: ChildProcess;
  /** The log lines so far. */
  readonly lines: string[];
  /** How it ended: an exit code or a signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<number | NodeJS.Signals>;
};

const entries = { product: '../../apps/gateway-agent/src/main.ts', trapped: './agent-under-fault.ts' };

/** Builds such a home in a directory of its own, below `on` if that is given. `watchedForMinutes` lets the camera be known for so long already. */
export async function agentHome(o: { cameras: readonly PlannedCamera[]; apiUrl: string; segmentSeconds?: number; watchedForMinutes?: number; on?: string }): Promise<AgentHome> {
  const path = await mkdtemp(join(o.on ?? tmpdir(), 'guardroom-agent-'));
  const keys = await loadKeys(join(path, 'identity'));
  const ids = { gatewayId: newId('gwy'), schoolId: newId('sch'), districtId: newId('dst') };
  const identity = await saveEnrolment(join(path, 'identity'), { ...ids, clientId: ids.gatewayId, tokenUrl: `${o.apiUrl}/token`, issuer: o.apiUrl, audience: 'guardroom-gateway', signingKeyId: `${ids.gatewayId}#1` }, keys);
  const dayKey = generateSealingKeyPair();
  const today = civilDay(systemClock.now());
  const cameraIds = o.cameras.map(() => newId('cam'));
  const cameras = await Promise.all(
    o.cameras.map(async ({ rtspUrl, username, password }, i) => ({
      id: cameraIds[i]!,
      name: `camera ${i + 1}`,
      rtspUrl,
      username,
      sealedPassword: (await sealCameraPassword({ gatewayPublicKey: keys.sealing.publicKey, cameraId: cameraIds[i]!, password })).toString('base64'),
      keys: [-1, 0, 1].map((days) => ({ keyId: `${cameraIds[i]}/${addDays(today, days)}`, day: addDays(today, days), publicKey: dayKey.publicKey.toString('base64') })),
    })),
  );
  const state = { revision: 1, gateway: { id: ids.gatewayId, schoolId: ids.schoolId, districtId: ids.districtId }, serverTime: systemClock.now(), segmentSeconds: o.segmentSeconds ?? 2, cameras };
  await writeFile(join(path, 'desired-state.json'), JSON.stringify(state));
  if (o.watchedForMinutes !== undefined) {
    await mkdir(join(path, 'spool'), { recursive: true });
    const journal = await Journal.open(join(path, 'spool'), new Ledger());
    for (const cameraId of cameraIds) await journal.append({ kind: 'camera', chain: newChain(cameraId, instantOf(Date.now() - o.watchedForMinutes * 60_000)) });
    await journal.close();
  }
  return {
    path,
    identity,
    cameraIds,
    dayKey,
    start: (options = {}) => startAgent(path, o.apiUrl, options),
    ledger: () => ledgerOf(path),
    remove: () => rm(path, { recursive: true }),
  };
}

/** What the journal of a home means now. */
export async function ledgerOf(home: string): Promise<Ledger> {
  const ledger = new Ledger();
  for (const entry of (await readJournal(join(home, 'spool'))).entries) ledger.apply(entry);
  return ledger;
}

const running = new Map<ChildProcess, string[]>();

/** Ends every agent that a test has left running. */
export async function endAgents(): Promise<void> {
  await Promise.all([...running.keys()].map((child) => (child.kill('SIGKILL'), once(child, 'exit'))));
}

/** Starts an agent in a home, with a trap at that step if one is given. */
export function startAgent(home: string, apiUrl: string, o: { crashAt?: string; env?: Record<string, string> }): RunningAgent {
  const entry = fileURLToPath(new URL(o.crashAt === undefined ? entries.product : entries.trapped, import.meta.url));
  const env = { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'info', GATEWAY_HOME: home, GUARDROOM_API_URL: apiUrl, ...(o.crashAt === undefined ? {} : { GUARDROOM_CRASH_AT: o.crashAt }), ...o.env };
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  running.set(child, lines);
  child.once('exit', () => running.delete(child));
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = `${rest}${text}`.split('\n');
      rest = parts.pop()!;
      lines.push(...parts);
    });
  }
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  return {
    child,
    lines,
    ended,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** What the running agents said last, for whoever reads a failed test. */
function lastWords(): string {
  return [...running.values()].map((lines) => `\n--- an agent's last lines:\n${lines.slice(-8).join('\n')}`).join('');
}

/** Waits for what an agent does, and tells its last words when it does not. */
export const untilAgent = <T>(what: string, look: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> => until(what, look, { also: lastWords });
