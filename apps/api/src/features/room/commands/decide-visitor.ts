import type { Input, Result, roomRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { decideVisit } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { visitorFor, visitorViewFor } from '../visitor.repository.ts';

type Route = typeof roomRoutes.decideVisitor;

/** A head lets a visitor in, or not; once. */
export class DecideVisitor extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(DecideVisitor)
export class DecideVisitorHandler implements ICommandHandler<DecideVisitor> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: DecideVisitor): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const row = await visitorFor(tx, by, params.visitorId, 'lock');
      valueOf(decideVisit(row));
      const at = this.#clock.now();
      const state = body.decision === 'approve' ? 'approved' : 'refused';
      await tx.sql`update visitor_entries set state = ${state}, approver_person_id = ${by.personId}, approver_name = ${by.name}, decided_at = ${at}, decision_note = ${body.note || null} where school_id = ${by.schoolId} and visitor_id = ${row.visitor_id}`;
      await appendFact(tx, by, { type: `visitor.${state}`, subject: row.visitor_id, at, body: { registeredAt: row.registered_at.toISOString() } });
      return visitorViewFor(tx, by, row.visitor_id);
    });
  }
}
