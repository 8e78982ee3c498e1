import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { takeOver } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { handoverFor, handoverView, handoverViewFor, keepAnswers, listHash } from '../handover.repository.ts';
import { ownWatchOf } from '../own-watch.ts';
import { lockWatch, watchOf } from '../shift.repository.ts';

type Route = typeof dutyRoutes.disputeHandover;

/** Refuses to take over, with the reason: the outgoing keeper keeps the watch and makes a new handover. */
export class DisputeHandover extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(DisputeHandover)
export class DisputeHandoverHandler implements ICommandHandler<DisputeHandover> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: DisputeHandover): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await handoverFor(tx, by, params.handoverId);
      const at = this.#clock.now();
      const own = await ownWatchOf(tx, by, Date.parse(at));
      valueOf(takeOver({ state: row.state, outgoingPersonId: row.outgoing_person_id }, own && watchOf(own), by, Date.parse(at)));
      await keepAnswers(tx, by, row.handover_id, body.answers);
      await tx.sql`update handovers set state = 'disputed', disputed_at = ${at}, dispute_reason = ${body.reason}, incoming_person_id = ${by.personId}, incoming_sub = ${by.sub}, incoming_name = ${by.name} where school_id = ${by.schoolId} and handover_id = ${row.handover_id}`;
      await tx.sql`update shifts set state = 'active' where school_id = ${by.schoolId} and shift_id = ${row.outgoing_shift_id} and state = 'handing_over'`;
      const disputed = body.answers.filter(({ answer }) => answer === 'disputed').map(({ no }) => no);
      await appendFact(tx, by, { type: 'handover.disputed', subject: row.handover_id, at, body: { outgoingShiftId: row.outgoing_shift_id, reason: body.reason, disputed, listSha256: listHash(handoverView(row)) } });
      return handoverViewFor(tx, by, row.handover_id);
    });
  }
}
