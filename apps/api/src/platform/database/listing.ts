import type { SqlValue, Tx } from '@guardroom/db';
import { dayBounds, type CivilDay, type Instant } from '@guardroom/kernel';
import { Invalid } from '../errors/refused.ts';

/** Paging and order as every list takes them. */
export type ListQuery = { readonly page: number; readonly perPage: number; readonly q?: string | undefined; readonly sort?: string | undefined };

/** What a list may be sorted by: the contract's name and the column that stands for it. `tie` keeps equal rows in one order over pages. */
export type Sortable = { readonly columns: Readonly<Record<string, string>>; readonly fallback: string; readonly tie: string };

/** `like` pattern of a search; null searches for nothing. */
export const containing = (q: string | undefined): string | null => (q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null);

/** First instant of `from` and the first after `to`, days of the district, as a statement's two parameters; null leaves an end open. */
export const boundsOf = ({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): readonly [Instant | null, Instant | null] => [
  from ? dayBounds(from as CivilDay).from : null,
  to ? dayBounds(to as CivilDay).to : null,
];

/**
 * One page of a statement's rows and the number of all of them. The statement's own parameters come first.
 * @throws Invalid — when `sort` names nothing that this list sorts by
 */
export async function listPage<Row extends object>(tx: Tx, query: ListQuery, sortable: Sortable, statement: string, values: readonly SqlValue[]): Promise<{ rows: Row[]; total: number }> {
  const order = orderOf(query.sort, sortable);
  const n = values.length;
  const rows = await tx.query<Row>(`select * from (${statement}) m order by ${order} limit $${n + 1} offset $${n + 2}`, [...values, query.perPage, (query.page - 1) * query.perPage]);
  const [count] = await tx.query<{ total: number }>(`select count(*)::int as total from (${statement}) m`, values);
  return { rows, total: count?.total ?? 0 };
}

function orderOf(sort: string | undefined, { columns, fallback, tie }: Sortable): string {
  if (!sort) return `${fallback}, ${tie}`;
  const down = sort.startsWith('-');
  const column = columns[down ? sort.slice(1) : sort];
  if (!column) throw new Invalid([{ path: 'query.sort', code: 'not_offered', message: `sorts by ${Object.keys(columns).join(', ')}` }]);
  return `${column} ${down ? 'desc' : 'asc'} nulls last, ${tie}`;
}
