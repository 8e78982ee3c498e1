/** Hashes or entries in a full tile, and hashes of 32 bytes (C2SP tlog-tiles). */
export const tileWidth = 256;
export const hashBytes = 32;

/** Tile levels each cover eight levels of the tree. */
export const tileHeight = 8;

/** Gives the stored bytes of the hash tile at that place, `width` hashes of 32 bytes or more; the ledger's only wish of its store. */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array>;

/** Gives the stored bytes of an entry bundle of at least that width. */
export type ReadBundle = (index: number, width: number) => Promise<Uint8Array>;

/** A hash tile to be stored; a narrower one of the same place is outdated by it. */
export type Tile = { readonly level: number; readonly index: number; readonly width: number; readonly bytes: Buffer };

/** An entry bundle to be stored. */
export type EntryBundle = { readonly index: number; readonly width: number; readonly bytes: Buffer };

/** A tile or bundle does not hold what its place demands. */
export class TileFault extends Error {
  override readonly name = 'TileFault';
}

/** Path of a hash tile, `tile/0/x001/x234/067` or `tile/1/000.p/12`. */
export function tilePath(level: number, index: number, width: number = tileWidth): string {
  return `tile/${level}/${indexPath(index)}${partialSuffix(width)}`;
}

/** Path of an entry bundle, `tile/entries/x001/234.p/7`. */
export function bundlePath(index: number, width: number = tileWidth): string {
  return `tile/entries/${indexPath(index)}${partialSuffix(width)}`;
}

/** What a tlog-tiles path asks for, or undefined when it is none; only the one canonical spelling is taken. */
export function parseTilePath(path: string): { level: number | 'entries'; index: number; width: number } | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path);
  if (!match) return undefined;
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const index = Number(match[2]!.replaceAll(/[x/]/g, ''));
  const width = match[3] === undefined ? tileWidth : Number(match[3]);
  if (!Number.isSafeInteger(index) || width > tileWidth) return undefined;
  const canonical = level === 'entries' ? bundlePath(index, width) : tilePath(level, index, width);
  return canonical === path ? { level, index, width } : undefined;
}

/** Width of the tile at that place in a tree of that size: 0 when the tree does not reach it. */
export function widthAt(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, hashes - index * tileWidth));
}

/** The hashes of a tile. */
export function hashesOf(bytes: Uint8Array, width: number): Buffer[] {
  if (bytes.length < width * hashBytes) throw new TileFault(`the tile holds ${bytes.length / hashBytes} hashes instead of ${width}`);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, width * hashBytes);
  return Array.from({ length: width }, (_, i) => all.subarray(i * hashBytes, (i + 1) * hashBytes));
}

/**
 * Writes entries as a bundle: each behind its length as u16be.
 * @throws RangeError for an entry of more than 65535 bytes.
 */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > 0xffff) throw new RangeError(`an entry has at most 65535 bytes, not ${entry.length}`);
    parts.push(Buffer.of(entry.length >> 8, entry.length & 255), entry);
  }
  return Buffer.concat(parts);
}

/**
 * The entries of a bundle.
 * @throws TileFault when the lengths do not add up.
 */
export function decodeBundle(bytes: Uint8Array): Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Buffer[] = [];
  for (let at = 0; at < all.length; ) {
    const start = at + 2;
    if (start > all.length || start + all.readUInt16BE(at) > all.length) throw new TileFault('the entry bundle ends within an entry');
    const end = start + all.readUInt16BE(at);
    entries.push(all.subarray(start, end));
    at = end;
  }
  return entries;
}

function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)!;
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

function partialSuffix(width: number): string {
  return width === tileWidth ? '' : `.p/${width}`;
}
