import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { CLEARANCES, CLEARANCE_PARAMETERS, type ClearanceRow, clearanceOf } from '../clearance-view.ts';

type Route = typeof routes.listClearances;
const SORT: Sortable = {
  columns: { name: 'person_name', kind: 'kind', state: 'state', doneOn: 'done_on', validUntil: 'valid_until' },
  fallback: `array_position('{missing,failed,expired,expiring,valid}'::text[], state), person_name, array_position('{background_check,undertaking,training,credential}'::text[], kind)`,
  tie: 'person_id, kind',
};
const MATCHING = `select * from (${CLEARANCES}) c
  where ($5::text is null or concat_ws(' ', person_name, issuer, note) ilike $5) and ($6::text is null or kind = $6) and ($7::text is null or state = $7) and ($8::boolean is null or required = $8) and ($9::text is null or person_id = $9)`;

/** What people have and lack, what is lacking first. */
export class ListClearances extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly query: Input<Route>['query'];
  constructor(by: SchoolActor, query: Input<Route>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListClearances)
export class ListClearancesHandler implements IQueryHandler<ListClearances> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListClearances): Promise<Result<Route>> {
    const values = [...CLEARANCE_PARAMETERS, containing(query.q), query.kind ?? null, query.state ?? null, query.required ?? null, query.personId ?? null];
    const { rows, total } = await this.#db.read(by, (tx) => listPage<ClearanceRow>(tx, query, SORT, MATCHING, values));
    return { items: rows.map(clearanceOf), total };
  }
}
