import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { boundsOf, containing, listPage } from '../../../platform/database/listing.ts';

/** The viewing register: per viewing and camera, each stretch that was seen without a break. */
export class ListRegister extends Query<Result<Routes['listRegister']>> {
  readonly by: SchoolActor;
  readonly query: Input<Routes['listRegister']>['query'];
  constructor(by: SchoolActor, query: Input<Routes['listRegister']>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

type Row = {
  session_id: string; request_id: string; number: string; viewer_person_id: string; viewer_name: string; escort_person_id: string | null; escort_name: string | null;
  camera_id: string; camera_name: string; from_at: Date; to_at: Date; fragments: string; first_at: Date; last_at: Date;
};

const SORTABLE = { columns: { lastAt: 'last_at', firstAt: 'first_at', from: 'from_at', viewer: 'viewer_name', escort: 'escort_name', camera: 'camera_name', fragments: 'fragments', request: 'number' }, fallback: 'last_at desc', tie: 'session_id, camera_id, from_at' };

/** A stretch breaks where more than a second lies between what was seen before and the next fragment. */
const STRETCHES = `
  select session_id, request_id, number, viewer_person_id, viewer_name, escort_person_id, escort_name, camera_id, camera_name,
         min(from_at) as from_at, max(to_at) as to_at, count(*) as fragments, min(served_at) as first_at, max(served_at) as last_at
    from (select *, count(*) filter (where breaks) over (partition by session_id, camera_id order by from_at, entry_no) as stretch
            from (select e.*, r.number, v.viewer_person_id, v.viewer_name, v.escort_person_id, v.escort_name, m.name as camera_name,
                         e.from_at > max(e.to_at) over (partition by e.session_id, e.camera_id order by e.from_at, e.entry_no rows between unbounded preceding and 1 preceding) + interval '1 second' as breaks
                    from viewing_entries e join viewing_sessions v using (school_id, session_id) join footage_requests r on r.school_id = e.school_id and r.request_id = e.request_id
                    join cameras m on m.school_id = e.school_id and m.camera_id = e.camera_id
                   where e.school_id = $1 and ($2::text is null or e.session_id = $2) and ($3::text is null or e.request_id = $3) and ($5::text is null or e.camera_id = $5)
                     and ($6::timestamptz is null or e.served_at >= $6) and ($7::timestamptz is null or e.served_at < $7)
                     and ($4::text is null or concat_ws(' ', r.number, v.viewer_name, v.escort_name, m.name) ilike $4)) entries) numbered
   group by session_id, request_id, number, viewer_person_id, viewer_name, escort_person_id, escort_name, camera_id, camera_name, stretch`;

@QueryHandler(ListRegister)
export class ListRegisterHandler implements IQueryHandler<ListRegister> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListRegister): Promise<Result<Routes['listRegister']>> {
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<Row>(tx, query, SORTABLE, STRETCHES, [by.schoolId, query.sessionId ?? null, query.requestId ?? null, containing(query.q), query.cameraId ?? null, ...boundsOf(query)]);
      return { items: rows.map(entryOf), total };
    });
  }
}

const entryOf = (row: Row): Result<Routes['listRegister']>['items'][number] => ({
  sessionId: row.session_id,
  request: { id: row.request_id, number: row.number },
  viewer: { id: row.viewer_person_id, name: row.viewer_name },
  escort: row.escort_person_id ? { id: row.escort_person_id, name: row.escort_name ?? '' } : null,
  camera: { id: row.camera_id, name: row.camera_name },
  from: row.from_at.toISOString(),
  to: row.to_at.toISOString(),
  fragments: Number(row.fragments),
  firstAt: row.first_at.toISOString(),
  lastAt: row.last_at.toISOString(),
});
