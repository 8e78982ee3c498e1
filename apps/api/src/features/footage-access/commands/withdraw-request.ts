import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { withdraw } from '@guardroom/domain';
import { sha256Hex } from '@guardroom/evidence';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { releaseHoldsOf } from '../../retention/public.ts';
import { type RequestView, askedOf, requestFor, requestViewFor } from '../footage-request.repository.ts';
import { revokeSessions } from '../viewing-session.repository.ts';

/** Takes back one's own request; a viewing of it ends at once and its footage is no longer held. */
export class WithdrawRequest extends Command<RequestView> {
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

@CommandHandler(WithdrawRequest)
export class WithdrawRequestHandler implements ICommandHandler<WithdrawRequest> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, requestId, reason }: WithdrawRequest): Promise<RequestView> {
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const row = await requestFor(tx, by, requestId, 'lock');
      valueOf(withdraw(askedOf(row), by));
      await tx.sql`update footage_requests set state = 'withdrawn', closed_at = ${at} where school_id = ${by.schoolId} and request_id = ${requestId}`;
      await revokeSessions(tx, by, requestId, at);
      await releaseHoldsOf(tx, by, requestId, at, 'withdrawn');
      await appendFact(tx, by, { type: 'footage_request.withdrawn', subject: requestId, at, body: reason ? { reasonSha256: sha256Hex(Buffer.from(reason)) } : {} });
      return requestViewFor(tx, by, requestId);
    });
  }
}
