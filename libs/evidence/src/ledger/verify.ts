import { hashLeaf, perfectRoot } from './merkle.ts';
import { decodeBundle, hashesOf, TileFault, tileHeight, tileWidth, widthAt, type ReadBundle, type ReadTile } from './tiles.ts';
import type { Checkpoint } from './checkpoint.ts';
import { consistencyProof, verifyConsistency } from './proof.ts';
import { rootOf, tileTree } from './tree.ts';

/** Something in the store that the checkpoint does not vouch for. */
export type LedgerFault = {
  readonly code: 'ledger.entry-changed' | 'ledger.bundle-unreadable' | 'ledger.tile-changed' | 'ledger.root-differs';
  readonly message: string;
  /** The leaf that the fault is at, where it is at one. */
  readonly leaf?: number;
};

/** What a full check looked at and found; `leavesChecked` is the proof that it did look. */
export type LedgerCheck = { readonly leavesChecked: number; readonly tilesChecked: number; readonly faults: LedgerFault[] };

/**
 * Recomputes a whole log from its entries and names every entry and tile that does not fit, down to the leaf. The root is
 * the one of a checkpoint whose signature the caller has verified.
 */
export async function verifyLedger(o: { size: number; root: Uint8Array; readTile: ReadTile; readBundle: ReadBundle }): Promise<LedgerCheck> {
  const faults: LedgerFault[] = [];
  let leavesChecked = 0;
  let tilesChecked = 0;
  for (let index = 0; index * tileWidth < o.size; index += 1) {
    const width = widthAt(0, index, o.size);
    const stored = await tileHashes(o.readTile, 0, index, width, faults);
    const entries = await bundleEntries(o.readBundle, index, width, faults);
    tilesChecked += 1;
    for (let i = 0; i < Math.min(stored?.length ?? 0, entries?.length ?? 0); i += 1) {
      leavesChecked += 1;
      if (hashLeaf(entries![i]!).equals(stored![i]!)) continue;
      const leaf = index * tileWidth + i;
      faults.push({ code: 'ledger.entry-changed', message: `entry ${leaf} is not the one that was logged`, leaf });
    }
  }
  for (let level = 1; tileWidth ** level <= o.size; level += 1) {
    for (let index = 0; index * tileWidth ** (level + 1) < o.size && widthAt(level, index, o.size) > 0; index += 1) {
      const stored = await tileHashes(o.readTile, level, index, widthAt(level, index, o.size), faults);
      tilesChecked += 1;
      for (const [i, hash] of (stored ?? []).entries()) {
        const below = await tileHashes(o.readTile, level - 1, index * tileWidth + i, tileWidth, faults);
        if (below && perfectRoot(below).equals(hash)) continue;
        faults.push({ code: 'ledger.tile-changed', message: `tile ${level - 1}/${index * tileWidth + i} does not fit the one above it`, leaf: (index * tileWidth + i) * 2 ** (tileHeight * level) });
      }
    }
  }
  const root = await rootOf(o.size, o.readTile).catch((error: unknown) => {
    if (error instanceof TileFault) return undefined;
    throw error;
  });
  if (!root?.equals(o.root)) faults.push({ code: 'ledger.root-differs', message: `the tiles do not lead to the checkpoint's root of ${o.size} leaves` });
  return { leavesChecked, tilesChecked, faults };
}

/** How a log stands to what it was: it grew from it, has fewer entries, or is another one. */
export type Growth = 'grown' | 'shrunk' | 'forked';

/** Whether the log of a checkpoint grew from an earlier one, by a consistency proof out of its stored tiles. Both checkpoints' signatures are the caller's to verify. */
export async function growthOf(earlier: Checkpoint, now: Checkpoint, readTile: ReadTile): Promise<Growth> {
  if (now.size < earlier.size) return 'shrunk';
  if (earlier.size === 0) return 'grown';
  const proof = await consistencyProof(tileTree(now.size, readTile), earlier.size).catch((error: unknown) => {
    if (error instanceof TileFault) return undefined; // tiles that lead nowhere prove nothing
    throw error;
  });
  return proof && verifyConsistency(proof, earlier.root, now.root) ? 'grown' : 'forked';
}

async function tileHashes(readTile: ReadTile, level: number, index: number, width: number, faults: LedgerFault[]): Promise<Buffer[] | undefined> {
  try {
    return hashesOf(await readTile(level, index, width), width);
  } catch (error) {
    if (!(error instanceof TileFault)) throw error;
    faults.push({ code: 'ledger.tile-changed', message: `tile ${level}/${index}: ${error.message}` });
    return undefined;
  }
}

async function bundleEntries(readBundle: ReadBundle, index: number, width: number, faults: LedgerFault[]): Promise<Buffer[] | undefined> {
  const bytes = await readBundle(index, width);
  try {
    const entries = decodeBundle(bytes);
    if (entries.length >= width) return entries.slice(0, width);
    faults.push({ code: 'ledger.bundle-unreadable', message: `bundle ${index} holds ${entries.length} entries instead of ${width}` });
  } catch (error) {
    if (!(error instanceof TileFault)) throw error;
    faults.push({ code: 'ledger.bundle-unreadable', message: `bundle ${index}: ${error.message}` });
  }
  return undefined;
}
