import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { type SessionEndReason, isApprover, partIn } from '@guardroom/domain';
import { type Result, instantOf, refuse } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { type ViewingView, endSession, sessionFor, settle, viewingView, viewingOf } from '../viewing-session.repository.ts';

/** Ends a viewing: viewer and escort close it, an approver revokes it. */
export class EndViewing extends Command<ViewingView> {
  readonly by: SchoolActor;
  readonly sessionId: string;
  constructor(by: SchoolActor, sessionId: string) {
    super();
    this.by = by;
    this.sessionId = sessionId;
  }
}

const REASONS = { viewer: 'closed_by_applicant', escort: 'closed_by_escort' } as const satisfies Record<string, SessionEndReason>;

@CommandHandler(EndViewing)
export class EndViewingHandler implements ICommandHandler<EndViewing> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, sessionId }: EndViewing): Promise<ViewingView> {
    const outcome = await this.#db.write(by, async (tx): Promise<Result<ViewingView>> => {
      const row = await settle(tx, by, await sessionFor(tx, by, sessionId, 'lock'));
      const part = partIn(viewingOf(row), by);
      if (!part && !isApprover(by)) return refuse('viewing.not_your_session', { clauses: ['R22:3'] });
      if (row.state === 'ended') return refuse('viewing.ended', { clauses: ['R22:3'], endReason: row.end_reason });
      await endSession(tx, by, row, part ? REASONS[part] : 'revoked', instantOf(row.read_at.getTime()));
      return { ok: true, value: viewingView(await sessionFor(tx, by, sessionId)) };
    });
    return valueOf(outcome);
  }
}
