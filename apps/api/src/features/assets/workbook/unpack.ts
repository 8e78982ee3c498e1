import { crc32, inflateRawSync } from 'node:zlib';
import { Refused } from '../../../platform/errors/refused.ts';

/** A file is at most so large packed, and so large unpacked. Bytes. */
export const MAX_PACKED_BYTES = 5 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** Devices in one file at most, beside the heading. */
export const MAX_ROWS = 5_000;
/** Columns that are read at most; the register has fewer. */
const MAX_COLUMNS = 60;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

type Part = { readonly path: string; readonly bytes: Buffer };

const unreadable = (why: string): Refused => new Refused('assets.sheet_unreadable', { details: { why } });
const tooLarge = (): Refused => new Refused('assets.sheet_too_large', { details: { maxRows: MAX_ROWS, maxMegabytes: MAX_PACKED_BYTES / 1024 / 1024 } });

/**
 * Opens an `.xlsx` from a stranger and packs its XML parts again, uncompressed: what is read afterwards has known sizes, no entity that
 * expands, and no cell far away.
 * @refuses assets.sheet_unreadable — for what is no `.xlsx`, is encrypted, or declares document types
 * @refuses assets.sheet_too_large — beyond 5 MB, 64 MB unpacked, 5,000 devices or 60 columns
 */
export function repack(file: Buffer): Buffer {
  if (file.length > MAX_PACKED_BYTES) throw tooLarge();
  const parts = partsOf(file);
  if (!parts.some((part) => part.path === 'xl/workbook.xml')) throw unreadable('not_xlsx');
  for (const { path, bytes } of parts) {
    if (bytes.includes('<!DOCTYPE') || bytes.includes('<!ENTITY')) throw unreadable('document_type');
    if (path.startsWith('xl/worksheets/')) refuseFarCells(bytes);
  }
  return storedZip(parts);
}

/** XML parts by the archive's directory; every byte that is unpacked counts. */
function partsOf(file: Buffer): Part[] {
  try {
    const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || file.readUInt32LE(end) !== END_OF_DIRECTORY) throw unreadable('not_xlsx');
    const parts: Part[] = [];
    let [at, budget] = [file.readUInt32LE(end + 16), MAX_UNPACKED_BYTES];
    for (let n = file.readUInt16LE(end + 10); n > 0; n -= 1) {
      if (file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw unreadable('damaged');
      const [flags, method, packed, nameLength] = [file.readUInt16LE(at + 8), file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt16LE(at + 28)];
      const path = file.toString('utf8', at + 46, at + 46 + nameLength).replace(/^\//, '');
      if (flags & 1) throw unreadable('encrypted');
      if (/\.(xml|rels)$/.test(path)) {
        const bytes = unpacked(file, file.readUInt32LE(at + 42), method, packed, budget);
        budget -= bytes.length;
        parts.push({ path, bytes });
      }
      at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    }
    return parts;
  } catch (error) {
    if (error instanceof Refused) throw error;
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw unreadable('damaged'); // an offset beyond the file, or a stream that does not inflate
  }
}

function unpacked(file: Buffer, at: number, method: number, packed: number, budget: number): Buffer {
  if (file.readUInt32LE(at) !== LOCAL_ENTRY) throw unreadable('damaged');
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  const bytes = file.subarray(start, start + packed);
  if (bytes.length !== packed) throw unreadable('damaged');
  if (method === DEFLATED) return inflateRawSync(bytes, { maxOutputLength: Math.max(budget, 1) });
  if (method !== STORED) throw unreadable('damaged');
  if (packed > budget) throw tooLarge();
  return bytes;
}

/** One cell in the last row would make a reader fill a million rows before it. */
function refuseFarCells(sheet: Buffer): void {
  for (const [, letters = '', row = ''] of sheet.toString('latin1').matchAll(/<(?:\w+:)?(?:c|row)\s[^<>]*?\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']/g)) {
    const column = [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
    if (Number(row) > MAX_ROWS + 1 || column > MAX_COLUMNS) throw tooLarge();
  }
}

/** An archive without compression. */
function storedZip(parts: readonly Part[]): Buffer {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { path, bytes } of parts) {
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt32LE(0x00210000, 6); // 1 January 1980: no time is claimed
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    files.push(u32(LOCAL_ENTRY), common, name, bytes);
    directory.push(u32(DIRECTORY_ENTRY), Buffer.from([20, 0]), common, place, name);
    offset += 30 + name.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, listed, u32(END_OF_DIRECTORY), end]);
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
