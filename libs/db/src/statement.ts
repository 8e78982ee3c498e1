import pg from 'pg';

/**
 * A statement for the extended protocol even when it has no values: PostgreSQL then takes exactly one statement, so that nothing
 * can be smuggled in behind a `;`.
 */
export function single<Statement extends pg.QueryConfig>(statement: Statement): Statement & { readonly queryMode: 'extended' } {
  return { ...statement, queryMode: 'extended' };
}

/**
 * Runs a statement right behind others that answer no columns, all in one message and one answer: opening a transaction then
 * costs no round trip of its own. When one of them fails, what is behind it does not run and the error is answered.
 */
export function behind(client: pg.ClientBase, openings: readonly pg.QueryConfig<string[]>[], statement: pg.QueryConfig): Promise<pg.QueryResult> {
  return new Promise<pg.QueryResult>((resolve, reject) => {
    const query = new pg.Query(single(statement), (error: Error | undefined, result: unknown) => {
      if (error) reject(error);
      else resolve((Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult); // one result for each statement
    });
    const submit = query.submit.bind(query);
    query.submit = (connection) => {
      connection.stream.cork();
      for (const { text, values = [] } of openings) {
        connection.parse({ name: '', text, types: [] }, true);
        connection.bind({ portal: '', statement: '', values }, true);
        connection.execute({ portal: '' }, true);
      }
      const refused = submit(connection);
      connection.stream.uncork();
      return refused;
    };
    client.query(query);
  });
}
