import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { rosterWeekFor } from '../roster.repository.ts';

type Route = typeof dutyRoutes.getRosterWeek;

/** A week of the roster with all that is wrong with its draft. */
export class GetRosterWeek extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(GetRosterWeek)
export class GetRosterWeekHandler implements IQueryHandler<GetRosterWeek> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, input: { params } }: GetRosterWeek): Promise<Result<Route>> {
    return this.#db.read(by, (tx) => rosterWeekFor(tx, by, params.week, this.#clock.nowMs()));
  }
}
