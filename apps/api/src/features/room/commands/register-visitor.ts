import type { Input, Result, roomRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { visitorViewFor } from '../visitor.repository.ts';

type Route = typeof roomRoutes.registerVisitor;

/** Enters a visitor at the door. Of the document only its kind and the last four characters are kept. */
export class RegisterVisitor extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(RegisterVisitor)
export class RegisterVisitorHandler implements ICommandHandler<RegisterVisitor> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { body } }: RegisterVisitor): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const at = this.#clock.now();
      const visitorId = newId('vis');
      await tx.sql`insert into visitor_entries (school_id, visitor_id, district_id, state, name, unit, document_kind, document_tail, purpose, items, registered_by, registered_by_name, registered_at)
        values (${by.schoolId}, ${visitorId}, ${by.districtId}, 'awaiting_approval', ${body.name}, ${body.unit}, ${body.documentKind}, ${body.documentTail.toUpperCase()}, ${body.purpose}, ${body.items}, ${by.personId}, ${by.name}, ${at})`;
      await appendFact(tx, by, { type: 'visitor.registered', subject: visitorId, at, body: { documentKind: body.documentKind } });
      return visitorViewFor(tx, by, visitorId);
    });
  }
}
