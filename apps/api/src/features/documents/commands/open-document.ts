import { type SchoolRole } from '@guardroom/domain';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type OpenedDocument, openDocument } from '../sealed-document.ts';

/** Who at a school may open what others handed in. */
const HEADS: readonly SchoolRole[] = ['legal_representative', 'principal', 'deputy_safety', 'security_lead', 'centre_head', 'deputy_head'];

/**
 * Opens a paper for whoever handed it in, a head of the school, or the bureau that it was shared with.
 * @refuses request.not_found — for everybody else, as for a paper that is not there
 */
export class OpenDocument extends Command<OpenedDocument> {
  readonly by: SchoolActor | DistrictActor;
  readonly documentId: string;
  constructor(by: SchoolActor | DistrictActor, documentId: string) {
    super();
    this.by = by;
    this.documentId = documentId;
  }
}

@CommandHandler(OpenDocument)
export class OpenDocumentHandler implements ICommandHandler<OpenDocument> {
  readonly #db: Tenants;
  readonly #vault: FileKeyVault;
  readonly #clock: SystemClock;
  constructor(db: Tenants, vault: FileKeyVault, clock: SystemClock) {
    this.#db = db;
    this.#vault = vault;
    this.#clock = clock;
  }

  async execute({ by, documentId }: OpenDocument): Promise<OpenedDocument> {
    const mayOpen = (storedBy: string): boolean => by.kind === 'district' || storedBy === by.sub || by.roles.some((role) => HEADS.includes(role));
    const opened = await this.#db.write(by, (tx) => openDocument(tx, this.#vault, by, documentId, this.#clock.now(), mayOpen));
    if (!opened) throw notFound();
    return opened;
  }
}
