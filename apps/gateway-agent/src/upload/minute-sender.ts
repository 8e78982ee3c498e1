import type { Client } from '@guardroom/client';
import type { SignedManifest } from '@guardroom/evidence';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Contract } from '../control/contract.ts';
import { Backoff, reasonOf } from '../control/district.ts';
import { crashPoint } from '../faults.ts';
import type { Spool } from '../spool/spool.ts';
import { byHalves } from './by-halves.ts';

const batch = 128;
const lookEveryMs = 2_000;
const restMs = 10 * 60_000;

type Deps = { readonly spool: Spool; readonly client: Client; readonly logger: Logger };

/** Sends sealed minutes to the district, many at once, oldest first, until each is confirmed. */
export class MinuteSender {
  readonly #deps: Deps;
  readonly #resting = new Map<string, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(2_000, 60_000);
    while (!signal.aborted) {
      let wait = lookEveryMs;
      try {
        if (await this.#send(signal)) wait = 0;
        backoff.reset();
      } catch (cause) {
        if (signal.aborted) return;
        wait = backoff.next();
        this.#deps.logger.warn({ reason: reasonOf(cause) }, 'minutes are not delivered');
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    }
  }

  async #send(signal: AbortSignal): Promise<boolean> {
    const { spool, client, logger } = this.#deps;
    const now = Date.now();
    const due = spool.manifests.filter((signed) => (this.#resting.get(signed.signature) ?? 0) <= now).slice(0, batch);
    if (due.length === 0) return false;
    const tell = async (some: readonly SignedManifest[]) => (await client.sealMinutes({ body: { manifests: some.map(wireOf) } }, { signal })).manifests;
    const answers = await byHalves(due, tell, (signed, cause) => {
      this.#resting.set(signed.signature, now + restMs);
      logger.error({ cameraId: signed.manifest.cameraId, minute: signed.manifest.minute, reason: reasonOf(cause) }, 'the district does not take a minute; it is tried again');
    });
    crashPoint('minute.answered');
    for (const signed of due) {
      const { cameraId, minute } = signed.manifest;
      const answer = answers.find((one) => one.cameraId === cameraId && one.minute === minute);
      if (answer?.state === 'sealed') {
        await spool.minute({ kind: 'minute_closed', cameraId, minute });
        this.#resting.delete(signed.signature);
      } else if (answer) {
        this.#resting.set(signed.signature, now + restMs);
        logger.error({ cameraId, minute, code: answer.code }, 'the district refuses a minute; it is tried again');
      }
    }
    crashPoint('minute.closed');
    return due.length === batch;
  }
}

function wireOf(signed: SignedManifest): Contract['signedManifest'] {
  return signed as Contract['signedManifest']; // causes were signed from the contract's own list
}
