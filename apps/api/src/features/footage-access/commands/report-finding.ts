import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { reportFinding } from '@guardroom/domain';
import { sha256Hex } from '@guardroom/evidence';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type RequestView, requestFor, requestViewFor } from '../footage-request.repository.ts';
import { revokeSessions } from '../viewing-session.repository.ts';

/** Says in words what the footage shows. The request is fulfilled by it: open viewings end; the footage stays held until the grant would have ended. */
export class ReportFinding extends Command<RequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  readonly words: string;
  constructor(by: SchoolActor, requestId: string, words: string) {
    super();
    this.by = by;
    this.requestId = requestId;
    this.words = words;
  }
}

@CommandHandler(ReportFinding)
export class ReportFindingHandler implements ICommandHandler<ReportFinding> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, words }: ReportFinding): Promise<RequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await requestFor(tx, by, requestId, 'lock');
      valueOf(reportFinding(row, row.has_looked));
      await tx.sql`
        update footage_requests set state = 'fulfilled', finding_words = ${words}, finding_by_person_id = ${by.personId}, finding_by_name = ${by.name}, finding_at = ${at}, closed_at = ${at}
         where school_id = ${by.schoolId} and request_id = ${requestId}`;
      await revokeSessions(tx, by, requestId, at);
      // The words may name pupils: the fact carries their hash only.
      await appendFact(tx, by, { type: 'footage_request.fulfilled', subject: requestId, at, body: { findingSha256: sha256Hex(Buffer.from(words)) } });
      return requestViewFor(tx, by, requestId);
    });
  }
}
