import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Result, Routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { TileFault, inclusionProof, tileTree } from '@guardroom/evidence';
import type { Instant } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { FACT_COLUMNS, type FactRow, entryOf, storedFactOf } from '../../../platform/facts/stored-fact.ts';
import { newestCheckpoint, type Query as Sql, tilesOf } from '../log-store.ts';

/** Proof that one fact is in the district's log and is still the one that was sealed. */
export class ProveFact extends Query<Result<Routes['proveFact']>> {
  readonly by: SchoolActor | DistrictActor;
  readonly factId: string;
  constructor(by: SchoolActor | DistrictActor, factId: string) {
    super();
    this.by = by;
    this.factId = factId;
  }
}

@QueryHandler(ProveFact)
export class ProveFactHandler implements IQueryHandler<ProveFact> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, factId }: ProveFact): Promise<Result<Routes['proveFact']>> {
    return this.#db.read(by, async (tx) => {
      const [row] = await tx.query<FactRow>(`select ${FACT_COLUMNS} from facts where fact_id = $1`, [factId]);
      if (!row) throw notFound();
      const query: Sql = (text, values) => tx.query(text, values as never);
      const checkpoint = await newestCheckpoint(query, by.districtId);
      // A row beyond the checkpoint, or of another log, is no leaf: nobody signed for it.
      const [sealed] = await tx.sql<{ leaf_index: string; entry: Buffer }>`
        select leaf_index, entry from ledger_entries where fact_id = ${factId} and district_id = ${by.districtId} and leaf_index < ${Number(checkpoint?.tree_size ?? 0)}`;
      const nothing = { factId, leafIndex: null, treeSize: null, entry: null, inclusion: [], checkpoint: null, checkpointAt: null };
      if (!sealed || !checkpoint) {
        const [staged] = await tx.sql`select from ledger_staged where district_id = ${by.districtId} and fact_id = ${factId}`;
        return { ...nothing, verdict: staged ? ('staged' as const) : ('planted' as const) };
      }
      const tree = tileTree(Number(checkpoint.tree_size), tilesOf(query, by.districtId));
      const proof = await inclusionProof(tree, Number(sealed.leaf_index)).catch((error: unknown) => {
        if (error instanceof TileFault) return undefined; // the log itself was damaged: it proves nothing any more
        throw error;
      });
      if (!proof) return { ...nothing, verdict: 'changed' as const };
      return {
        factId,
        verdict: entryOf(storedFactOf(row), row.salt).equals(sealed.entry) ? ('sealed' as const) : ('changed' as const),
        leafIndex: proof.index,
        treeSize: proof.size,
        entry: sealed.entry.toString('base64'),
        inclusion: proof.hashes.map((hash) => hash.toString('base64')),
        checkpoint: checkpoint.note,
        checkpointAt: checkpoint.sealed_at.toISOString() as Instant,
      };
    });
  }
}
