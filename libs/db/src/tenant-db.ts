import type pg from 'pg';
import type { Actor } from './actor.ts';
import type { DatabaseConfig, Login } from './logins.ts';
import { type Terms, poolOf, transaction } from './transaction.ts';
import type { Tx } from './tx.ts';

const LOGIN_OF: Record<Actor['kind'], Login> = { school: 'school', machine: 'school', district: 'district', gateway: 'ingest', case: 'case' };

/**
 * The only door to tenants' data. Opens a transaction as the database login of the actor's kind and presents the actor's ticket
 * in the same flight as BEGIN and the first statement; row security does the rest.
 * @throws Error — PostgreSQL's own, as Fault; the transaction is rolled back and nothing is kept
 */
export class TenantDb {
  readonly #pools: ReadonlyMap<Login, pg.Pool>;

  constructor(config: DatabaseConfig, connections: Partial<Record<Login, number>> = {}) {
    const logins: Login[] = ['school', 'district', 'ingest', 'case'];
    this.#pools = new Map(logins.map((login) => [login, poolOf(config, login, connections[login] ?? 8)]));
  }

  /**
   * Reads in one snapshot. A statement that writes is refused by PostgreSQL. A reader who is retired meanwhile keeps this one
   * snapshot and gets no other.
   */
  read<T>(by: Actor, run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(by, { begin: 'begin isolation level repeatable read read only', awaitsCommit: false }, run);
  }

  /** Reads and writes; commits when `run` resolves, rolls back when it throws. A reader who is retired meanwhile is refused from the next statement on. */
  write<T>(by: Actor, run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(by, { begin: 'begin', awaitsCommit: true }, run);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  async #transaction<T>(by: Actor, terms: Terms, run: (tx: Tx) => Promise<T>): Promise<T> {
    const pool = this.#pools.get(LOGIN_OF[by.kind]);
    if (!pool) throw new Error(`no pool for ${by.kind}`);
    if (!/^[0-9a-f]{64}$/.test(by.ticket)) throw new Error('the actor carries no ticket');
    return transaction(pool, { ...terms, ticket: by.ticket }, run);
  }
}
