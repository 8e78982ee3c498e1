import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { INCIDENTS, type IncidentLineRow, incidentLine } from '../incident.repository.ts';

type Asked = Input<Routes['listIncidents']>['query'];
const SORT: Sortable = { columns: { number: 'number', openedAt: 'opened_at', from: 'from_at', state: 'state', category: 'category', severity: `array_position('{general,larger,major,extraordinary}'::text[], severity)`, place: 'place', closeBy: 'close_by' }, fallback: 'opened_at desc', tie: 'incident_id' };
const MATCHING = `${INCIDENTS} where ($1::text is null or concat_ws(' ', i.number, i.place, i.description, i.opened_by_name) ilike $1)
  and ($2::text is null or i.state = $2) and ($3::text is null or i.category = $3) and ($4::text is null or i.severity = $4) and ($5::boolean is null or (i.state <> 'closed') = $5)`;

/** Incidents of the school, newest first. */
export class ListIncidents extends Query<Result<Routes['listIncidents']>> {
  readonly by: SchoolActor;
  readonly query: Asked;
  constructor(by: SchoolActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListIncidents)
export class ListIncidentsHandler implements IQueryHandler<ListIncidents> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListIncidents): Promise<Result<Routes['listIncidents']>> {
    const values = [containing(query.q), query.state ?? null, query.category ?? null, query.severity ?? null, query.open ?? null];
    const { rows, total } = await this.#db.read(by, (tx) => listPage<IncidentLineRow>(tx, query, SORT, MATCHING, values));
    return { items: rows.map(incidentLine), total };
  }
}
