import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { askRelease } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AuthorityRequestView, authorityRequestFor, authorityRequestViewFor, caseOf } from '../authority-request-view.ts';
import { keyOf } from '../case-view.ts';
import { record } from '../record.ts';

/** Asks to let granted footage go its ordinary way before its hold ends. */
export class AskAuthorityRelease extends Command<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly reason: string;
  constructor(by: SchoolActor, requestId: string, reason: string) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.reason = reason;
  }
}

@CommandHandler(AskAuthorityRelease)
export class AskAuthorityReleaseHandler implements ICommandHandler<AskAuthorityRelease> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, reason }: AskAuthorityRelease): Promise<AuthorityRequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await authorityRequestFor(tx, by, requestId, 'lock');
      valueOf(askRelease(caseOf(row)));
      await tx.sql`update authority_requests set release_reason = ${reason}, release_asked_by = ${by.personId}, release_asked_by_name = ${by.name}, release_asked_at = ${at}
         where school_id = ${by.schoolId} and request_id = ${requestId}`;
      await record(tx, by, keyOf(row), { kind: 'release_asked', at, body: { reason } });
      return authorityRequestViewFor(tx, by, requestId);
    });
  }
}
