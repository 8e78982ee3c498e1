import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { CLEARANCES, CLEARANCE_PARAMETERS, type ClearanceRow, clearanceOf } from '../clearance-view.ts';

type Route = typeof routes.listOwnClearances;

/** What one's own posts ask for, and what one has. */
export class ListOwnClearances extends Query<Result<Route>> {
  readonly by: SchoolActor;
  constructor(by: SchoolActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(ListOwnClearances)
export class ListOwnClearancesHandler implements IQueryHandler<ListOwnClearances> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by }: ListOwnClearances): Promise<Result<Route>> {
    const own = `select * from (${CLEARANCES}) c where person_id = $5 order by array_position($3::text[], kind)`;
    const rows = await this.#db.read(by, (tx) => tx.query<ClearanceRow>(own, [...CLEARANCE_PARAMETERS, by.personId]));
    return { items: rows.map(clearanceOf) };
  }
}
