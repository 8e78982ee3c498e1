/** Lines of columns, as wide as their widest cell; Chinese characters count two. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) => `  ${row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  ').trimEnd()}`).join('\n');
}

/** Text filled up with blanks to a width in columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(columns - width(text), 0));
}

function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character) ? 2 : 1;
  return columns;
}
