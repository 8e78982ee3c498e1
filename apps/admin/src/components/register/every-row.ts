type Named = { readonly id: string | number };

/** The most rows that the API gives at once. */
const rowsAtOnce = 500;

/**
 * Reads a list from its beginning to its end, page by page. `onRows` gets each row once, with the number of rows so far and in all: rows
 * that come meanwhile push others onto the next page again. Answers whether all that was in the list at the beginning was read; where rows
 * leave the list meanwhile, others may slip past.
 * @throws Fault — what `read` throws
 */
export async function everyRow<Row extends Named>(read: (page: number, perPage: number) => Promise<{ readonly data: readonly Row[]; readonly total: number }>, onRows: (rows: readonly Row[], read: number, total: number) => void): Promise<'complete' | 'changed'> {
  const seen = new Set<Row['id']>();
  for (let page = 1, atFirst = 0; ; page += 1) {
    const { data, total } = await read(page, rowsAtOnce);
    if (page === 1) atFirst = total;
    const fresh = data.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    onRows(fresh, seen.size, total);
    if (data.length < rowsAtOnce) return seen.size < atFirst ? 'changed' : 'complete';
  }
}
