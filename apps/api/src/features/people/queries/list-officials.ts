import type { Input, Result, routes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { OFFICIALS, type OfficialRow, officialOf } from '../official-view.ts';

type Route = typeof routes.listOfficials;

const SORT: Sortable = {
  columns: { name: 'person_name', role: 'role', agency: 'agency_name', state: 'state', startsOn: 'starts_on', endedAt: 'ended_at' },
  fallback: `state = 'ended', agency_name nulls first, role, person_name`,
  tie: 'appointment_id',
};
const MATCHING = `select * from (${OFFICIALS}) a
  where ($1::text is null or concat_ws(' ', person_name, agency_name, badge_number) ilike $1) and ($2::text is null or role = $2) and ($3::text is null or state = $3)`;

/** Posts at the bureau and of authorities' officers, current ones first. */
export class ListOfficials extends Query<Result<Route>> {
  readonly by: DistrictActor;
  readonly query: Input<Route>['query'];
  constructor(by: DistrictActor, query: Input<Route>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListOfficials)
export class ListOfficialsHandler implements IQueryHandler<ListOfficials> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListOfficials): Promise<Result<Route>> {
    const { rows, total } = await this.#db.read(by, (tx) => listPage<OfficialRow>(tx, query, SORT, MATCHING, [containing(query.q), query.role ?? null, query.state ?? null]));
    return { items: rows.map((row) => officialOf(row, by)), total };
  }
}
