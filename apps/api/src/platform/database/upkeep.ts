import { Injectable } from '@nestjs/common';
import { sweepTickets } from '@guardroom/db';
import { addDays, civilDay, systemClock } from '@guardroom/kernel';
import { type Logger, pino } from 'pino';
import { Config } from '../config/config.ts';
import { loggerOptions } from '../telemetry/logger.ts';
import { AuthDb, RelayDb } from './databases.ts';

/** Partitions are ready so many days ahead: a worker may be away for a week. Those of late footage are made when it arrives. */
const DAYS_BACK = 1;
const DAYS_AHEAD = 7;
const HOUR_MS = 3_600_000;
/** Rows that one statement removes: a short transaction. */
const SWEPT_AT_ONCE = 20_000;

/** What the database needs every hour: the partitions of the coming days, no tickets whose token is over, and no outbox of what was done long ago. */
@Injectable()
export class Upkeep {
  readonly #relay: RelayDb;
  readonly #auth: AuthDb;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(config: Config, relay: RelayDb, auth: AuthDb) {
    this.#relay = relay;
    this.#auth = auth;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'upkeep' });
  }

  /** Begins, and does it every hour. Without the partitions of today nothing can work, so they must be there; what is swept may take its time. */
  async start(): Promise<void> {
    await this.#ensurePartitions();
    const untroubled = (work: Promise<unknown>): void => void work.catch((error: unknown) => this.#log.error({ err: error }, 'upkeep failed; the next hour tries again'));
    this.#timer = setInterval(() => untroubled(this.round()), HOUR_MS);
    untroubled(this.#sweepAll());
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** Answers how many partitions were missing, and how many tickets and delivered facts were over. */
  async round(): Promise<{ partitions: number; tickets: number; delivered: number }> {
    return { partitions: await this.#ensurePartitions(), ...(await this.#sweepAll()) };
  }

  async #sweepAll(): Promise<{ tickets: number; delivered: number }> {
    return { tickets: await this.#sweep((most) => sweepTickets(this.#auth.pool, most)), delivered: await this.#sweep((most) => this.#sweepOutbox(most)) };
  }

  /** So many at a time until none is left, or this process ends. */
  async #sweep(some: (most: number) => Promise<number>): Promise<number> {
    for (let swept = 0; ; ) {
      const now = await some(SWEPT_AT_ONCE);
      swept += now;
      if (now < SWEPT_AT_ONCE || this.#stopped) return swept;
    }
  }

  async #sweepOutbox(most: number): Promise<number> {
    const { rows } = await this.#relay.pool.query<{ swept: string }>('select gr.sweep_outbox($1) as swept', [most]);
    return Number(rows[0]?.swept ?? 0);
  }

  /** Through the owner's function: this process owns no table. */
  async #ensurePartitions(): Promise<number> {
    const today = civilDay(systemClock.now());
    const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, i) => addDays(today, i - DAYS_BACK));
    const { rows } = await this.#relay.pool.query<{ made: string }>('select sum(gr.ensure_day_partitions(day)) as made from unnest($1::date[]) as day', [days]);
    return Number(rows[0]?.made ?? 0);
  }
}
