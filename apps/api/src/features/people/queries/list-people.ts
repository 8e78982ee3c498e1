import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import type { SchoolRole } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { APPOINTMENTS } from '../appointment-view.ts';

type Route = typeof routes.listPeople;
type Row = { readonly person_id: string; readonly name: string; readonly roles: SchoolRole[] };
const SORT: Sortable = { columns: { name: 'name' }, fallback: 'cardinality(roles) = 0, name', tie: 'person_id' };
const PEOPLE = `
  select person_id, max(person_name) as name, coalesce(array_agg(distinct role) filter (where state in ('current', 'accepted')), '{}') as roles
    from (${APPOINTMENTS}) a where ($1::text is null or person_name ilike $1) group by person_id`;

/** People of the school with the posts they hold. */
export class ListPeople extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly query: Input<Route>['query'];
  constructor(by: SchoolActor, query: Input<Route>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListPeople)
export class ListPeopleHandler implements IQueryHandler<ListPeople> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListPeople): Promise<Result<Route>> {
    const { rows, total } = await this.#db.read(by, (tx) => listPage<Row>(tx, query, SORT, PEOPLE, [containing(query.q)]));
    return { items: rows.map(({ person_id: id, name, roles }) => ({ id, name, roles })), total };
  }
}
