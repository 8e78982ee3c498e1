import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { handoverViewFor } from '../handover.repository.ts';

type Route = typeof dutyRoutes.getHandover;

/** One handover with its list and signatures. */
export class GetHandover extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(GetHandover)
export class GetHandoverHandler implements IQueryHandler<GetHandover> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, input: { params } }: GetHandover): Promise<Result<Route>> {
    return this.#db.read(by, (tx) => handoverViewFor(tx, by, params.handoverId));
  }
}
