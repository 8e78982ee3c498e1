import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';

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

@QueryHandler(ListDistrictSchools)
export class ListDistrictSchoolsHandler implements IQueryHandler<ListDistrictSchools> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query: q }: ListDistrictSchools): Promise<Page> {
    const where = `($1::text is null or s.name ilike '%' || $1 || '%')`;
    const direction = q.sort?.startsWith('-') ? 'desc' : 'asc';
    return this.#db.read(by, async (tx) => {
      const items = await tx.query<Page['items'][number]>(
        `with page as (select s.school_id, s.name from schools s where ${where} order by s.name ${direction} limit $2 offset $3),
         days as (
           select d.school_id, d.day, sum(d.expected_seconds) as expected, sum(d.held_seconds) as held, sum(d.unexplained_seconds) as unexplained
             from camera_days d where d.school_id in (select school_id from page) and d.day > (now() at time zone 'Asia/Shanghai')::date - $4::int group by d.school_id, d.day),
         newest as (select distinct on (c.school_id, c.control) c.school_id, c.control, c.result, c.day from control_results c where c.school_id in (select school_id from page) order by c.school_id, c.control, c.day desc)
         select p.school_id as id, p.name,
           (select count(*)::int from camera_status c where c.school_id = p.school_id) as cameras,
           (select count(*)::int from camera_status c where c.school_id = p.school_id and c.state = 'recording' and c.reported_at > now() - ${ONLINE}) as "camerasRecording",
           exists (select from gateway_status g where g.school_id = p.school_id and g.last_seen_at > now() - ${ONLINE}) as "gatewayOnline",
           (select count(*)::int from recording_gaps g where g.school_id = p.school_id and g.to_at is null) as "openGaps",
           (select count(*)::int from recording_gaps g where g.school_id = p.school_id and g.reason is null) as "unexplainedGaps",
           coalesce((select jsonb_agg(jsonb_build_object('day', to_char(d.day, 'YYYY-MM-DD'), 'expectedSeconds', d.expected, 'heldSeconds', d.held, 'unexplainedSeconds', d.unexplained,
              'percent', case when d.expected > 0 then round((d.held / d.expected * 100)::numeric, 2) end) order by d.day) from days d where d.school_id = p.school_id), '[]') as days,
           coalesce((select jsonb_agg(jsonb_build_object('control', n.control, 'result', n.result, 'day', to_char(n.day, 'YYYY-MM-DD')) order by n.control) from newest n where n.school_id = p.school_id), '[]') as results
         from page p order by p.name ${direction}`,
        [q.q ?? null, q.perPage, (q.page - 1) * q.perPage, q.days],
      );
      const [count] = await tx.query<{ n: string }>(`select count(*) as n from schools s where ${where}`, [q.q ?? null]);
      return { items, total: Number(count?.n ?? 0) };
    });
  }
}
