import { encodeBundle, noteSigner, type NoteSigner, type ReadBundle, type ReadTile, TileFault, hashBytes, tileWidth } from '@guardroom/evidence';
import { FileKeyVault } from '../../platform/key-vault/key-vault.ts';

/** Runs a statement with numbered parameters: a transaction of any reader, or the auth pool for the public log. */
export type Query = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Stored tiles of a district's log: the widest of each place, of which a narrower one is the beginning. */
export const tilesOf = (query: Query, districtId: string): ReadTile => async (level, index, width) => {
  const [row] = await query<{ bytes: Buffer }>('select bytes from ledger_tiles where district_id = $1 and level = $2 and tile_index = $3', [districtId, level, index]);
  if (!row || row.bytes.length < width * hashBytes) throw new TileFault(`tile ${level}/${index} of width ${width} is not stored`);
  return row.bytes.subarray(0, width * hashBytes);
};

/** Entry bundles of a district's log, put together from its entries. */
export const bundlesOf = (query: Query, districtId: string): ReadBundle => async (index, width) => {
  const rows = await query<{ entry: Buffer }>('select entry from ledger_entries where district_id = $1 and leaf_index >= $2 and leaf_index < $3 order by leaf_index', [districtId, index * tileWidth, index * tileWidth + width]);
  return encodeBundle(rows.map((r) => r.entry));
};

/** Name of a district's log, on the first line of its checkpoints. */
export const originOf = (districtId: string): string => `guardroom/${districtId}`;

/** The log's own signer, from the vault. */
export async function signerOf(vault: FileKeyVault, districtId: string): Promise<NoteSigner> {
  return noteSigner(originOf(districtId), await vault.ledgerSeed(districtId));
}

export type CheckpointRow = { readonly tree_size: string; readonly root: Buffer; readonly note: string; readonly sealed_at: Date };

/** The newest checkpoint, or nothing before the first fact was sealed. */
export async function newestCheckpoint(query: Query, districtId: string): Promise<CheckpointRow | undefined> {
  const [row] = await query<CheckpointRow>('select tree_size, root, note, sealed_at from ledger_checkpoints where district_id = $1 order by tree_size desc limit 1', [districtId]);
  return row;
}
