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

  constructor(config: Config, relay: RelayDb, auth: AuthDb) {
    this.#relay = relay;
    this.#auth = auth;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'upkeep' });
  }

  /** Does it now and every hour; without the partitions of today nothing can work, so the first time must go well. */
  async start(): Promise<void> {
    await this.round();
    this.#timer = setInterval(() => void this.round().catch((error: unknown) => this.#log.error({ err: error }, 'upkeep failed; the next hour tries again')), HOUR_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Answers how many partitions were missing, and how many tickets and delivered facts were over. */
  async round(): Promise<{ partitions: number; tickets: number; delivered: number }> {
    return { partitions: await this.#ensurePartitions(), tickets: await sweepTickets(this.#auth.pool), delivered: await this.#sweepOutbox() };
  }

  async #sweepOutbox(): Promise<number> {
    for (let swept = 0; ; ) {
      const { rows } = await this.#relay.pool.query<{ swept: string }>('select gr.sweep_outbox($1) as swept', [SWEPT_AT_ONCE]);
      const now = Number(rows[0]?.swept ?? 0);
      swept += now;
      if (now < SWEPT_AT_ONCE) return swept;
    }
  }

  /** Through the owner's function: this process owns no table. */
  async #ensurePartitions(): Promise<number> {
    const today = civilDay(systemClock.now());
    const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, i) => addDays(today, i - DAYS_BACK));
    const { rows } = await this.#relay.pool.query<{ made: string }>('select sum(gr.ensure_day_partitions(day)) as made from unnest($1::date[]) as day', [days]);
    return Number(rows[0]?.made ?? 0);
  }
}
