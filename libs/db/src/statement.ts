import type pg from 'pg';

/**
 * A statement for the extended protocol even when it has no values: PostgreSQL then takes exactly one statement, so that nothing
 * can be smuggled in behind a `;`.
 */
export function single<Statement extends pg.QueryConfig>(statement: Statement): Statement & { readonly queryMode: 'extended' } {
  return { ...statement, queryMode: 'extended' };
}
