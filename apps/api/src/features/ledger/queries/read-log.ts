import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Result, Routes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { emptyRoot, parseTilePath, widthAt } from '@guardroom/evidence';
import type { Instant } from '@guardroom/kernel';
import { AuthDb, Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { bundlesOf, newestCheckpoint, originOf, type Query as Sql, signerOf, tilesOf } from '../log-store.ts';

/** The district's log as it stands. */
export class GetLedger extends Query<Result<Routes['getLedger']>> {
  readonly by: DistrictActor;
  constructor(by: DistrictActor) {
    super();
    this.by = by;
  }
}

/** A part of a district's public log: `checkpoint`, `key`, or a tile path. */
export class ReadLog extends Query<Buffer> {
  readonly districtId: string;
  readonly path: string;
  constructor(districtId: string, path: string) {
    super();
    this.districtId = districtId;
    this.path = path;
  }
}

@QueryHandler(GetLedger)
export class GetLedgerHandler implements IQueryHandler<GetLedger> {
  readonly #db: Tenants;
  readonly #vault: FileKeyVault;
  constructor(db: Tenants, vault: FileKeyVault) {
    this.#db = db;
    this.#vault = vault;
  }

  async execute({ by }: GetLedger): Promise<Result<Routes['getLedger']>> {
    const { vkey } = await signerOf(this.#vault, by.districtId);
    return this.#db.read(by, async (tx) => {
      const checkpoint = await newestCheckpoint((text, values) => tx.query(text, values as never), by.districtId);
      const [staged] = await tx.sql<{ n: string }>`select count(*) as n from ledger_staged`;
      return {
        districtId: by.districtId,
        origin: originOf(by.districtId),
        verifierKey: vkey,
        size: Number(checkpoint?.tree_size ?? 0),
        root: (checkpoint?.root ?? emptyRoot).toString('base64'),
        checkpoint: checkpoint?.note ?? '',
        sealedAt: (checkpoint?.sealed_at.toISOString() as Instant | undefined) ?? null,
        staged: Number(staged?.n ?? 0),
      };
    });
  }
}

@QueryHandler(ReadLog)
export class ReadLogHandler implements IQueryHandler<ReadLog> {
  readonly #auth: AuthDb;
  readonly #vault: FileKeyVault;
  constructor(auth: AuthDb, vault: FileKeyVault) {
    this.#auth = auth;
    this.#vault = vault;
  }

  async execute({ districtId, path }: ReadLog): Promise<Buffer> {
    const query: Sql = async (text, values) => (await this.#auth.witnesses.query(text, [...values])).rows;
    const checkpoint = await newestCheckpoint(query, districtId);
    if (!checkpoint) throw notFound();
    if (path === 'checkpoint') return Buffer.from(checkpoint.note);
    if (path === 'key') return Buffer.from(`${(await signerOf(this.#vault, districtId)).vkey}\n`); // of a log that exists: the vault makes a key for whoever asks
    const place = parseTilePath(path);
    if (!place || widthAt(place.level === 'entries' ? 0 : place.level, place.index, Number(checkpoint.tree_size)) < place.width) throw notFound();
    const bytes = place.level === 'entries' ? await bundlesOf(query, districtId)(place.index, place.width) : await tilesOf(query, districtId)(place.level, place.index, place.width);
    return Buffer.from(bytes);
  }
}
