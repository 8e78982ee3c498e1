import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';

type Page = Result<Routes['listDistrictSchools']>;
type Asked = Input<Routes['listDistrictSchools']>['query'];

/** A gateway that was silent for longer counts as away. */
const ONLINE = "interval '30 seconds'";

/** The district's schools: figures and results, never pictures, names of cameras or layouts. */
export class ListDistrictSchools extends Query<Page> {
  readonly by: DistrictActor;
  readonly query: Asked;
  constructor(by: DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

/** Recording is today's share, so that the worst come first; the planner counts either for a page only, unless the order asks for all. */
const SORTABLE: Sortable = { columns: { school: 'name', recording: 'recording', gaps: 'gaps' }, fallback: 'name', tie: 'id' };

const SCHOOLS = `
  select s.school_id as id, s.name,
         (select sum(d.held_seconds) / nullif(sum(d.expected_seconds), 0) from camera_days d where d.school_id = s.school_id and d.day = (now() at time zone 'Asia/Shanghai')::date) as recording,
         (select count(*) from recording_gaps g where g.school_id = s.school_id and g.reason is null) as gaps
    from schools s where ($1::text is null or s.name ilike $1)`;

const FIGURES = `
  with days as (
    select d.school_id, d.day, sum(d.expected_seconds) as expected, sum(d.held_seconds) as held, sum(d.unexplained_seconds) as unexplained
      from camera_days d where d.school_id = any ($1) and d.day > (now() at time zone 'Asia/Shanghai')::date - $2::int group by d.school_id, d.day)
  select s.school_id as id, s.name,
         (select count(*)::int from camera_status c where c.school_id = s.school_id) as cameras,
         (select count(*)::int from camera_status c where c.school_id = s.school_id and c.state = 'recording' and c.reported_at > now() - ${ONLINE}) as "camerasRecording",
         exists (select from gateway_status g where g.school_id = s.school_id and g.last_seen_at > now() - ${ONLINE}) as "gatewayOnline",
         (select count(*)::int from recording_gaps g where g.school_id = s.school_id and g.to_at is null) as "openGaps",
         (select count(*)::int from recording_gaps g where g.school_id = s.school_id and g.reason is null) as "unexplainedGaps",
         coalesce((select jsonb_agg(jsonb_build_object('day', to_char(d.day, 'YYYY-MM-DD'), 'expectedSeconds', d.expected, 'heldSeconds', d.held, 'unexplainedSeconds', d.unexplained,
            'percent', case when d.expected > 0 then round((d.held / d.expected * 100)::numeric, 2) end) order by d.day) from days d where d.school_id = s.school_id), '[]') as days
    from unnest($1::text[]) with ordinality as w (school_id, place) join schools s using (school_id) order by w.place`;

@QueryHandler(ListDistrictSchools)
export class ListDistrictSchoolsHandler implements IQueryHandler<ListDistrictSchools> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query: q }: ListDistrictSchools): Promise<Page> {
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<{ id: string }>(tx, q, SORTABLE, SCHOOLS, [containing(q.q)]);
      const items = await tx.query<Page['items'][number]>(FIGURES, [rows.map(({ id }) => id), q.days]);
      return { items, total };
    });
  }
}
