import type { Client } from '@guardroom/client';
import { desiredState } from '@guardroom/contracts';
import { readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { syncDirectory, writeDurably } from '../spool/files.ts';
import type { Contract } from './contract.ts';
import { Backoff, reasonOf } from './district.ts';

const waitSeconds = 25;

/**
 * Follows what the district wants of this gateway. The last word is kept on the disk, so that a start without the district
 * goes on with it; camera passwords in it are sealed to the gateway's key.
 */
export class DesiredState {
  readonly #path: string;
  readonly #client: Client;
  readonly #logger: Logger;
  #state: Contract['desiredState'] | undefined;

  constructor(o: { path: string; client: Client; logger: Logger }) {
    this.#path = o.path;
    this.#client = o.client;
    this.#logger = o.logger;
  }

  /** What is wanted now, or undefined before the district was ever heard. */
  get state(): Contract['desiredState'] | undefined {
    return this.#state;
  }

  /** Reads what was kept; damaged or of another version, it is asked for anew. */
  async load(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
      return undefined;
    });
    if (text === undefined) return;
    const kept = desiredState.safeParse(safeJson(text));
    if (kept.success) this.#state = kept.data;
    else this.#logger.warn('the kept desired state cannot be read');
  }

  /** Asks until the signal aborts; each new revision is kept and then acted upon. */
  async follow(act: (state: Contract['desiredState']) => Promise<void>, signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(1_000, 15_000);
    if (this.#state) await act(this.#state);
    while (!signal.aborted) {
      try {
        const asked = performance.now();
        const state = await this.#client.getDesiredState({ query: { since: this.#state?.revision ?? 0, waitSeconds: this.#state ? waitSeconds : 0 } }, { signal });
        backoff.reset();
        if (!sameWish(state, this.#state)) {
          await this.#keep(state);
          await act(state);
        } else if (performance.now() - asked < 1_000) await sleep(1_000, undefined, { signal }); // an answer without waiting must not become a storm
      } catch (cause) {
        if (signal.aborted) return;
        this.#logger.warn({ reason: reasonOf(cause) }, 'the district cannot be asked; going on as before');
        await sleep(backoff.next(), undefined, { signal }).catch(() => undefined); // aborted: the loop ends
      }
    }
  }

  async #keep(state: Contract['desiredState']): Promise<void> {
    await writeDurably(`${this.#path}.new`, Buffer.from(JSON.stringify(state)));
    await rename(`${this.#path}.new`, this.#path);
    await syncDirectory(dirname(this.#path));
    this.#state = state;
  }
}

/** New day keys come without a new revision, so all is compared but the time of the answer. */
function sameWish(a: Contract['desiredState'], b: Contract['desiredState'] | undefined): boolean {
  return b !== undefined && JSON.stringify({ ...a, serverTime: '' }) === JSON.stringify({ ...b, serverTime: '' });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // torn or foreign: the caller asks anew
  }
}
