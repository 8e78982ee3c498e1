import { hashLeaf, perfectRoot } from './merkle.ts';
import { decodeBundle, encodeBundle, hashesOf, TileFault, tileWidth, type EntryBundle, type ReadBundle, type ReadTile, type Tile } from './tiles.ts';
import { rootOf } from './tree.ts';

/** What an append leaves behind: store tiles and bundles, then sign `size` and `root`, then publish; in that order. */
export type Appended = { readonly size: number; readonly root: Buffer; readonly tiles: Tile[]; readonly bundles: EntryBundle[] };

/**
 * Appends entries to a log of `size` leaves and gives back every tile and bundle that changed, full ones and the partial
 * ones at the right edge. Pure: reads only the old partial edge and stores nothing, so a failed store leaves the old log whole.
 * @throws TileFault when the stored edge does not fit `size`.
 * @throws RangeError for an entry of more than 65535 bytes.
 */
export async function appendLeaves(o: {
  size: number;
  readTile: ReadTile;
  readBundle: ReadBundle;
  leaves: readonly Uint8Array[];
}): Promise<Appended> {
  const bundles = await appendBundles(o);
  const tiles: Tile[] = [];
  const size = o.size + o.leaves.length;
  let before = o.size;
  let fresh = o.leaves.map(hashLeaf);
  for (let level = 0; fresh.length > 0; level += 1) {
    const above: Buffer[] = [];
    const edge = before % tileWidth;
    let index = Math.floor(before / tileWidth);
    let hashes = edge > 0 ? hashesOf(await o.readTile(level, index, edge), edge) : [];
    for (let at = 0; at < fresh.length; index += 1, hashes = []) {
      const taken = fresh.slice(at, at + tileWidth - hashes.length);
      hashes = [...hashes, ...taken];
      at += taken.length;
      tiles.push({ level, index, width: hashes.length, bytes: Buffer.concat(hashes) });
      if (hashes.length === tileWidth) above.push(perfectRoot(hashes));
    }
    before = Math.floor(before / tileWidth);
    fresh = above;
  }

  const written = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile]));
  const root = await rootOf(size, async (level, index, width) => written.get(`${level}/${index}`)?.bytes ?? o.readTile(level, index, width));
  return { size, root, tiles, bundles };
}

async function appendBundles(o: { size: number; readBundle: ReadBundle; leaves: readonly Uint8Array[] }): Promise<EntryBundle[]> {
  if (o.leaves.length === 0) return [];
  const edge = o.size % tileWidth;
  let index = Math.floor(o.size / tileWidth);
  let entries: Uint8Array[] = edge > 0 ? decodeBundle(await o.readBundle(index, edge)).slice(0, edge) : [];
  if (entries.length !== edge) throw new TileFault(`bundle ${index} holds ${entries.length} entries instead of ${edge}`);
  const bundles: EntryBundle[] = [];
  for (let at = 0; at < o.leaves.length; index += 1, entries = []) {
    const taken = o.leaves.slice(at, at + tileWidth - entries.length);
    entries = [...entries, ...taken];
    at += taken.length;
    bundles.push({ index, width: entries.length, bytes: encodeBundle(entries) });
  }
  return bundles;
}
