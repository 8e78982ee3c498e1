import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, authorityRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { refuseRequest } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { releaseHoldsOf } from '../../retention/public.ts';
import { type AuthorityRequestView, authorityRequestFor, authorityRequestViewFor, caseOf } from '../authority-request-view.ts';
import { keyOf } from '../case-view.ts';
import { record } from '../record.ts';

type Refusal = Input<typeof authorityRoutes.refuseAuthorityRequest>['body'];

/** Refuses an authority's request on a legal ground; its footage goes its ordinary way again. */
export class RefuseAuthorityRequest extends Command<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly refusal: Refusal;
  constructor(by: SchoolActor, requestId: string, refusal: Refusal) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.refusal = refusal;
  }
}

@CommandHandler(RefuseAuthorityRequest)
export class RefuseAuthorityRequestHandler implements ICommandHandler<RefuseAuthorityRequest> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, refusal: { ground, words } }: RefuseAuthorityRequest): Promise<AuthorityRequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await authorityRequestFor(tx, by, requestId, 'lock');
      valueOf(refuseRequest(caseOf(row)));
      await tx.sql`update authority_requests set state = 'refused', refusal_ground = ${ground}, refusal_words = ${words}, refused_by_name = ${by.name}, refused_at = ${at}
         where school_id = ${by.schoolId} and request_id = ${requestId}`;
      await releaseHoldsOf(tx, by, requestId, at, 'refused');
      await record(tx, by, keyOf(row), { kind: 'refused', at, body: { ground } });
      return authorityRequestViewFor(tx, by, requestId);
    });
  }
}
