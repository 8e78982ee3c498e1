/** A cell of an export. */
export type Cell = string | number | null | undefined;

/** Characters that make a spreadsheet run a cell as a formula. */
const formulaStart = /^[=+\-@\t\r]/;

const cell = (value: Cell): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = formulaStart.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A table as CSV (RFC 4180) with the mark that makes spreadsheets read it as UTF-8; words never turn into formulas. */
export const csvOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
