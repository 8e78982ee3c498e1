import { type Tx, inTransaction, poolOf } from '@guardroom/db';
import type { OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { Config } from '../config/config.ts';

/** The login of onboarding and enrolment: districts, schools, principals and posts of all tenants, and no register of theirs. */
export class PlatformDb implements OnApplicationShutdown {
  readonly #pool: pg.Pool;
  constructor(config: Config) {
    this.#pool = poolOf(config.database, 'platform', 2);
  }
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, 'begin', run);
  }
  async onApplicationShutdown(): Promise<void> {
    await this.#pool.end();
  }
}
