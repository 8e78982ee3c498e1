import pg from 'pg';
import { type DatabaseConfig, type Login, connectionOf } from './logins.ts';
import { Span } from './span.ts';
import { type Tx, txOf } from './tx.ts';

/**
 * Loses all that a login of ours can leave in a session. The parts of DISCARD ALL but three: DISCARD PLANS, because a plan holds no
 * rows and is made anew when the role changes, and the readers' accessors live by keeping theirs; and, because no login has the
 * rights to begin with, DISCARD TEMP (none may make temporary tables) and SESSION AUTHORIZATION (none may take another role).
 */
export const RELEASE = ['close all', 'reset all', 'deallocate all', 'unlisten *', 'select pg_catalog.pg_advisory_unlock_all()', 'discard sequences'].join('; ');

/** How a transaction begins and ends. */
export type Terms = {
  /** BEGIN with its modes. */
  readonly begin: string;
  /** Whom row security shall see. */
  readonly ticket?: string;
  /** Whether the caller waits until the commit is known. Nothing is at stake in a transaction that only read. */
  readonly awaitsCommit: boolean;
};

/** A pool of one login. Small on purpose: each kind of reader has its own. */
export function poolOf(config: DatabaseConfig, login: Login, max: number): pg.Pool {
  const pool = new pg.Pool({ ...connectionOf(config, login), max, pipeline: true, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined); // an idle connection broke: the pool drops it, and the next statement reports what is wrong
  return pool;
}

/** Runs `run` in a transaction that `begin` opens, on one connection of the pool, and commits. */
export function inTransaction<T>(pool: pg.Pool, begin: string, run: (tx: Tx) => Promise<T>, ticket?: string): Promise<T> {
  return transaction(pool, { begin, awaitsCommit: true, ...(ticket === undefined ? {} : { ticket }) }, run);
}

/**
 * Runs `run` in a transaction on one connection of the pool. Nothing waits for BEGIN and the ticket: they are on the wire ahead of
 * the first statement, and when one of them fails so does all that follows. COMMIT takes the cleaning of the connection along.
 * @throws Error — what `run` threw, or PostgreSQL's own. Also when `run` swallowed an error of a statement: such a transaction can only roll back
 */
export async function transaction<T>(pool: pg.Pool, { begin, ticket, awaitsCommit }: Terms, run: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  client.on('error', connectionLost);
  const span = new Span(client);
  client.query(begin).catch(connectionLost);
  if (ticket !== undefined) client.query(PRESENT, [ticket]).catch(connectionLost);
  let result: T;
  try {
    result = await span.run(() => run(txOf(span)));
  } catch (error) {
    await end(span, 'rollback').catch(connectionLost); // and the transaction with it
    throw error;
  }
  const mayHaveFailed = span.hasFailed;
  const ended = end(span, 'commit');
  if (!awaitsCommit) ended.catch(connectionLost); // what was read was read
  if ((awaitsCommit || mayHaveFailed) && (await ended) !== 'COMMIT') throw new Error('a statement of this transaction had failed: it was rolled back');
  span.committed();
  return result;
}

/**
 * The ticket goes as a parameter: the text of a statement is shown to every session of the same login by pg_stat_activity, so a
 * literal would hand live tickets of other schools to one injected SELECT.
 */
const PRESENT = `select from set_config('gr.ticket', $1, true)`;

/** Ends the transaction and gives the connection back, cleaned; one that cannot be cleaned is closed. Answers what PostgreSQL made of it. */
async function end(span: Span, how: 'commit' | 'rollback'): Promise<string | undefined> {
  const { client } = span;
  span.close();
  try {
    const [ended] = (await client.query(`${how}; ${RELEASE}`)) as unknown as pg.QueryResult[]; // one result for each statement
    giveBack(client);
    return ended?.command;
  } catch (error) {
    giveBack(client, error as Error);
    throw error;
  }
}

function giveBack(client: pg.PoolClient, error?: Error): void {
  client.removeListener('error', connectionLost);
  client.release(error);
}

/** The statement under way fails with the same reason; without a listener the event would end the process. */
const connectionLost = (): void => undefined;
