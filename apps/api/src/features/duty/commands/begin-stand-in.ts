import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { POSTS, ROSTER_LIMITS, standIn } from '@guardroom/domain';
import { newId } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { clearedForWatch, noteEndOverdue, refuseSecondWatch } from '../keep-watch.ts';
import { postNow } from '../post-now.ts';
import { lockWatch, shiftViewFor } from '../shift.repository.ts';

type Route = typeof dutyRoutes.beginStandIn;

/** Takes an empty post without being planned, until the missing keeper's end or the next planned beginning. */
export class BeginStandIn extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(BeginStandIn)
export class BeginStandInHandler implements ICommandHandler<BeginStandIn> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { body } }: BeginStandIn): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const at = this.#clock.now();
      const nowMs = Date.parse(at);
      const post = await postNow(tx, by, nowMs);
      await refuseSecondWatch(tx, by);
      valueOf(standIn(post, by, nowMs));
      const clearances = await clearedForWatch(tx, by, at);
      const shiftId = newId('shf');
      const plannedTo = post.missedRow?.planned_to ?? new Date(Math.min(nowMs + ROSTER_LIMITS.maxShiftMs, post.nextFromMs ?? Infinity));
      await tx.sql`insert into shifts (school_id, shift_id, district_id, post, person_id, sub, person_name, planned_from, planned_to, planned_at, state, signed_on_at, late_minutes, fit_declared_at, stand_in_reason, stand_in_for)
        values (${by.schoolId}, ${shiftId}, ${by.districtId}, ${POSTS[0]}, ${by.personId}, ${by.sub}, ${by.name}, ${at}, ${plannedTo}, ${at}, 'active', ${at}, 0, ${at}, ${body.reason}, ${post.missedRow?.shift_id ?? null})`;
      await noteEndOverdue(tx, by, { shiftId, plannedTo });
      await appendFact(tx, by, { type: 'shift.stand_in_begun', subject: shiftId, at, body: { post: POSTS[0], standsInFor: post.missedRow?.shift_id ?? null, reason: body.reason, plannedTo: plannedTo.toISOString(), clearances, fit: true, attentive: true } });
      return shiftViewFor(tx, by, shiftId);
    });
  }
}
