import { TenantDb, inTransaction, poolOf, type Tx } from '@guardroom/db';
import type { OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { Config } from '../config/config.ts';

/** The login that resolves subjects and writes tickets. It has no right on tenants' data. */
export class AuthDb implements OnApplicationShutdown {
  readonly pool: pg.Pool;
  /** For whoever reads the public logs without signing in: however many come, those who sign in do not wait for them. */
  readonly witnesses: pg.Pool;
  constructor(config: Config) {
    this.pool = poolOf(config.database, 'auth', 4);
    this.witnesses = poolOf(config.database, 'auth', 2);
  }
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.pool.end(), this.witnesses.end()]);
  }
}

/** The login of outbox, sealing and due times: ids, hashes and times of all districts, no contents. */
export class RelayDb implements OnApplicationShutdown {
  readonly pool: pg.Pool;
  constructor(config: Config) {
    this.pool = poolOf(config.database, 'relay', 10);
  }
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, 'begin', run);
  }
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** The door to tenants' data, closed with the process. */
export class Tenants extends TenantDb implements OnApplicationShutdown {
  constructor(config: Config) {
    super(config.database);
  }
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
