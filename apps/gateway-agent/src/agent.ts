import { systemClock } from '@guardroom/kernel';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ffmpegSource } from './capture/ffmpeg-source.ts';
import { Fleet } from './capture/fleet.ts';
import { enrolmentCode, type Configuration } from './configuration.ts';
import { DesiredState } from './control/desired-state.ts';
import { districtClient } from './control/district.ts';
import { becomeEnrolled } from './control/enrolment.ts';
import { beat } from './control/heartbeat.ts';
import type { Identity } from './control/identity.ts';
import { ServerClock } from './control/server-clock.ts';
import { TokenSource } from './control/token.ts';
import type { Health } from './health/health.ts';
import { lockHome } from './home-lock.ts';
import { LiveDesk } from './live/live-desk.ts';
import { sealNextMinute, type MinuteContext } from './seal/minutes.ts';
import { Spool } from './spool/spool.ts';
import { MinuteSender } from './upload/minute-sender.ts';
import { Uploader } from './upload/uploader.ts';

const sealEveryMs = 1_000;
/** After an outage many minutes are due at once; capture must not wait for all of them. */
const minutesPerLook = 20;
const noCameras = { configured: 0, attended: 0, recording: 0 };

/**
 * Runs a gateway until the signal aborts: enrolment, then capture, sealing, upload and control side by side. Each open
 * segment is closed before it returns.
 * @throws HomeInUse, JournalDamaged, LedgerFault — nothing was started
 */
export async function runAgent(configuration: Configuration, logger: Logger, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  const { home, apiUrl } = configuration;
  let health = (): Health => ({ stage: 'enrolling', cameras: noCameras });
  const unlock = await lockHome(home, () => JSON.stringify(health()));
  try {
    const identity = await becomeEnrolled({ home, apiUrl, code: () => enrolmentCode(home, env), logger, signal });
    if (identity) await work(configuration, identity, logger, signal, (now) => (health = now));
  } finally {
    await unlock();
  }
}

async function work(configuration: Configuration, identity: Identity, logger: Logger, signal: AbortSignal, isAsked: (health: () => Health) => void): Promise<void> {
  const { home, apiUrl, version } = configuration;
  isAsked(() => ({ stage: 'recovering', cameras: noCameras }));
  const spool = await Spool.open({ directory: join(home, 'spool'), budgetBytes: configuration.spoolBudgetBytes, reserveBytes: configuration.spoolReserveBytes, rewriteAfterBytes: configuration.journalRewriteBytes, clock: systemClock, logger });
  const serverClock = new ServerClock();
  const tokens = new TokenSource(identity);
  const client = districtClient(apiUrl, tokens);
  const desired = new DesiredState({ path: join(home, 'desired-state.json'), client, logger });
  const clockUncertaintyMs = (): number => {
    const { offsetMs, uncertaintyMs } = serverClock.estimate();
    return Math.abs(offsetMs) + uncertaintyMs;
  };
  const live = new LiveDesk({ apiUrl, token: () => tokens.token(), client, logger });
  const fleet = new Fleet({ identity, spool, source: ffmpegSource, live, logger, clockUncertaintyMs });
  await desired.load();
  isAsked(() => ({ stage: 'working', cameras: { configured: desired.state?.cameras.length ?? 0, ...fleet.counts() } }));
  logger.info({ gatewayId: identity.gatewayId, spool: spool.totals() }, 'gateway works');

  const uploader = new Uploader({ spool, client, logger });
  const background = new AbortController();
  const parts = [
    beat({ client, serverClock, logger, held: (footage) => uploader.prefer(footage), report: () => ({ version, revision: desired.state?.revision ?? 0, spool: spool.totals(), cameras: fleet.reports() }) }, background.signal),
    uploader.run(background.signal),
    new MinuteSender({ spool, client, logger }).run(background.signal),
    sealMinutes(spool, fleet, identity, background.signal),
  ];
  const following = desired.follow(async (state) => {
    live.follow(state);
    await fleet.follow(state);
  }, signal);
  try {
    await Promise.race([following, ...parts]); // a part that fails ends the agent: its keeper starts it again
  } finally {
    await live.stop();
    await fleet.stop();
    background.abort();
    await Promise.allSettled([following, ...parts]);
    await spool.rewrite();
    await spool.close();
    logger.info('gateway has stopped');
  }
}

async function sealMinutes(spool: Spool, fleet: Fleet, identity: Identity, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const context of [...fleet.minuteContexts(), ...laidDown(spool, fleet)]) {
      for (let sealed = 0; sealed < minutesPerLook && (await sealNextMinute(spool, identity, context, systemClock.now())); sealed += 1);
    }
    await sleep(sealEveryMs, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

/** Cameras that are not recorded any more but have segments in no manifest yet. */
function laidDown(spool: Spool, fleet: Fleet): MinuteContext[] {
  const running = new Set(fleet.minuteContexts().map(({ cameraId }) => cameraId));
  return spool.chains.filter((chain) => !running.has(chain.cameraId) && chain.unsealedSegments.length > 0).map(({ cameraId }) => ({ cameraId, openSince: null, cause: 'camera_disabled' }));
}
