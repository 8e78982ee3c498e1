import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { CAMERAS, type CameraRow, cameraOf } from '../camera-view.ts';

type Route = typeof routes.listCameras;
const SORT: Sortable = { columns: { name: 'name', location: 'location', space: 'space', state: 'state', stateSince: 'state_since', codec: 'codec', deliveredFps: 'delivered_fps', lastFrameAt: 'last_frame_at', registeredAt: 'registered_at' }, fallback: 'name', tie: 'id' };

/** Cameras of a school with what they do now. */
export class ListCameras extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListCameras)
export class ListCamerasHandler implements IQueryHandler<ListCameras> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListCameras): Promise<Result<Route>> {
    const statement = `select * from (${CAMERAS}) c where ($1::text is null or name ilike $1 or location ilike $1) and ($2::text is null or state = $2) and ($3::text is null or space = $3) and ($4::text is null or gateway_id = $4)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<CameraRow>(tx, query, SORT, statement, [containing(query.q), query.state ?? null, query.space ?? null, query.gatewayId ?? null]));
    return { items: rows.map((row) => cameraOf(row, by)), total };
  }
}
