import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, PartFailed } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { logFile } from '../places.ts';
import { holderOf, isFree } from '../ports.ts';
import { fingerprintOf, runningProcess, startDaemon, stopDaemon, type DaemonCommand, type StopOutcome } from '../process.ts';

/** Tells what is being done right now, for the progress line. */
export type Say = (doing: string) => void;

/** Whether a part does its work, and how it is in a few words. */
export interface Condition {
  readonly isHealthy: boolean;
  readonly says: string;
}

/** A server or program of the installation. Every step may be repeated: what is done already is left alone. */
export interface Part {
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** Parts that must be up before this one is started. */
  readonly needs: readonly string[];
  /** Makes the program itself available on this machine. */
  ensureInstalled(say: Say): Promise<void>;
  /** Starts it when it does not run and waits until it is healthy. @throws PartFailed — with the end of its log. */
  start(installation: Installation, say: Say): Promise<void>;
  look(installation: Installation): Promise<Condition>;
  stop(installation: Installation): Promise<StopOutcome>;
  /** Where it is reached, for the status table. */
  address(installation: Installation): string;
}

/** What differs between parts that are one process each. */
export interface ProcessPart {
  readonly name: string;
  readonly title: string;
  readonly needs?: readonly string[];
  ensureInstalled?(say: Say): Promise<void>;
  /** Ports that must be free before the start. */
  ports?(installation: Installation): readonly number[];
  /** Work before the first and every later start: folders, configuration files. */
  prepare?(installation: Installation, say: Say): Promise<void>;
  /** How it is started; a running one that was started otherwise is restarted. */
  command(installation: Installation): DaemonCommand | Promise<DaemonCommand>;
  /** Whether the running process does its work, in words of its own where it has some. May throw while it does not answer. */
  probe(installation: Installation): Promise<boolean | Condition>;
  /** Work once it is healthy, at every `start`, also when it ran already; must cost little when there is nothing to do. */
  afterStart?(installation: Installation, say: Say): Promise<void>;
  address(installation: Installation): string;
  readonly stopSignal?: NodeJS.Signals;
  readonly stopPatienceMs?: number;
  readonly startPatienceMs?: number;
}

const probePauseMs = 100;
const probeLimitMs = 5_000;

/** Makes a part out of one process: started detached, probed until healthy, its identity recorded, stopped by signal. */
export function processPart(spec: ProcessPart): Part {
  const look = async (installation: Installation): Promise<Condition> => {
    if (!runningProcess(installation.places, spec.name)) return { isHealthy: false, says: 'is stopped' };
    const seen = await answer(() => spec.probe(installation));
    return typeof seen === 'object' ? seen : { isHealthy: seen, says: seen ? 'healthy' : 'does not answer' };
  };
  const stop = (installation: Installation): Promise<StopOutcome> =>
    stopDaemon(installation.places, spec.name, { signal: spec.stopSignal ?? 'SIGTERM', patienceMs: spec.stopPatienceMs ?? 20_000 });
  return {
    name: spec.name,
    title: spec.title,
    needs: spec.needs ?? [],
    ensureInstalled: async (say) => spec.ensureInstalled?.(say),
    look,
    address: spec.address,
    stop,
    async start(installation, say) {
      const command = await spec.command(installation);
      const running = runningProcess(installation.places, spec.name);
      if (running && running.fingerprint !== fingerprintOf(command)) {
        say('stopping the one with other settings');
        await stop(installation);
      }
      if (!(await look(installation)).isHealthy) {
        if (!runningProcess(installation.places, spec.name)) await launch(spec, installation, say);
        say('waiting until it is ready');
        await waitUntilHealthy(spec, installation, look);
      }
      await spec.afterStart?.(installation, say);
    },
  };
}

async function launch(spec: ProcessPart, installation: Installation, say: Say): Promise<void> {
  for (const port of spec.ports?.(installation) ?? []) {
    if (await isFree(port)) continue;
    throw new PartFailed(spec.name, `port ${port} is taken by ${holderOf(port) ?? 'another program'}`, {
      advice: `Stop that program, or put a free port in place of ${port} in ${installation.places.run}/ports.json, and run this again.`,
    });
  }
  await spec.prepare?.(installation, say);
  say('starting');
  await startDaemon(installation.places, spec.name, await spec.command(installation));
}

async function waitUntilHealthy(spec: ProcessPart, installation: Installation, look: Part['look']): Promise<void> {
  const logPath = logFile(installation.places, spec.name);
  const advice = `Read the log: ./guardroom logs ${spec.name}`;
  const patienceMs = spec.startPatienceMs ?? 60_000;
  const deadline = Date.now() + patienceMs;
  for (let seen = await look(installation); !seen.isHealthy; seen = await look(installation)) {
    if (!runningProcess(installation.places, spec.name)) throw new PartFailed(spec.name, `${spec.title} ended right after its start`, { advice, logPath });
    if (Date.now() > deadline) throw new PartFailed(spec.name, `${spec.title} was not ready within ${patienceMs / 1000} s: it ${seen.says}`, { advice, logPath });
    await pause(probePauseMs);
  }
}

async function answer(probe: () => Promise<boolean | Condition>): Promise<boolean | Condition> {
  try {
    return await probe();
  } catch (error) {
    if (process.env['GUARDROOM_TRACE']) process.stderr.write(`probe: ${messageOf(error)}\n`);
    return false; // Not answering is the very thing that a probe finds out.
  }
}

/** Whether a GET of the address answers 2xx within 5 s. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(probeLimitMs) });
  await response.body?.cancel();
  return response.ok;
}
