import { readSheet } from 'read-excel-file/universal';
import { Refused } from '../../../platform/errors/refused.ts';
import { repack } from './unpack.ts';

/** What a cell holds; a formula is what it came to when it was saved, and is never worked out here. */
export type CellValue = string | number | boolean | Date | null;

/**
 * The first sheet of an `.xlsx`, row by row.
 * @refuses assets.sheet_unreadable — for what is no spreadsheet
 * @refuses assets.sheet_too_large — beyond the limits
 */
export async function readWorkbook(file: Buffer): Promise<CellValue[][]> {
  const packed = repack(file);
  const bytes = Uint8Array.from(packed);
  try {
    return (await readSheet(bytes.buffer, 1, { trim: true })) as unknown as CellValue[][];
  } catch {
    throw new Refused('assets.sheet_unreadable', { details: { why: 'damaged' } }); // the parts are there, and are no sheet
  }
}
