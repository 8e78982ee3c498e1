import type { Input, Result, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { TOLD_TO_SCHOOL, VISITS, type VisitDetail, type VisitRow, visitDetail, visitOf } from '../visit-view.ts';

type Page = Result<typeof supervisionRoutes.listDistrictVisits>;
type Asked = Input<typeof supervisionRoutes.listDistrictVisits>['query'];
const SORT: Sortable = { columns: { day: 'day', school: 'school_name', state: 'state', findings: 'findings' }, fallback: 'day desc', tie: 'visit_id' };

/** Visits, of a bureau or of one school. */
export class ListVisits extends Query<Page> {
  readonly by: SchoolActor | DistrictActor;
  readonly query: Asked;
  constructor(by: SchoolActor | DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

/** One visit with all of it. */
export class GetVisit extends Query<VisitDetail> {
  readonly by: SchoolActor | DistrictActor;
  readonly visitId: string;
  constructor(by: SchoolActor | DistrictActor, visitId: string) {
    super();
    this.by = by;
    this.visitId = visitId;
  }
}

@QueryHandler(ListVisits)
export class ListVisitsHandler implements IQueryHandler<ListVisits> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListVisits): Promise<Page> {
    const statement = `${VISITS} where ($1::text is null or s.name ilike $1 or v.planned_by_name ilike $1) and ($2::text is null or v.state = $2) and ($3::text is null or v.school_id = $3)
      ${by.kind === 'school' ? `and ${TOLD_TO_SCHOOL}` : ''}`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<VisitRow>(tx, query, SORT, statement, [containing(query.q), query.state ?? null, query.schoolId ?? null]));
    return { items: rows.map((row) => visitOf(row, by)), total };
  }
}

@QueryHandler(GetVisit)
export class GetVisitHandler implements IQueryHandler<GetVisit> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, visitId }: GetVisit): Promise<VisitDetail> {
    return this.#db.read(by, (tx) => visitDetail(tx, by, visitId));
  }
}
