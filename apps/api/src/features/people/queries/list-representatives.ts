import type { Input, Result, routes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { APPOINTMENTS, type AppointmentRow, appointmentOf } from '../appointment-view.ts';

type Route = typeof routes.listRepresentatives;
type Row = AppointmentRow & { readonly at_school: string; readonly school_name: string };

const SORT: Sortable = {
  columns: { school: 'school_name', person: 'person_name', state: 'state', startsOn: 'starts_on' },
  fallback: 'appointment_id is not null, school_name',
  tie: 'at_school, appointment_id',
};
const STATEMENT = `
  select s.school_id as at_school, s.name as school_name, a.*
    from schools s left join (select * from (${APPOINTMENTS}) m where role = 'legal_representative' and state in ('proposed', 'accepted', 'current')) a using (school_id)
   where ($1::text is null or s.name ilike $1 or a.person_name ilike $1) and ($2::text is null or coalesce(a.state, 'vacant') = $2)`;

/** Who represents each school of the district by law. */
export class ListRepresentatives extends Query<Result<Route>> {
  readonly by: DistrictActor;
  readonly query: Input<Route>['query'];
  constructor(by: DistrictActor, query: Input<Route>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListRepresentatives)
export class ListRepresentativesHandler implements IQueryHandler<ListRepresentatives> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListRepresentatives): Promise<Result<Route>> {
    const { rows, total } = await this.#db.read(by, (tx) => listPage<Row>(tx, query, SORT, STATEMENT, [containing(query.q), query.state ?? null]));
    return { items: rows.map((row) => ({ school: { id: row.at_school, name: row.school_name }, appointment: row.appointment_id ? appointmentOf(row, by) : null })), total };
  }
}
