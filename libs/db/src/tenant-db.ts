import pg from 'pg';
import type { Actor } from './actor.ts';
import { type DatabaseConfig, type Login, connectionOf } from './logins.ts';
import { type PrismaClient, prismaOn } from './prisma.ts';

/** A value that a statement may carry as a parameter. */
export type SqlValue = string | number | bigint | boolean | null | Date | Buffer | readonly (string | number | boolean | null | Date | Buffer)[] | object;

/** One transaction of one reader. Statements see that reader's rows only. */
export type Tx = {
  /** Runs a statement with every `${…}` as a parameter; answers its rows. */
  sql<Row extends object = Record<string, unknown>>(text: TemplateStringsArray, ...values: SqlValue[]): Promise<Row[]>;
  /** The same with numbered parameters, for statements that are put together. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Prisma's typed client inside this very transaction. For single rows; lists and hot paths use `sql`. */
  readonly prisma: PrismaClient;
  /** Runs when the transaction has committed, never before. Must not throw. */
  afterCommit(run: () => void): void;
};

const LOGIN_OF: Record<Actor['kind'], Login> = { school: 'school', machine: 'school', district: 'district', gateway: 'ingest' };

/** Loses the connection's state before it serves the next reader. */
const RELEASE = 'discard all';

/**
 * The only door to tenants' data. Opens a transaction as the database login of the actor's kind and presents the actor's ticket
 * in the same round trip as BEGIN; row security does the rest.
 * @throws Error — PostgreSQL's own, as Fault; the transaction is rolled back and nothing is kept
 */
export class TenantDb {
  readonly #pools: ReadonlyMap<Login, pg.Pool>;

  constructor(config: DatabaseConfig, connections: Partial<Record<Login, number>> = {}) {
    const logins: Login[] = ['school', 'district', 'ingest'];
    this.#pools = new Map(logins.map((login) => [login, poolOf(config, login, connections[login] ?? 8)]));
  }

  /** Reads in one snapshot. A statement that writes is refused by PostgreSQL. */
  read<T>(by: Actor, run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(by, 'begin isolation level repeatable read read only', run);
  }

  /** Reads and writes; commits when `run` resolves, rolls back when it throws. */
  write<T>(by: Actor, run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction(by, 'begin', run);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  #transaction<T>(by: Actor, begin: string, run: (tx: Tx) => Promise<T>): Promise<T> {
    const pool = this.#pools.get(LOGIN_OF[by.kind]);
    if (!pool) throw new Error(`no pool for ${by.kind}`);
    if (!/^[0-9a-f]{64}$/.test(by.ticket)) throw new Error('the actor carries no ticket');
    return inTransaction(pool, `${begin}; set local gr.ticket = '${by.ticket}'`, run);
  }
}

/** A pool of one login. Small on purpose: each kind of reader has its own. */
export function poolOf(config: DatabaseConfig, login: Login, max: number): pg.Pool {
  const pool = new pg.Pool({ ...connectionOf(config, login), max, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined); // an idle connection broke: the pool drops it, and the next statement reports what is wrong
  return pool;
}

/** Runs `run` in a transaction that `begin` opens, on one connection of the pool. */
export async function inTransaction<T>(pool: pg.Pool, begin: string, run: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const after: (() => void)[] = [];
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await run(txOn(client, after));
    await client.query('commit');
    for (const task of after) task();
    return result;
  } catch (error) {
    broken = await client.query('rollback').then(
      () => undefined,
      (e: Error) => e,
    );
    throw error;
  } finally {
    if (!broken) broken = await client.query(RELEASE).then(() => undefined, (e: Error) => e);
    client.release(broken);
  }
}

function txOn(client: pg.PoolClient, after: (() => void)[]): Tx {
  const query = async <Row extends object>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> => (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
  return {
    query,
    sql: (text, ...values) => query(text.reduce((joined, part, i) => `${joined}$${i}${part}`), values),
    get prisma() {
      return prismaOn(client);
    },
    afterCommit: (task) => void after.push(task),
  };
}
