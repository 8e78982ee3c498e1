import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Result, Routes } from '@guardroom/contracts';
import type { DistrictActor, Tx } from '@guardroom/db';
import { type Checkpoint, type Growth, type NoteVerifier, type ReadTile, emptyRoot, growthOf, noteVerifier, openCheckpoint, verifyLedger } from '@guardroom/evidence';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { Findings, compareFacts, findPlanted } from '../compare-facts.ts';
import { type Query, bundlesOf, newestCheckpoint, originOf, signerOf, tilesOf } from '../log-store.ts';

type Check = Result<Routes['checkLedger']>;

/** A check of millions of facts outlasts the token it was asked with. Seconds. */
const LONGEST_SECONDS = 45 * 60;
/** Earlier intact checks whose checkpoints are looked at, the newest. */
const REMEMBERED = 100;

/** Recomputes the whole log from the stored facts, holds it against what it was, and names what was changed, removed or planted. */
export class CheckLedger extends Command<Check> {
  readonly by: DistrictActor;
  /** A checkpoint that the caller kept. */
  readonly kept: string | undefined;
  constructor(by: DistrictActor, kept: string | undefined) {
    super();
    this.by = by;
    this.kept = kept;
  }
}

@CommandHandler(CheckLedger)
export class CheckLedgerHandler implements ICommandHandler<CheckLedger> {
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #vault: FileKeyVault;
  readonly #clock: SystemClock;

  constructor(db: Tenants, identity: Identity, vault: FileKeyVault, clock: SystemClock) {
    this.#db = db;
    this.#identity = identity;
    this.#vault = vault;
    this.#clock = clock;
  }

  async execute({ by: asker, kept }: CheckLedger): Promise<Check> {
    const by = await this.#identity.lasting(asker, LONGEST_SECONDS);
    const verifier = noteVerifier((await signerOf(this.#vault, by.districtId)).vkey);
    const check = await this.#db.read(by, (tx) => this.#check(tx, by.districtId, verifier, kept));
    const { verdict, history, leavesLookedAt: leaves, changedTotal: changed, checkpoint } = check;
    await this.#db.write(by, (tx) => appendFact(tx, by, { type: 'ledger.checked', subject: by.districtId, at: this.#clock.now(), body: { verdict, history, leaves, changed, checkpoint } }));
    return check;
  }

  /** All of it in one snapshot: what is sealed meanwhile changes nothing. */
  async #check(tx: Tx, districtId: string, verifier: NoteVerifier, kept: string | undefined): Promise<Check> {
    const query: Query = (text, values) => tx.query(text, values as never);
    const readTile = tilesOf(query, districtId);
    const row = await newestCheckpoint(query, districtId);
    const signed = row && openCheckpoint(row.note, originOf(districtId), verifier);
    const now: Checkpoint = signed ?? { origin: originOf(districtId), size: Number(row?.tree_size ?? 0), root: row?.root ?? emptyRoot };
    const size = Number(row?.tree_size ?? 0);
    const log = await verifyLedger({ size, root: now.root, readTile, readBundle: bundlesOf(query, districtId) });
    const { history, earlierSize } = await historyOf(now, await earlierOf(tx, districtId, verifier, kept), readTile);
    const found = new Findings();
    const factsLookedAt = await compareFacts(tx, districtId, size, new Set(log.faults.flatMap((fault) => fault.leaf ?? [])), found);
    await findPlanted(tx, districtId, size, found);
    const rootMatches = row !== undefined && !log.faults.some((fault) => fault.code === 'ledger.root-differs') && now.size === size;
    const isSound = log.faults.length === 0 && found.total === 0 && (history === 'first' || history === 'grown');
    const verdict = !row && isSound ? 'nothing_to_check' : isSound && rootMatches && signed ? 'intact' : 'tampered';
    return {
      checkedAt: this.#clock.now(), factsLookedAt, leavesLookedAt: log.leavesChecked, rootMatches, signatureValid: signed !== undefined,
      history, earlierSize, changed: found.named, changedTotal: found.total, checkpoint: row?.note ?? null, verdict,
    };
  }
}

/** What a check has to go by: checkpoints of this log from before, the largest first, or that the caller kept one of another log. */
type Earlier = readonly Checkpoint[] | 'foreign';

/**
 * The checkpoints that earlier checks found intact, and the one that was kept outside. Only the log's own signature makes one count; a kept one without it is of another log.
 * What a check found wrong is not remembered: else the second check of an exchanged log would find it grown from the first.
 */
async function earlierOf(tx: Tx, districtId: string, verifier: NoteVerifier, kept: string | undefined): Promise<Earlier> {
  const open = (note: string): Checkpoint | undefined => openCheckpoint(note, originOf(districtId), verifier);
  const brought = kept === undefined ? undefined : open(kept);
  if (kept !== undefined && !brought) return 'foreign';
  const noted = await tx.sql<{ note: string }>`
    select body->>'checkpoint' as note from facts where school_id is null and district_id = ${districtId} and subject = ${districtId} and type = 'ledger.checked' and body->>'verdict' = 'intact' and body->>'checkpoint' is not null
     order by recorded_at desc limit ${REMEMBERED}`;
  return [brought, ...noted.map(({ note }) => open(note))].filter((checkpoint) => checkpoint !== undefined).toSorted((a, b) => b.size - a.size);
}

/** How the log stands to all that is known from before; the first contradiction decides, and the size told is of the checkpoint that it is with. */
async function historyOf(now: Checkpoint, earlier: Earlier, readTile: ReadTile): Promise<{ history: Growth | 'first'; earlierSize: number | null }> {
  if (earlier === 'foreign') return { history: 'forked', earlierSize: null };
  for (const past of earlier) {
    const growth = await growthOf(past, now, readTile);
    if (growth !== 'grown') return { history: growth, earlierSize: past.size };
  }
  return earlier[0] ? { history: 'grown', earlierSize: earlier[0].size } : { history: 'first', earlierSize: null };
}
