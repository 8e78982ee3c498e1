import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { partIn } from '@guardroom/domain';
import { type Result, refuse } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { type ViewingView, sessionFor, settle, viewingView, viewingOf } from '../viewing-session.repository.ts';

/** Says once a second that one is there. Cheap: a fact is written only when the picture went or came back. */
export class ProvePresence extends Command<ViewingView> {
  readonly by: SchoolActor;
  readonly sessionId: string;
  constructor(by: SchoolActor, sessionId: string) {
    super();
    this.by = by;
    this.sessionId = sessionId;
  }
}

@CommandHandler(ProvePresence)
export class ProvePresenceHandler implements ICommandHandler<ProvePresence> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  /** What was missed is written down before the proof counts: coming back does not undo having been away. */
  async execute({ by, sessionId }: ProvePresence): Promise<ViewingView> {
    const outcome = await this.#db.write(by, async (tx): Promise<Result<ViewingView>> => {
      const row = await settle(tx, by, await sessionFor(tx, by, sessionId, 'lock'));
      const part = partIn(viewingOf(row), by);
      if (!part) return refuse('viewing.not_your_session', { clauses: ['R22:3'] });
      if (row.state === 'ended') return refuse('viewing.ended', { clauses: ['R22:3'], endReason: row.end_reason });
      await tx.query(`update viewing_sessions set ${part}_seen_at = clock_timestamp() where school_id = $1 and session_id = $2`, [by.schoolId, sessionId]);
      return { ok: true, value: viewingView(await settle(tx, by, await sessionFor(tx, by, sessionId))) };
    });
    return valueOf(outcome);
  }
}
