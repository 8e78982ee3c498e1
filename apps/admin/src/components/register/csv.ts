import { civilDay, civilTime, type Instant } from '@guardroom/kernel';

/** A cell of an export. */
export type Cell = string | number | null | undefined;

/** Characters that make a spreadsheet run a cell as a formula. */
const formulaStart = /^[=+\-@\t\r]/;

/** Instants as the API tells them, alone or in a stretch. */
const instants = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const onShanghaiClock = (words: string): string => words.replace(instants, (at) => `${civilDay(at as Instant)} ${civilTime(at as Instant)}`);

const cell = (value: Cell): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const told = onShanghaiClock(value);
  const safe = formulaStart.test(told) ? `'${told}` : told;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The mark that a CSV file begins with, so that spreadsheets read it as UTF-8. */
export const csvMark = '\uFEFF';

/** Lines of a table as CSV (RFC 4180); words never turn into formulas, and moments stand on a Shanghai clock, so that spreadsheets read them as dates. */
export const csvLines = (rows: readonly (readonly Cell[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
