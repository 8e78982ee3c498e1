import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, authorityRoutes } from '@guardroom/contracts';
import type { CaseActor } from '@guardroom/db';
import { mayHappen, missingPapers } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { keepDocument } from '../../documents/public.ts';
import { type CaseView, caseFor, caseViewFor, keyOf } from '../case-view.ts';
import { record } from '../record.ts';

type Paper = Input<typeof authorityRoutes.bringPaper>['body'];

/** Brings a scan to a request, and says which of the required papers it shows. */
export class BringPaper extends Command<CaseView> {
  readonly by: CaseActor;
  readonly caseId: string;
  readonly paper: Paper;
  constructor(by: CaseActor, caseId: string, paper: Paper) {
    super();
    this.by = by;
    this.caseId = caseId;
    this.paper = paper;
  }
}

@CommandHandler(BringPaper)
export class BringPaperHandler implements ICommandHandler<BringPaper> {
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

  /** The scan is the school's: sealed under its key, by the platform. A scan that no request came to name is seen by nobody. */
  async execute({ by, caseId, paper }: BringPaper): Promise<CaseView> {
    const at = this.#clock.now();
    const asked = await this.#db.read(by, (tx) => caseFor(tx, by, caseId));
    if (!mayHappen(asked.state, 'bring_papers')) throw notOpen(asked.state);
    const school = await this.#identity.machineAt(asked.school_id, 'authority request');
    const content = Buffer.from(paper.contentBase64, 'base64');
    const kept = await this.#db.write(school, (tx) => keepDocument(tx, this.#vault, { ...school, by, at }, { name: paper.name, mediaType: paper.mediaType, content }));
    return this.#db.write(by, async (tx) => {
      const row = await caseFor(tx, by, caseId, 'lock');
      if (!mayHappen(row.state, 'bring_papers')) throw notOpen(row.state);
      const kinds = [...new Set(paper.kinds)];
      await tx.sql`insert into authority_papers (school_id, request_id, document_id, district_id, agency_id, kinds, name, sha256, brought_by, brought_at)
        values (${row.school_id}, ${caseId}, ${kept.id}, ${by.districtId}, ${by.agencyId}, ${kinds}, ${kept.name}, ${Buffer.from(kept.sha256, 'hex')}, ${by.name}, ${at})`;
      const isComplete = missingPapers([...row.papers.flatMap((p) => p.kinds), ...kinds]).length === 0;
      if (isComplete && row.state === 'received') await tx.sql`update authority_requests set state = 'papers_uploaded', papers_at = ${at} where request_id = ${caseId}`;
      await record(tx, by, keyOf(row), { kind: 'paper_brought', at, body: { kinds, documentId: kept.id, sha256: kept.sha256, bytes: kept.bytes } });
      return caseViewFor(tx, by, caseId);
    });
  }
}

const notOpen = (state: string): Refused => new Refused('authority.not_open', { details: { clauses: ['R22:4'], state } });
