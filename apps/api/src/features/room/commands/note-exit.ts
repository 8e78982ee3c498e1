import type { Input, Result, roomRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { visitorLeaves } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { visitorFor, visitorViewFor } from '../visitor.repository.ts';

type Route = typeof roomRoutes.noteExit;

/** Notes that a visitor left, with the time. */
export class NoteExit extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(NoteExit)
export class NoteExitHandler implements ICommandHandler<NoteExit> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: NoteExit): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const row = await visitorFor(tx, by, params.visitorId, 'lock');
      valueOf(visitorLeaves(row));
      const at = this.#clock.now();
      await tx.sql`update visitor_entries set state = 'left', left_at = ${at}, left_noted_by = ${by.personId}, left_noted_by_name = ${by.name}, exit_note = ${body.note || null} where school_id = ${by.schoolId} and visitor_id = ${row.visitor_id}`;
      await appendFact(tx, by, { type: 'visitor.left', subject: row.visitor_id, at, body: { enteredAt: row.entered_at?.toISOString() ?? null, leaveBy: row.leave_by?.toISOString() ?? null } });
      return visitorViewFor(tx, by, row.visitor_id);
    });
  }
}
