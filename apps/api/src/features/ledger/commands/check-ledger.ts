import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Result, Routes } from '@guardroom/contracts';
import type { DistrictActor, Tx } from '@guardroom/db';
import { noteVerifier, openCheckpoint, verifyLedger } from '@guardroom/evidence';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { FACT_COLUMNS, type FactRow, entryOf, storedFactOf } from '../../../platform/facts/stored-fact.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { bundlesOf, newestCheckpoint, originOf, type Query, signerOf, tilesOf } from '../log-store.ts';

type Check = Result<Routes['checkLedger']>;
type Changed = Check['changed'][number];

/** Facts compared at once. */
const BATCH = 2_000;

/** Recomputes the whole log from the stored facts and names what was changed. */
export class CheckLedger extends Command<Check> {
  readonly by: DistrictActor;
  constructor(by: DistrictActor) {
    super();
    this.by = by;
  }
}

@CommandHandler(CheckLedger)
export class CheckLedgerHandler implements ICommandHandler<CheckLedger> {
  readonly #db: Tenants;
  readonly #vault: FileKeyVault;
  readonly #clock: SystemClock;

  constructor(db: Tenants, vault: FileKeyVault, clock: SystemClock) {
    this.#db = db;
    this.#vault = vault;
    this.#clock = clock;
  }

  async execute({ by }: CheckLedger): Promise<Check> {
    const { vkey } = await signerOf(this.#vault, by.districtId);
    const check = await this.#db.read(by, (tx) => this.#check(tx, by.districtId, vkey));
    await this.#db.write(by, (tx) =>
      appendFact(tx, by, { type: 'ledger.checked', subject: by.districtId, at: this.#clock.now(), body: { verdict: check.verdict, leaves: check.leavesLookedAt, changed: check.changed.length } }),
    );
    return check;
  }

  async #check(tx: Tx, districtId: string, vkey: string): Promise<Check> {
    const query: Query = (text, values) => tx.query(text, values as never);
    const row = await newestCheckpoint(query, districtId);
    const checkedAt = this.#clock.now();
    if (!row) return { checkedAt, factsLookedAt: 0, leavesLookedAt: 0, rootMatches: false, signatureValid: false, changed: [], verdict: 'nothing_to_check' };
    const checkpoint = openCheckpoint(row.note, originOf(districtId), noteVerifier(vkey));
    const size = Number(row.tree_size);
    const log = await verifyLedger({ size, root: checkpoint?.root ?? row.root, readTile: tilesOf(query, districtId), readBundle: bundlesOf(query, districtId) });
    const facts = await compareFacts(tx, districtId, size);
    const leaves = log.faults.filter((f) => f.leaf !== undefined).map((f): Changed => ({ factId: '', type: f.code, leafIndex: f.leaf as number, what: 'leaf_changed' }));
    const rootMatches = !log.faults.some((f) => f.code === 'ledger.root-differs') && checkpoint?.size === size;
    const changed = [...facts.changed, ...leaves];
    const intact = rootMatches && checkpoint !== undefined && log.faults.length === 0 && changed.length === 0 && facts.lookedAt === size;
    return { checkedAt, factsLookedAt: facts.lookedAt, leavesLookedAt: log.leavesChecked, rootMatches, signatureValid: checkpoint !== undefined, changed, verdict: intact ? 'intact' : 'tampered' };
  }
}

/** Holds every stored fact against its leaf. */
async function compareFacts(tx: Tx, districtId: string, size: number): Promise<{ lookedAt: number; changed: Changed[] }> {
  const changed: Changed[] = [];
  let lookedAt = 0;
  for (let from = 0; from < size; from += BATCH) {
    const rows = await tx.query<FactRow & { leaf_index: string; leaf_fact: string; entry: Buffer }>(
      `select e.leaf_index, e.fact_id as leaf_fact, e.entry, ${FACT_COLUMNS.split(', ').map((c) => `f.${c}`).join(', ')}
         from ledger_entries e left join facts f on f.fact_id = e.fact_id
        where e.district_id = $1 and e.leaf_index >= $2 and e.leaf_index < $3 order by e.leaf_index`,
      [districtId, from, from + BATCH],
    );
    for (const row of rows) {
      lookedAt += 1;
      const at = { factId: row.leaf_fact, leafIndex: Number(row.leaf_index) };
      if (row.fact_id === null) changed.push({ ...at, type: '', what: 'fact_missing' });
      else if (!entryOf(storedFactOf(row), row.salt).equals(row.entry)) changed.push({ ...at, type: row.type, what: 'fact_changed' });
    }
  }
  return { lookedAt, changed };
}
