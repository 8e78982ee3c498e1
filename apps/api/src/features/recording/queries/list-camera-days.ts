import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';

type Route = typeof routes.listCameraDays;
type CameraDay = Result<Route>['items'][number];
const SORT: Sortable = {
  columns: { day: 'day', camera: 'camera_name', percent: 'percent', heldSeconds: '"heldSeconds"', unexplainedSeconds: '"unexplainedSeconds"', gaps: 'gaps' },
  fallback: 'day desc, camera_name',
  tie: 'camera_id',
};

/** Completeness per camera and day, newest first. */
export class ListCameraDays extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListCameraDays)
export class ListCameraDaysHandler implements IQueryHandler<ListCameraDays> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListCameraDays): Promise<Result<Route>> {
    const statement = `
      select d.camera_id, c.name as camera_name, d.day::text as day, d.expected_seconds as "expectedSeconds", d.held_seconds as "heldSeconds", d.verified_seconds as "verifiedSeconds",
             d.unexplained_seconds as "unexplainedSeconds", d.gaps,
             (select count(*) from chain_breaks b where b.school_no = c.school_no and b.camera_no = c.camera_no and b.minute >= (d.day::timestamp at time zone 'Asia/Shanghai') and b.minute < ((d.day + 1)::timestamp at time zone 'Asia/Shanghai'))::int as "chainBreaks", case when d.expected_seconds > 0 then 100 * d.held_seconds / d.expected_seconds end as percent
        from camera_days d join cameras c using (school_id, camera_id)
       where ($1::text is null or c.name ilike $1) and ($2::date is null or d.day >= $2) and ($3::date is null or d.day <= $3) and ($4::text is null or d.camera_id = $4)`;
    const { rows, total } = await this.#db.read(by, (tx) =>
      listPage<Omit<CameraDay, 'camera'> & { camera_id: string; camera_name: string }>(tx, query, SORT, statement, [containing(query.q), query.from ?? null, query.to ?? null, query.cameraId ?? null]),
    );
    return { items: rows.map(({ camera_id: id, camera_name: name, ...day }) => ({ camera: { id, name }, ...day })), total };
  }
}
