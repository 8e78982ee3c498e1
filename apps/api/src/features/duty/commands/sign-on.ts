import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { signOn } from '@guardroom/domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { beginWatch, refuseSecondWatch } from '../keep-watch.ts';
import { lockWatch, shiftFor, shiftViewFor, watchOf } from '../shift.repository.ts';

type Route = typeof dutyRoutes.signOn;

/** Takes up a planned watch; the same press twice begins it once. */
export class SignOn extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(SignOn)
export class SignOnHandler implements ICommandHandler<SignOn> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params, body } }: SignOn): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      await lockWatch(tx, by);
      const row = await shiftFor(tx, by, params.shiftId);
      const at = this.#clock.now();
      const { lateMinutes } = valueOf(signOn(watchOf(row), by, body.lateReason, Date.parse(at)));
      await refuseSecondWatch(tx, by);
      await beginWatch(tx, by, row, { lateMinutes, lateReason: body.lateReason, at });
      return shiftViewFor(tx, by, row.shift_id);
    });
  }
}
