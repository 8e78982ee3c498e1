import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { answerRelease } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { releaseHoldsOf } from '../../retention/public.ts';
import { type AuthorityRequestView, authorityRequestFor, authorityRequestViewFor, caseOf } from '../authority-request-view.ts';
import { keyOf } from '../case-view.ts';
import { record } from '../record.ts';

/** Lets granted footage go its ordinary way, or keeps it; by another person than who asked. */
export class AnswerAuthorityRelease extends Command<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly release: boolean;
  constructor(by: SchoolActor, requestId: string, release: boolean) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.release = release;
  }
}

@CommandHandler(AnswerAuthorityRelease)
export class AnswerAuthorityReleaseHandler implements ICommandHandler<AnswerAuthorityRelease> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, release }: AnswerAuthorityRelease): Promise<AuthorityRequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await authorityRequestFor(tx, by, requestId, 'lock');
      valueOf(answerRelease(caseOf(row), by));
      if (release) {
        await releaseHoldsOf(tx, by, requestId, at, 'released_by_two');
        await tx.sql`update authority_requests set released_by = ${by.personId}, released_by_name = ${by.name}, released_at = ${at} where school_id = ${by.schoolId} and request_id = ${requestId}`;
      } else {
        await tx.sql`update authority_requests set release_reason = null, release_asked_by = null, release_asked_by_name = null, release_asked_at = null where school_id = ${by.schoolId} and request_id = ${requestId}`;
      }
      await record(tx, by, keyOf(row), { kind: release ? 'released' : 'release_declined', at, body: { askedBy: row.release_asked_by } });
      return authorityRequestViewFor(tx, by, requestId);
    });
  }
}
