import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CaseActor } from '@guardroom/db';
import { withdrawNotice } from '@guardroom/domain';
import { sha256Hex } from '@guardroom/evidence';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type CaseView, caseFor, caseViewFor, keyOf } from '../case-view.ts';
import { record } from '../record.ts';

/** Takes a request of the agency back before it is granted. */
export class WithdrawCase extends Command<CaseView> {
  readonly by: CaseActor;
  readonly caseId: string;
  readonly reason: string;
  constructor(by: CaseActor, caseId: string, reason: string) {
    super();
    this.by = by;
    this.caseId = caseId;
    this.reason = reason;
  }
}

@CommandHandler(WithdrawCase)
export class WithdrawCaseHandler implements ICommandHandler<WithdrawCase> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** An agency has no right on a school's holds: they end in the reaction to this fact. */
  execute({ by, caseId, reason }: WithdrawCase): Promise<CaseView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await caseFor(tx, by, caseId, 'lock');
      valueOf(withdrawNotice(row));
      await tx.sql`update authority_requests set state = 'withdrawn', withdrawal_reason = ${reason}, withdrawn_by_name = ${by.name}, withdrawn_at = ${at} where request_id = ${caseId}`;
      await record(tx, by, keyOf(row), { kind: 'withdrawn', at, body: { reasonSha256: sha256Hex(Buffer.from(reason)) } });
      return caseViewFor(tx, by, caseId);
    });
  }
}
