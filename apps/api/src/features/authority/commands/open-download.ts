import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Result, authorityRoutes } from '@guardroom/contracts';
import type { CaseActor } from '@guardroom/db';
import { DOWNLOAD_OPEN_MINUTES } from '@guardroom/domain';
import { addMs, newId } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { caseFor } from '../case-view.ts';

type Download = Result<typeof authorityRoutes.openDownload>;

/** Begins to fetch a package: one file, to the tab whose key is named. */
export class OpenDownload extends Command<Download> {
  readonly by: CaseActor;
  readonly caseId: string;
  readonly thumbprint: string;
  constructor(by: CaseActor, caseId: string, thumbprint: string) {
    super();
    this.by = by;
    this.caseId = caseId;
    this.thumbprint = thumbprint;
  }
}

@CommandHandler(OpenDownload)
export class OpenDownloadHandler implements ICommandHandler<OpenDownload> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, caseId, thumbprint }: OpenDownload): Promise<Download> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await caseFor(tx, by, caseId);
      const { package: built } = row;
      if (built?.state !== 'ready' || built.bytes === null || built.sha256 === null) throw new Refused('authority.package_not_ready', { details: { clauses: ['R22:5'], state: built?.state ?? row.state } });
      const [downloadId, expiresAt] = [newId('pdl'), addMs(at, DOWNLOAD_OPEN_MINUTES * 60_000)];
      await tx.sql`insert into package_downloads (school_id, download_id, package_id, request_id, district_id, agency_id, person_id, sub, person_name, proof_thumbprint, opened_at, expires_at)
        values (${row.school_id}, ${downloadId}, ${built.id}, ${caseId}, ${by.districtId}, ${by.agencyId}, ${by.personId}, ${by.sub}, ${by.name}, ${thumbprint}, ${at}, ${expiresAt})`;
      return { id: downloadId, name: `${built.id}.zip`, bytes: built.bytes, sha256: built.sha256, expiresAt };
    });
  }
}
