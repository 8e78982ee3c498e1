import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { type PrismaClient, prismaOn } from './prisma.ts';
import { single } from './statement.ts';

/** A value that a statement may carry as a parameter. */
export type SqlValue = string | number | bigint | boolean | null | Date | Buffer | readonly (string | number | boolean | null | Date | Buffer)[] | object;

/** One transaction of one reader. Statements see that reader's rows only. Unusable once the transaction is over. */
export type Tx = {
  /** Runs a statement with every `${…}` as a parameter; answers its rows. */
  sql<Row extends object = Record<string, unknown>>(text: TemplateStringsArray, ...values: SqlValue[]): Promise<Row[]>;
  /** The same with numbered parameters, for statements that are put together. One statement: a second one behind `;` is refused. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Prisma's typed client inside this very transaction. For single rows; lists and hot paths use `sql`. */
  readonly prisma: PrismaClient;
  /** Runs when the transaction has committed, never before. Must not throw. */
  afterCommit(run: () => void): void;
};

/** The stretch between BEGIN and COMMIT on one connection; whoever holds on to it afterwards is refused. */
export class Span {
  readonly client: pg.PoolClient;
  readonly #after: (() => void)[] = [];
  #isOpen = true;

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
    return this.client.query(single(statement));
  }

  close(): void {
    this.#isOpen = false;
  }

  /** What waits for the commit, in the order it was asked for. */
  committed(): void {
    for (const task of this.#after) task();
  }

  tx(): Tx {
    const query = async <Row extends object>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> => (await this.send({ text, values: [...values] })).rows as Row[];
    const prisma = (): PrismaClient => {
      this.assertOpen();
      return prismaOn(this.client);
    };
    return {
      query,
      sql: (text, ...values) => query(text.reduce((joined, part, i) => `${joined}$${i}${part}`), values),
      get prisma() {
        return prisma();
      },
      afterCommit: (task) => void this.#after.push(task),
    };
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
