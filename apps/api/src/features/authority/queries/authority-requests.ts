import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, authorityRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { AUTHORITY_STATES, isSettled } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { containing, listPage } from '../../../platform/database/listing.ts';
import { AUTHORITY_REQUESTS, type AuthorityRequestRow, type AuthorityRequestView, authorityRequestView, authorityRequestViewFor } from '../authority-request-view.ts';

type Routes = typeof authorityRoutes;

/** Requests of authorities to the school. */
export class ListAuthorityRequests extends Query<Result<Routes['listAuthorityRequests']>> {
  readonly by: SchoolActor;
  readonly query: Input<Routes['listAuthorityRequests']>['query'];
  constructor(by: SchoolActor, query: Input<Routes['listAuthorityRequests']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

const SORTABLE = {
  columns: { deadline: 'deadline_at', filedAt: 'filed_at', state: 'state', agency: 'agency_name', noticeNumber: 'notice_number' },
  fallback: `(state in (${AUTHORITY_STATES.filter(isSettled).map((state) => `'${state}'`).join(', ')})), deadline_at`,
  tie: 'request_id',
};
const MATCHING = `${AUTHORITY_REQUESTS} and ($2::text is null or r.state = $2) and ($3::text is null or r.notice_number ilike $3 or r.case_number ilike $3 or r.places ilike $3 or r.agency_name ilike $3)`;

@QueryHandler(ListAuthorityRequests)
export class ListAuthorityRequestsHandler implements IQueryHandler<ListAuthorityRequests> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListAuthorityRequests): Promise<Result<Routes['listAuthorityRequests']>> {
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<AuthorityRequestRow>(tx, query, SORTABLE, MATCHING, [by.schoolId, query.state ?? null, containing(query.q)]);
      return { items: rows.map((row) => authorityRequestView(row, by)), total };
    });
  }
}

/** One request of an authority to the school. */
export class GetAuthorityRequest extends Query<AuthorityRequestView> {
  readonly by: SchoolActor;
  readonly requestId: string;
  constructor(by: SchoolActor, requestId: string) {
    super();
    this.by = by;
    this.requestId = requestId;
  }
}

@QueryHandler(GetAuthorityRequest)
export class GetAuthorityRequestHandler implements IQueryHandler<GetAuthorityRequest> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, requestId }: GetAuthorityRequest): Promise<AuthorityRequestView> {
    return this.#db.read(by, (tx) => authorityRequestViewFor(tx, by, requestId));
  }
}
