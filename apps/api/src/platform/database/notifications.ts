import { connectionOf } from '@guardroom/db';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../config/config.ts';

/** What the database tells of, and nothing else is listened to. The payload is an id. */
export const CHANNELS = ['gateway_revision', 'live_view', 'live_room'] as const;
export type Channel = (typeof CHANNELS)[number];

const RECONNECT_MS = 500;

/**
 * Hints that a row has changed. A hint is no truth: any login can send one, and one can get lost, so whoever is woken reads the
 * row. One connection for the whole process serves all who wait; after it broke, everybody is woken.
 */
export class Notifications implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #config: Config;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #following = new Map<Channel, Set<(id: string | undefined) => void>>();
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(config: Config) {
    this.#config = config;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#listen();
  }

  /** Before the server stops: it waits for every answer, and nobody shall wait for a hint meanwhile. */
  onModuleDestroy(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#wakeAll();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#client?.end().catch(() => undefined); // it broke already: there is nothing left to end
  }

  /** True once the process ends: no hint will come any more. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Begins to listen for one id at once, so that nothing is missed between reading a row and waiting. `wait` resolves when the id
   * was named or the time is over, whichever is first; `stop` must be called in the end.
   */
  expect(channel: Channel, id: string): { wait(ms: number): Promise<void>; stop(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const key = `${channel} ${id}`;
    const waiters = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiters.add(resolve));
    return {
      wait: async (ms) => {
        const timer = setTimeout(resolve, ms);
        await promise;
        clearTimeout(timer);
      },
      stop: () => {
        waiters.delete(resolve);
        if (waiters.size === 0) this.#waiting.delete(key);
      },
    };
  }

  /**
   * Tells of every id that is named on a channel, from now on until the answer is called. `undefined` says that hints may have been
   * missed: whoever follows reads everything anew.
   */
  follow(channel: Channel, heard: (id: string | undefined) => void): () => void {
    const followers = this.#following.get(channel) ?? new Set();
    this.#following.set(channel, followers.add(heard));
    return () => void followers.delete(heard);
  }

  async #listen(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({ ...connectionOf(this.#config.database, 'auth'), keepAlive: true });
    const lost = (): void => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#wakeAll();
      if (!this.#closed) this.#retry = setTimeout(() => void this.#listen(), RECONNECT_MS);
    };
    this.#client = client;
    client.on('error', lost).on('end', lost);
    client.on('notification', ({ channel, payload }) => {
      this.#wake(`${channel} ${payload ?? ''}`);
      for (const heard of this.#following.get(channel as Channel) ?? []) heard(payload ?? '');
    });
    try {
      await client.connect();
      for (const channel of CHANNELS) await client.query(`listen ${channel}`);
      this.#wakeAll();
    } catch {
      lost(); // the database is away: tried again until it is back, and every wait has its own end
    }
  }

  #wake(key: string): void {
    for (const resolve of this.#waiting.get(key) ?? []) resolve();
  }

  #wakeAll(): void {
    for (const key of this.#waiting.keys()) this.#wake(key);
    for (const followers of this.#following.values()) for (const heard of followers) heard(undefined);
  }
}
