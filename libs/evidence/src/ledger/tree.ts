import { foldRight, perfectRoot, subtreesOf, type Subtree } from './merkle.ts';
import { hashesOf, TileFault, tileHeight, tileWidth, widthAt, type ReadTile } from './tiles.ts';

/** A tree of a fixed size over stored tiles; each tile is read once. */
export type TileTree = {
  readonly size: number;
  /** Hash of one leaf. */
  leafHash(index: number): Promise<Buffer>;
  /** Hash of a perfect subtree that lies within the tree. */
  subtreeHash(subtree: Subtree): Promise<Buffer>;
  /** Hash over leaves `from` to `to` (end excluded) where `from` is where RFC 6962 would split. */
  rangeHash(from: number, to: number): Promise<Buffer>;
  /** RFC 6962 root. */
  root(): Promise<Buffer>;
};

/** Views stored tiles as the tree of the first `size` leaves; needs no tile that such a tree would not have. */
export function tileTree(size: number, readTile: ReadTile): TileTree {
  const tiles = new Map<string, Promise<Buffer[]>>();
  const tile = (level: number, index: number): Promise<Buffer[]> => {
    const name = `${level}/${index}`;
    let hashes = tiles.get(name);
    if (!hashes) {
      const width = widthAt(level, index, size);
      if (width === 0) throw new TileFault(`tile ${name} is beyond a tree of ${size}`);
      hashes = readTile(level, index, width).then((bytes) => hashesOf(bytes, width));
      tiles.set(name, hashes);
    }
    return hashes;
  };
  const subtreeHash = async ({ height, index }: Subtree): Promise<Buffer> => {
    const level = Math.floor(height / tileHeight);
    const run = 2 ** (height % tileHeight);
    const start = index * run;
    const hashes = await tile(level, Math.floor(start / tileWidth));
    const within = start % tileWidth;
    if (within + run > hashes.length) throw new TileFault(`subtree ${height}/${index} is beyond a tree of ${size}`);
    return perfectRoot(hashes.slice(within, within + run));
  };
  const rangeHash = async (from: number, to: number) => foldRight(await Promise.all(subtreesOf(from, to).map(subtreeHash)));
  return { size, subtreeHash, rangeHash, leafHash: (index) => subtreeHash({ height: 0, index }), root: () => rangeHash(0, size) };
}

/** RFC 6962 root of the first `size` leaves, from stored tiles. */
export function rootOf(size: number, readTile: ReadTile): Promise<Buffer> {
  return tileTree(size, readTile).root();
}
