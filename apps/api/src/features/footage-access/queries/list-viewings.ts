import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { ABSENCE_ENDS_MS, PRESENCE_TIMEOUT_MS, seesAllRequests } from '@guardroom/domain';
import { Tenants } from '../../../platform/database/databases.ts';
import { containing, listPage } from '../../../platform/database/listing.ts';
import { type SessionRow, VIEWINGS, viewingView } from '../viewing-session.repository.ts';

/** Viewings of the school for those who decide or serve requests; those one is part of for everybody else. */
export class ListViewings extends Query<Result<Routes['listViewings']>> {
  readonly by: SchoolActor;
  readonly query: Input<Routes['listViewings']>['query'];
  constructor(by: SchoolActor, query: Input<Routes['listViewings']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

const before = (ms: number): string => `clock_timestamp() - interval '${ms} milliseconds'`;
/** The domain's `standingOf` for the filter by state; what is shown comes from the domain itself. */
const STATE = `case
  when v.state = 'ended' or v.expires_at <= clock_timestamp() or v.viewer_seen_at <= ${before(ABSENCE_ENDS_MS)} or (v.escort_needed and v.escort_seen_at <= ${before(ABSENCE_ENDS_MS)}) then 'ended'
  when v.escort_needed and v.escort_sub is null then 'authenticating'
  when v.viewer_seen_at < ${before(PRESENCE_TIMEOUT_MS)} or (v.escort_needed and v.escort_seen_at < ${before(PRESENCE_TIMEOUT_MS)}) then 'blanked'
  else 'playing' end`;
/** `waiting` in ascending order puts those first that wait for an escort. */
const SORTABLE = { columns: { openedAt: 'opened_at', waiting: `(present <> 'authenticating')`, state: 'present', viewer: 'viewer_name' }, fallback: 'opened_at desc', tie: 'session_id' };

const MATCHING = `select * from (${VIEWINGS}) v cross join lateral (select ${STATE} as present) p
  where ($2::text is null or $2 in (v.viewer_sub, v.escort_sub, v.applicant_sub)) and ($3::text is null or p.present = $3) and ($4::text is null or v.request_id = $4)
    and ($5::text is null or concat_ws(' ', v.viewer_name, v.escort_name, v.request_number, v.mark) ilike $5)`;

@QueryHandler(ListViewings)
export class ListViewingsHandler implements IQueryHandler<ListViewings> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListViewings): Promise<Result<Routes['listViewings']>> {
    const values = [by.schoolId, seesAllRequests(by) ? null : by.sub, query.state ?? null, query.requestId ?? null, containing(query.q)];
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<SessionRow>(tx, query, SORTABLE, MATCHING, values);
      return { items: rows.map(viewingView), total };
    });
  }
}
