import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { ROSTERS, type RosterRow, rosterView } from '../roster.repository.ts';

type Route = typeof dutyRoutes.listRosters;
const SORT: Sortable = { columns: { week: 'week', version: 'version', publishedAt: 'published_at' }, fallback: 'week desc, version desc', tie: 'roster_id' };

/** All versions of rosters, newest week and version first. */
export class ListRosters extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListRosters)
export class ListRostersHandler implements IQueryHandler<ListRosters> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListRosters): Promise<Result<Route>> {
    const statement = `${ROSTERS} and ($2::text is null or r.published_by_name ilike $2 or r.drafted_by_name ilike $2) and ($3::date is null or r.week = $3::date) and ($4::text is null or r.state = $4)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<RosterRow>(tx, query, SORT, statement, [by.schoolId, containing(query.q), query.week ?? null, query.state ?? null]));
    return { items: rows.map(rosterView), total };
  }
}
