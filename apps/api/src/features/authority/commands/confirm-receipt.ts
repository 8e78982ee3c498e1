import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CaseActor } from '@guardroom/db';
import type { ReceiptResult } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type CaseView, caseFor, caseViewFor, keyOf } from '../case-view.ts';
import { record } from '../record.ts';

/** Confirms a package, with what the recipient's own check said. */
export class ConfirmReceipt extends Command<CaseView> {
  readonly by: CaseActor;
  readonly caseId: string;
  readonly result: ReceiptResult;
  constructor(by: CaseActor, caseId: string, result: ReceiptResult) {
    super();
    this.by = by;
    this.caseId = caseId;
    this.result = result;
  }
}

@CommandHandler(ConfirmReceipt)
export class ConfirmReceiptHandler implements ICommandHandler<ConfirmReceipt> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, caseId, result }: ConfirmReceipt): Promise<CaseView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await caseFor(tx, by, caseId, 'lock');
      if ((row.package?.downloads ?? 0) === 0) throw new Refused('authority.nothing_fetched', { details: { clauses: ['R13:§4'] } });
      if (row.received_at) throw new Refused('authority.received_already', { details: { clauses: ['R13:§4'], at: row.received_at.toISOString() } });
      await tx.sql`update authority_requests set received_at = ${at}, receipt_result = ${result} where request_id = ${caseId}`;
      await record(tx, by, keyOf(row), { kind: 'received', at, body: { result, sha256: row.package?.sha256 ?? null } });
      return caseViewFor(tx, by, caseId);
    });
  }
}
