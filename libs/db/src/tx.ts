import { type PrismaClient, prismaOn } from './prisma.ts';
import type { Span } from './span.ts';

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

/** What a reader's code may do in a span. */
export function txOf(span: Span): Tx {
  const query = async <Row extends object>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> => (await span.send({ text, values: [...values] })).rows as Row[];
  return {
    query,
    sql: (text, ...values) => query(text.reduce((joined, part, i) => `${joined}$${i}${part}`), values),
    get prisma() {
      span.assertOpen();
      return prismaOn(span.client);
    },
    afterCommit: (task) => span.afterCommit(task),
  };
}
