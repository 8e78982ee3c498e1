import { Injectable } from '@nestjs/common';
import { appendLeaves, signCheckpoint } from '@guardroom/evidence';
import type { Tx } from '@guardroom/db';
import { type Logger, pino } from 'pino';
import { Config } from '../../platform/config/config.ts';
import { RelayDb } from '../../platform/database/databases.ts';
import { FileKeyVault } from '../../platform/key-vault/key-vault.ts';
import { loggerOptions } from '../../platform/telemetry/logger.ts';
import { Metrics } from '../../platform/telemetry/metrics.ts';
import { type Query, bundlesOf, newestCheckpoint, originOf, signerOf, tilesOf } from './log-store.ts';

/** Leaves sealed in one transaction at most. */
const BATCH = 10_000;
/** Pause between rounds; with it a fact is sealed well within 2 s. Milliseconds. */
const PAUSE_MS = 500;

/**
 * Gives staged leaves their place in the district's log. One sealer at a time per district, under an advisory lock; writers
 * never wait for it. Order is the sealer's and not that of arrival: what is staged is found by being staged, so a transaction
 * that commits late is never passed over.
 */
@Injectable()
export class Sealer {
  readonly #db: RelayDb;
  readonly #vault: FileKeyVault;
  readonly #metrics: Metrics;
  readonly #log: Logger;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(config: Config, db: RelayDb, vault: FileKeyVault, metrics: Metrics) {
    this.#db = db;
    this.#vault = vault;
    this.#metrics = metrics;
    this.#log = pino(loggerOptions(config.logLevel)).child({ part: 'sealer' });
  }

  start(): void {
    this.#running = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Seals what is staged now, of every district; answers how many leaves. A district that cannot be sealed keeps its leaves staged and holds up no other. */
  async sealAll(): Promise<number> {
    const { rows } = await this.#db.pool.query<{ district_id: string }>('select distinct district_id from ledger_staged');
    let sealed = 0;
    for (const { district_id: districtId } of rows) {
      sealed += await this.#db.transaction((tx) => this.#seal(tx, districtId)).catch((error: unknown) => {
        this.#log.error({ err: error, districtId }, 'a district was not sealed; its leaves stay staged');
        return 0;
      });
    }
    this.#metrics.leavesSealed.inc(sealed);
    return sealed;
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      const sealed = await this.sealAll().catch((error: unknown) => {
        this.#log.error({ err: error }, 'it is not known what is staged; nothing was sealed');
        return 0;
      });
      if (sealed < BATCH) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #seal(tx: Tx, districtId: string): Promise<number> {
    const [lock] = await tx.sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('ledger ' || ${districtId}, 0)) as taken`;
    if (!lock?.taken) return 0;
    const staged = await tx.sql<{ fact_id: string; entry: Buffer }>`select fact_id, entry from ledger_staged where district_id = ${districtId} order by fact_id limit ${BATCH}`;
    if (staged.length === 0) return 0;
    const query: Query = (text, values) => tx.query(text, values as never);
    const size = Number((await newestCheckpoint(query, districtId))?.tree_size ?? 0);
    const appended = await appendLeaves({ size, readTile: tilesOf(query, districtId), readBundle: bundlesOf(query, districtId), leaves: staged.map((s) => s.entry) });
    const note = signCheckpoint({ origin: originOf(districtId), size: appended.size, root: appended.root }, await signerOf(this.#vault, districtId));
    const ids = staged.map((s) => s.fact_id);
    await tx.sql`insert into ledger_entries (district_id, leaf_index, fact_id, entry, sealed_at)
      select ${districtId}, ${size} + n - 1, fact_id, entry, now() from unnest(${ids}::text[], ${staged.map((s) => s.entry)}::bytea[]) with ordinality as leaf (fact_id, entry, n)`;
    for (const tile of appended.tiles) {
      await tx.sql`insert into ledger_tiles (district_id, level, tile_index, width, bytes) values (${districtId}, ${tile.level}, ${tile.index}, ${tile.width}, ${tile.bytes})
        on conflict (district_id, level, tile_index) do update set width = excluded.width, bytes = excluded.bytes`;
    }
    await tx.sql`insert into ledger_checkpoints (district_id, tree_size, root, note, sealed_at) values (${districtId}, ${appended.size}, ${appended.root}, ${note}, now())`;
    await tx.sql`delete from ledger_staged where district_id = ${districtId} and fact_id = any(${ids}::text[])`;
    return staged.length;
  }
}
