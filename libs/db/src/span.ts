import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { single } from './statement.ts';

/** The stretch between BEGIN and COMMIT on one connection; whoever holds on to it afterwards is refused. */
export class Span {
  readonly client: pg.PoolClient;
  readonly #after: (() => void)[] = [];
  #isOpen = true;
  #hasFailed = false;

  constructor(client: pg.PoolClient) {
    this.client = client;
  }

  /** @throws Error — when the transaction is over: the connection may serve another reader by now */
  assertOpen(): void {
    if (!this.#isOpen) throw new Error('this transaction is over');
  }

  /** Runs `work` so that everything it awaits knows its span; also a promise that starts only when awaited, as Prisma's do. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return spans.run(this, async () => await work());
  }

  /** Sends one statement of this transaction. */
  async send(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    this.assertOpen();
    try {
      return await this.client.query(single(statement));
    } catch (error) {
      this.#hasFailed = true; // known here at once; the connection's own state only when the server's next message is read
      throw error;
    }
  }

  close(): void {
    this.#isOpen = false;
  }

  /** True once a statement failed: what PostgreSQL makes of the end decides. */
  get hasFailed(): boolean {
    return this.#hasFailed || this.client.getTransactionStatus() === 'E';
  }

  /** Keeps a task for after the commit. */
  afterCommit(task: () => void): void {
    this.#after.push(task);
  }

  /** Runs what waits for the commit, in the order it was asked for. */
  committed(): void {
    for (const task of this.#after) task();
  }
}

const spans = new AsyncLocalStorage<Span>();

/**
 * The span that the caller runs in, on this very connection.
 * @throws Error — when the caller belongs to another transaction, or to one that is over
 */
export function spanOn(client: pg.PoolClient): Span {
  const span = spans.getStore();
  if (!span || span.client !== client) throw new Error('this client belongs to another transaction');
  span.assertOpen();
  return span;
}
