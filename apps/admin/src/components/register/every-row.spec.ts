import { expect, test } from '@jest/globals';
import { everyRow } from './every-row.ts';

type Row = { readonly id: number };
const rowsOf = (count: number): Row[] => Array.from({ length: count }, (_, id) => ({ id }));
const pageOf = (rows: readonly Row[], page: number, perPage: number) => Promise.resolve({ data: rows.slice((page - 1) * perPage, page * perPage), total: rows.length });

test('reads a list to its end, however long it is, and says how far it is', async () => {
  for (const count of [0, 1, 499, 500, 501, 20_501]) {
    const got: Row[] = [];
    const progress: string[] = [];
    const end = await everyRow((page, perPage) => pageOf(rowsOf(count), page, perPage), (rows, read, total) => {
      got.push(...rows);
      progress.push(`${read}/${total}`);
    });
    expect(end).toBe('complete');
    expect(got.map(({ id }) => id)).toEqual(rowsOf(count).map(({ id }) => id));
    expect(progress.at(-1)).toBe(`${count}/${count}`);
  }
});

test('gives a row once that a new one pushes onto the next page', async () => {
  let rows = rowsOf(1_200);
  const got: number[] = [];
  const end = await everyRow((page, perPage) => {
    const asked = pageOf(rows, page, perPage);
    rows = [{ id: 9_000 + page }, ...rows];
    return asked;
  }, (fresh) => void got.push(...fresh.map(({ id }) => id)));
  expect(end).toBe('complete');
  expect(got).toEqual(rowsOf(1_200).map(({ id }) => id));
});

test('says when a row may have slipped past because others left the list', async () => {
  let rows = rowsOf(1_200);
  const end = await everyRow((page, perPage) => {
    const asked = pageOf(rows, page, perPage);
    rows = rows.slice(1);
    return asked;
  }, () => undefined);
  expect(end).toBe('changed');
});

test('ends when reading does', async () => {
  const stopped = new Error('stopped');
  await expect(everyRow<Row>((page, perPage) => (page === 2 ? Promise.reject(stopped) : pageOf(rowsOf(1_200), page, perPage)), () => undefined)).rejects.toBe(stopped);
});
