import type { Result, Routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { FACT_COLUMNS, type FactRow, entryOf, storedFactOf } from '../../platform/facts/stored-fact.ts';

type Found = Result<Routes['checkLedger']>['changed'][number];

/** Leaves compared at once. */
const LEAVES = 2_000;
/** Facts asked for at once whether they are in the log. */
const FACTS = 10_000;
/** What is named at most; beyond it is only counted, so that no flood of faults fills the memory. */
const NAMED = 1_000;

/** What a check found wrong. */
export class Findings {
  readonly named: Found[] = [];
  total = 0;
  add(found: Found): void {
    this.total += 1;
    if (this.named.length < NAMED) this.named.push(found);
  }
}

type LeafRow = FactRow & { readonly leaf_index: string; readonly leaf_fact: string; readonly entry: Buffer };

/** From the leaves to the facts: names every leaf that is missing or in `faulty`, and every fact that is gone or other than sealed. Answers how many leaves it held against a fact. */
export async function compareFacts(tx: Tx, districtId: string, size: number, faulty: ReadonlySet<number>, found: Findings): Promise<number> {
  let lookedAt = 0;
  for (let from = 0; from < size; from += LEAVES) {
    const to = Math.min(from + LEAVES, size);
    const rows = await tx.query<LeafRow>(
      `select e.leaf_index, e.fact_id as leaf_fact, e.entry, ${FACT_COLUMNS.split(', ').map((c) => `f.${c}`).join(', ')}
         from ledger_entries e left join facts f on f.fact_id = e.fact_id
        where e.district_id = $1 and e.leaf_index >= $2 and e.leaf_index < $3 order by e.leaf_index`,
      [districtId, from, to],
    );
    lookedAt += rows.length;
    const byIndex = new Map(rows.map((row) => [Number(row.leaf_index), row]));
    for (let leafIndex = from; leafIndex < to; leafIndex += 1) {
      const row = byIndex.get(leafIndex);
      const at = { factId: row?.leaf_fact ?? '', type: row?.type ?? '', leafIndex };
      if (!row) found.add({ ...at, what: 'leaf_missing' });
      else if (row.fact_id === null) found.add({ ...at, type: '', what: 'fact_missing' });
      else if (!entryOf(storedFactOf(row), row.salt).equals(row.entry)) found.add({ ...at, what: 'fact_changed' });
      if (row && faulty.has(leafIndex)) found.add({ ...at, what: 'leaf_changed' });
    }
  }
  return lookedAt;
}

/**
 * From the facts to the log: names every fact that is neither among the first `size` leaves nor waits to be sealed. In the order of the primary key, a stretch
 * at a time; `offset 0` keeps each look into the log a search of its index, which a join over a log of millions would not stay.
 */
export async function findPlanted(tx: Tx, districtId: string, size: number, found: Findings): Promise<void> {
  let last: string | undefined;
  for (;;) {
    const [stretch] = await tx.query<{ last: string | null; planted: { factId: string; type: string }[] }>(
      `with stretch as materialized (select fact_id, type from facts where district_id = $1 and fact_id >= $2 order by fact_id offset $3 limit $4)
       select max(s.fact_id) as last, coalesce(jsonb_agg(jsonb_build_object('factId', s.fact_id, 'type', s.type)) filter (where sealed.it is null and staged.it is null), '[]') as planted
         from stretch s
         left join lateral (select true as it from ledger_entries e where e.fact_id = s.fact_id and e.district_id = $1 and e.leaf_index < $5 offset 0) sealed on true
         left join lateral (select true as it from ledger_staged t where sealed.it is null and t.district_id = $1 and t.fact_id = s.fact_id offset 0) staged on true`,
      [districtId, last ?? '', last === undefined ? 0 : 1, FACTS, size],
    );
    if (!stretch || stretch.last === null) return;
    for (const { factId, type } of stretch.planted) found.add({ factId, type, leafIndex: null, what: 'fact_planted' });
    last = stretch.last;
  }
}
