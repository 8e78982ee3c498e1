import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, authorityRoutes } from '@guardroom/contracts';
import type { CaseActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { containing, listPage } from '../../../platform/database/listing.ts';
import { CASES, type CaseRow, type CaseView, caseView, caseViewFor } from '../case-view.ts';

type Routes = typeof authorityRoutes;

/** Schools that an agency can address. */
export class ListCaseSchools extends Query<Result<Routes['listCaseSchools']>> {
  readonly by: CaseActor;
  readonly query: Input<Routes['listCaseSchools']>['query'];
  constructor(by: CaseActor, query: Input<Routes['listCaseSchools']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListCaseSchools)
export class ListCaseSchoolsHandler implements IQueryHandler<ListCaseSchools> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListCaseSchools): Promise<Result<Routes['listCaseSchools']>> {
    const sortable = { columns: { name: 'name' }, fallback: 'name', tie: 'id' };
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<{ id: string; name: string }>(tx, query, sortable, 'select school_id as id, name from schools where $1::text is null or name ilike $1', [containing(query.q)]);
      return { items: rows, total };
    });
  }
}

/** Requests of the actor's agency. */
export class ListCases extends Query<Result<Routes['listCases']>> {
  readonly by: CaseActor;
  readonly query: Input<Routes['listCases']>['query'];
  constructor(by: CaseActor, query: Input<Routes['listCases']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

const SORTABLE = { columns: { filedAt: 'filed_at', deadline: 'deadline_at', state: 'state', noticeNumber: 'notice_number', school: 'school_name' }, fallback: 'filed_at desc', tie: 'request_id' };

@QueryHandler(ListCases)
export class ListCasesHandler implements IQueryHandler<ListCases> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListCases): Promise<Result<Routes['listCases']>> {
    const matching = `${CASES} and ($2::text is null or r.state = $2) and ($3::text is null or r.notice_number ilike $3 or r.case_number ilike $3 or r.places ilike $3 or s.name ilike $3)`;
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<CaseRow>(tx, query, SORTABLE, matching, [by.agencyId, query.state ?? null, containing(query.q)]);
      return { items: rows.map(caseView), total };
    });
  }
}

/** One request of the actor's agency. */
export class GetCase extends Query<CaseView> {
  readonly by: CaseActor;
  readonly caseId: string;
  constructor(by: CaseActor, caseId: string) {
    super();
    this.by = by;
    this.caseId = caseId;
  }
}

@QueryHandler(GetCase)
export class GetCaseHandler implements IQueryHandler<GetCase> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, caseId }: GetCase): Promise<CaseView> {
    return this.#db.read(by, (tx) => caseViewFor(tx, by, caseId));
  }
}
