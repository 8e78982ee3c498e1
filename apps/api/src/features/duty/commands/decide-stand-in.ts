import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { decideStandIn, isOnShift } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { closeWatch } from '../keep-watch.ts';
import { lockWatch, shiftFor, shiftViewFor } from '../shift.repository.ts';

type Route = typeof dutyRoutes.decideStandIn;

/** A head's word on a stand-in, once; a refused one that still runs ends with it. */
export class DecideStandIn extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(DecideStandIn)
export class DecideStandInHandler implements ICommandHandler<DecideStandIn> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: DecideStandIn): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await shiftFor(tx, by, params.shiftId);
      const at = this.#clock.now();
      const { inTime } = valueOf(decideStandIn({ isStandIn: row.stand_in_reason !== null, decided: row.stand_in_decision !== null, personId: row.person_id, begunAtMs: row.planned_at.getTime() }, by, Date.parse(at)));
      await tx.sql`update shifts set stand_in_decision = ${body.decision}, stand_in_note = ${body.note}, decided_by = ${by.personId}, decided_by_name = ${by.name}, decided_at = ${at} where school_id = ${by.schoolId} and shift_id = ${row.shift_id}`;
      await appendFact(tx, by, { type: `shift.stand_in_${body.decision}`, subject: row.shift_id, at, body: { personId: row.person_id, note: body.note, inTime } });
      if (body.decision === 'refused' && isOnShift(row.state)) await closeWatch(tx, by, row, { kind: 'stand_in_refused', reason: body.note, at });
      return shiftViewFor(tx, by, row.shift_id);
    });
  }
}
