import { Injectable } from '@nestjs/common';
import { addDays, civilDay, systemClock } from '@guardroom/kernel';
import { type Logger, pino } from 'pino';
import { Config } from '../config/config.ts';
import { loggerOptions } from '../telemetry/logger.ts';
import { RelayDb } from './databases.ts';

/** Partitions are ready so many days ahead: a worker may be away for a week. Those of late footage are made when it arrives. */
const DAYS_BACK = 1;
const DAYS_AHEAD = 7;
const HOUR_MS = 3_600_000;

/** Keeps the partitions of the coming days in place, through the owner's function: this process owns no table. */
@Injectable()
export class DayPartitions {
  readonly #db: RelayDb;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;

  constructor(config: Config, db: RelayDb) {
    this.#db = db;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'partitions' });
  }

  /** Makes what is missing now and looks again every hour. */
  async start(): Promise<void> {
    await this.ensure();
    this.#timer = setInterval(() => void this.ensure().catch((error: unknown) => this.#log.error({ err: error }, 'partitions could not be made; the next hour tries again')), HOUR_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Makes the partitions of the window around today; answers how many were missing. */
  async ensure(): Promise<number> {
    const today = civilDay(systemClock.now());
    const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, i) => addDays(today, i - DAYS_BACK));
    const { rows } = await this.#db.pool.query<{ made: string }>('select sum(gr.ensure_day_partitions(day)) as made from unnest($1::date[]) as day', [days]);
    return Number(rows[0]?.made ?? 0);
  }
}
