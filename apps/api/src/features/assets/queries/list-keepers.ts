import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { staffOf } from '../people.ts';

type Route = typeof routes.listKeepers;

/** People who may keep a device, and those among them who repair. */
export class ListKeepers extends Query<Result<Route>> {
  readonly by: SchoolActor;
  constructor(by: SchoolActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(ListKeepers)
export class ListKeepersHandler implements IQueryHandler<ListKeepers> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by }: ListKeepers): Promise<Result<Route>> {
    return { items: await this.#db.read(by, staffOf) };
  }
}
