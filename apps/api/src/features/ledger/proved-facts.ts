import type { Tx } from '@guardroom/db';
import { inclusionProof, tileTree } from '@guardroom/evidence';
import { canonicalJson } from '@guardroom/kernel';
import { FACT_COLUMNS, type FactRow, storedFactOf } from '../../platform/facts/stored-fact.ts';
import type { FileKeyVault } from '../../platform/key-vault/key-vault.ts';
import { type Query, newestCheckpoint, signerOf, tilesOf } from './log-store.ts';

/** A fact with all that proves it to somebody without this system. `fact` is its canonical JSON; bytes are base64; nothing of the proof before it is sealed. */
export type ProvedFact = { readonly fact: string; readonly salt: string; readonly entry: string | null; readonly leafIndex: number | null; readonly inclusion: readonly string[] };
/** Facts, and the signed checkpoint that their proofs lead to. */
export type ProvedFacts = { readonly logKey: string; readonly checkpoint: string | null; readonly facts: readonly ProvedFact[] };

/** The facts about these subjects whose type begins so, oldest first, each proved against the newest checkpoint of the district's log. */
export async function provedFacts(tx: Tx, vault: FileKeyVault, districtId: string, subjects: readonly string[], types: readonly string[]): Promise<ProvedFacts> {
  const rows = await tx.query<FactRow & { leaf_index: string | null; entry: Buffer | null }>(
    `select ${FACT_COLUMNS.split(', ').map((column) => `f.${column}`).join(', ')}, e.leaf_index, e.entry from facts f left join ledger_entries e using (fact_id)
      where f.subject = any($1) and f.type like any($2) order by f.recorded_at, f.fact_id`,
    [[...subjects], types.map((type) => `${type}%`)],
  );
  const query: Query = (text, values) => tx.query(text, values as never);
  const checkpoint = await newestCheckpoint(query, districtId);
  const tree = checkpoint && tileTree(Number(checkpoint.tree_size), tilesOf(query, districtId));
  const facts: ProvedFact[] = [];
  for (const row of rows) {
    const isIn = tree !== undefined && row.leaf_index !== null && Number(row.leaf_index) < tree.size;
    const proof = isIn ? await inclusionProof(tree, Number(row.leaf_index)) : undefined;
    facts.push({
      fact: canonicalJson(storedFactOf(row)),
      salt: row.salt.toString('base64'),
      entry: proof && row.entry ? row.entry.toString('base64') : null,
      leafIndex: proof?.index ?? null,
      inclusion: proof?.hashes.map((hash) => hash.toString('base64')) ?? [],
    });
  }
  return { logKey: (await signerOf(vault, districtId)).vkey, checkpoint: checkpoint?.note ?? null, facts };
}
