import { Readable } from 'node:stream';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CaseActor, resolveSubject } from '@guardroom/db';
import { msOf } from '@guardroom/kernel';
import { AuthDb, Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { Proofs, type Shown } from '../../footage-access/public.ts';
import { caseFor, keyOf } from '../case-view.ts';
import { PackageStore } from '../package/package-store.ts';
import { record } from '../record.ts';

/** Whoever fetches is asked for again after so long. Milliseconds. */
const ASK_AGAIN_MS = 1_000;

/** A package on its way out; its handing over is in the register already. */
export type HandedOver = { readonly name: string; readonly bytes: number; readonly content: Readable };

/** Hands a package over, once per download, to the tab that opened it, for as long as its person files for the authority. */
export class HandOverPackage extends Command<HandedOver> {
  readonly by: CaseActor;
  readonly caseId: string;
  readonly downloadId: string;
  readonly shown: Shown;
  constructor(by: CaseActor, caseId: string, downloadId: string, shown: Shown) {
    super();
    this.by = by;
    this.caseId = caseId;
    this.downloadId = downloadId;
    this.shown = shown;
  }
}

type DownloadRow = { sub: string; package_id: string; proof_thumbprint: string; expires_at: Date };

@CommandHandler(HandOverPackage)
export class HandOverPackageHandler implements ICommandHandler<HandOverPackage> {
  readonly #auth: AuthDb;
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #proofs: Proofs;
  readonly #packages: PackageStore;
  readonly #clock: SystemClock;
  constructor(auth: AuthDb, db: Tenants, identity: Identity, proofs: Proofs, packages: PackageStore, clock: SystemClock) {
    this.#auth = auth;
    this.#db = db;
    this.#identity = identity;
    this.#proofs = proofs;
    this.#packages = packages;
    this.#clock = clock;
  }

  /**
   * The package is opened before the handing over is written, so that a store that is away spends no download; its bytes leave
   * only after the fact has committed.
   */
  async execute({ by, caseId, downloadId, shown }: HandOverPackage): Promise<HandedOver> {
    const { row, download } = await this.#db.read(by, async (tx) => {
      const asked = await caseFor(tx, by, caseId);
      const [found] = await tx.sql<DownloadRow>`select sub, package_id, proof_thumbprint, expires_at from package_downloads where request_id = ${caseId} and download_id = ${downloadId}`;
      return { row: asked, download: found };
    });
    if (!download || download.sub !== by.sub) throw notFound();
    await this.#proofs.verify(shown, download.proof_thumbprint);
    const at = this.#clock.now();
    if (download.expires_at.getTime() < msOf(at)) throw new Refused('authority.download_expired', { details: { clauses: ['R22:5'] } });
    const opened = await this.#packages.open(await this.#identity.machineAt(row.school_id, 'package handed over'), download.package_id);
    await this.#db.write(by, async (tx) => {
      const first = await tx.sql`update package_downloads set served_at = ${at} where request_id = ${caseId} and download_id = ${downloadId} and served_at is null returning 1`;
      if (first.length === 0) throw new Refused('authority.download_used', { details: { clauses: ['R22:5'] } });
      await record(tx, by, keyOf(row), { kind: 'handed_over', at, body: { packageId: download.package_id, downloadId, sha256: opened.sha256, bytes: opened.bytes } });
    });
    return { name: `${download.package_id}.zip`, bytes: opened.bytes, content: Readable.from(this.#whileOfTheAgency(by, opened.content), { objectMode: false }) };
  }

  /** Asks again and again: the post of who fetches may end while a large package is still on its way. */
  async *#whileOfTheAgency(by: CaseActor, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let askAtMs = 0;
    for await (const block of content) {
      if (performance.now() >= askAtMs) {
        const now = await resolveSubject(this.#auth.pool, by.sub);
        if (!now?.active || now.agency?.id !== by.agencyId) throw new Refused('identity.no_longer_active', { status: 401 });
        askAtMs = performance.now() + ASK_AGAIN_MS;
      }
      yield block;
    }
  }
}
