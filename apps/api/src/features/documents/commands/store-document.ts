import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { keepDocument } from '../sealed-document.ts';

type Route = typeof routes.storeDocument;

/**
 * Takes a paper in, sealed.
 * @refuses documents.not_what_it_says — when its beginning is not that of its kind
 */
export class StoreDocument extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly body: Input<Route>['body'];
  constructor(by: SchoolActor, body: Input<Route>['body']) {
    super();
    this.by = by;
    this.body = body;
  }
}

@CommandHandler(StoreDocument)
export class StoreDocumentHandler implements ICommandHandler<StoreDocument> {
  readonly #db: Tenants;
  readonly #vault: FileKeyVault;
  readonly #clock: SystemClock;
  constructor(db: Tenants, vault: FileKeyVault, clock: SystemClock) {
    this.#db = db;
    this.#vault = vault;
    this.#clock = clock;
  }

  execute({ by, body }: StoreDocument): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const at = this.#clock.now();
      const kept = await keepDocument(tx, this.#vault, { schoolId: by.schoolId, districtId: by.districtId, by, at }, { name: body.name, mediaType: body.mediaType, content: Buffer.from(body.contentBase64, 'base64') });
      await appendFact(tx, by, { type: 'document.stored', subject: kept.id, at, body: { mediaType: kept.mediaType, bytes: kept.bytes, sha256: kept.sha256 } });
      return kept;
    });
  }
}
