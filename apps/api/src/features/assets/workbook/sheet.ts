import writeXlsxFile from 'write-excel-file/node';

/** Rows of words as an Excel file; an empty word is an empty cell. */
export const sheetOf = (rows: readonly (readonly string[])[]): Promise<Buffer> => writeXlsxFile(rows.map((row) => row.map((value) => (value === '' ? null : { value, type: String })))).toBuffer();
