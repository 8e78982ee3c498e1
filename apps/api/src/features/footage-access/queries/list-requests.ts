import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { seesAllRequests } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { boundsOf, containing, listPage } from '../../../platform/database/listing.ts';
import { REQUESTS, type RequestRow, requestView } from '../footage-request.repository.ts';

/** Requests of the school for those who decide or serve them; one's own for everybody else. */
export class ListRequests extends Query<Result<Routes['listRequests']>> {
  readonly by: SchoolActor;
  readonly query: Input<Routes['listRequests']>['query'];
  constructor(by: SchoolActor, query: Input<Routes['listRequests']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

const SORTABLE = { columns: { filedAt: 'filed_at', number: 'number', state: 'state', applicant: 'applicant_name', from: 'from_at', purpose: 'purpose' }, fallback: 'filed_at desc', tie: 'request_id' };

const MATCHING = `${REQUESTS} and ($3 = false or r.applicant_sub = $2) and ($4::text is null or r.state = $4) and ($6::text is null or r.purpose = $6)
  and ($7::timestamptz is null or r.filed_at >= $7) and ($8::timestamptz is null or r.filed_at < $8)
  and ($5::text is null or concat_ws(' ', r.number, r.applicant_name, r.reason) ilike $5
       or exists (select from footage_request_cameras rc join cameras m using (school_id, camera_id) where rc.school_id = r.school_id and rc.request_id = r.request_id and m.name ilike $5))`;

@QueryHandler(ListRequests)
export class ListRequestsHandler implements IQueryHandler<ListRequests> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListRequests): Promise<Result<Routes['listRequests']>> {
    const ownOnly = query.mine === true || !seesAllRequests(by);
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<RequestRow>(tx, query, SORTABLE, MATCHING, [by.schoolId, by.sub, ownOnly, query.state ?? null, containing(query.q), query.purpose ?? null, ...boundsOf(query)]);
      return { items: rows.map((row) => requestView(row, by)), total };
    });
  }
}
