import type { Client } from '@guardroom/client';
import { instantOf, parseInstant } from '@guardroom/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Contract } from './contract.ts';
import { reasonOf } from './district.ts';
import type { ServerClock } from './server-clock.ts';

const everyMs = 5_000;

/** Tells the district every five seconds how things are; takes its time, and what footage somebody waits for, from the answers. */
export async function beat(
  o: { client: Client; serverClock: ServerClock; logger: Logger; report: () => Omit<Contract['heartbeat'], 'sentAt' | 'clockOffsetMs' | 'clockUncertaintyMs'>; held: (footage: readonly Contract['heldFootage'][]) => void },
  signal: AbortSignal,
): Promise<void> {
  let reachable = true;
  while (!signal.aborted) {
    const sentAtMs = Date.now();
    const { offsetMs, uncertaintyMs } = o.serverClock.estimate();
    try {
      const answer = await o.client.sendHeartbeat({ body: { ...o.report(), sentAt: instantOf(sentAtMs), clockOffsetMs: offsetMs, clockUncertaintyMs: uncertaintyMs } }, { signal });
      o.serverClock.heard(sentAtMs, Date.now(), parseInstant(answer.serverTime));
      o.held(answer.held);
      if (!reachable) o.logger.info('the district is reachable again');
      reachable = true;
    } catch (cause) {
      if (signal.aborted) return;
      if (reachable) o.logger.warn({ reason: reasonOf(cause) }, 'the district is not reachable');
      reachable = false;
    }
    await sleep(Math.max(500, sentAtMs + everyMs - Date.now()), undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}
