import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, authorityRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { VERIFIER_ROLES, verifyPapers } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AuthorityRequestView, authorityRequestFor, authorityRequestViewFor, caseOf } from '../authority-request-view.ts';
import { keyOf } from '../case-view.ts';
import { record } from '../record.ts';
import { sign } from '../sign.ts';

type Verification = Input<typeof authorityRoutes.verifyRequest>['body'];

/** Signs that an authority's papers are genuine. */
export class VerifyRequest extends Command<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly verification: Verification;
  constructor(by: SchoolActor, requestId: string, verification: Verification) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.verification = verification;
  }
}

@CommandHandler(VerifyRequest)
export class VerifyRequestHandler implements ICommandHandler<VerifyRequest> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, verification }: VerifyRequest): Promise<AuthorityRequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await authorityRequestFor(tx, by, requestId, 'lock');
      const { ordinal, complete } = valueOf(verifyPapers(caseOf(row), by));
      await sign(tx, by, requestId, { part: 'verification', ordinal, among: VERIFIER_ROLES, words: verification.words, callBack: { number: verification.callBackNumber, person: verification.callBackPerson }, at });
      if (complete) await tx.sql`update authority_requests set state = 'verified', verified_at = ${at} where school_id = ${by.schoolId} and request_id = ${requestId}`;
      const papers = row.papers.map((paper) => paper.sha256);
      await record(tx, by, keyOf(row), { kind: complete ? 'verified' : 'verified_once', at, body: { ordinal, papers, calledBackAt: at } });
      return authorityRequestViewFor(tx, by, requestId);
    });
  }
}
