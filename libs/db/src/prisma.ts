import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';
import { spanOn } from './span.ts';

export { Prisma, type PrismaClient } from './generated/client.ts';

const clients = new WeakMap<pg.PoolClient, PrismaClient>();

/**
 * Prisma on one connection, inside the transaction that is open there.
 *
 * One client per connection, never one for all: Prisma gathers the `findUnique` calls of one tick into one statement, whoever
 * made them, so a client that tenants share could answer one of them with another's row. A connection has one reader at a time,
 * and every call is refused whose caller does not run in the transaction that is open there now.
 */
export function prismaOn(client: pg.PoolClient): PrismaClient {
  const known = clients.get(client);
  if (known) return known;
  const bare = new PrismaClient({ adapter: new PrismaPg(new OneConnection(client)) });
  const guarded = bare.$extends({
    name: 'only-in-its-own-transaction',
    query: {
      $allOperations({ args, query }) {
        spanOn(client);
        return query(args);
      },
    },
  }) as unknown as PrismaClient; // the extension adds a check and no member
  clients.set(client, guarded);
  return guarded;
}

/** What Prisma's driver adapter asks a pool for, answered by one connection whose transaction somebody else opened. */
class OneConnection extends pg.Pool {
  readonly #client: pg.PoolClient;
  #nested: Promise<void> | undefined;

  constructor(client: pg.PoolClient) {
    super({ max: 1 });
    this.#client = client;
    Object.assign(this, { query: this.#query, connect: this.#connect }); // pg's overloads with callbacks have no caller here
  }

  readonly #query = async (statement: pg.QueryConfig): Promise<pg.QueryResult> => {
    while (this.#nested) await this.#nested;
    return this.#send(statement);
  };

  #send(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    return spanOn(this.#client).send(statement);
  }

  /** Lends the connection to a nested write: its BEGIN is a savepoint, and Prisma's other statements wait until it is given back. */
  readonly #connect = async (): Promise<Lent> => {
    while (this.#nested) await this.#nested;
    let giveBack = (): void => undefined;
    this.#nested = new Promise((resolve) => {
      giveBack = () => {
        this.#nested = undefined;
        resolve();
      };
    });
    return {
      query: (statement) => this.#send({ ...statement, text: asSavepoint(statement.text) }),
      on: () => undefined, // the owner of the connection listens for its errors
      removeListener: () => undefined,
      release: giveBack,
    };
  };
}

type Lent = {
  query(statement: pg.QueryConfig): Promise<pg.QueryResult>;
  on(): void;
  removeListener(): void;
  release(): void;
};

/** @throws Error — for an isolation level: the transaction is open already, by whoever owns it */
function asSavepoint(text: string): string {
  switch (text) {
    case 'BEGIN':
      return 'savepoint nested_write';
    case 'COMMIT':
      return 'release savepoint nested_write';
    case 'ROLLBACK':
      return 'rollback to savepoint nested_write';
  }
  if (text.startsWith('SET TRANSACTION')) throw new Error('the isolation level belongs to the outer transaction');
  return text;
}
