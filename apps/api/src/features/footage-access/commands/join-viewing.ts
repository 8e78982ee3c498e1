import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { joinAsEscort } from '@guardroom/domain';
import { instantOf } from '@guardroom/kernel';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type ViewingView, sessionFor, settle, viewingView, viewingOf } from '../viewing-session.repository.ts';

/** Confirms, with a sign-in of one's own, that one stands beside the applicant. */
export class JoinViewing extends Command<ViewingView> {
  readonly by: SchoolActor;
  readonly sessionId: string;
  constructor(by: SchoolActor, sessionId: string) {
    super();
    this.by = by;
    this.sessionId = sessionId;
  }
}

@CommandHandler(JoinViewing)
export class JoinViewingHandler implements ICommandHandler<JoinViewing> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, sessionId }: JoinViewing): Promise<ViewingView> {
    return this.#db.write(by, async (tx) => {
      const row = await settle(tx, by, await sessionFor(tx, by, sessionId, 'lock'));
      valueOf(joinAsEscort(viewingOf(row), by));
      if (row.escort_person_id === null) {
        await appendFact(tx, by, { type: 'viewing_session.joined', subject: row.request_id, at: instantOf(row.read_at.getTime()), body: { sessionId } });
      }
      await tx.sql`
        update viewing_sessions set escort_person_id = ${by.personId}, escort_sub = ${by.sub}, escort_name = ${by.name}, escort_seen_at = clock_timestamp()
         where school_id = ${by.schoolId} and session_id = ${sessionId}`;
      return viewingView(await settle(tx, by, await sessionFor(tx, by, sessionId)));
    });
  }
}
