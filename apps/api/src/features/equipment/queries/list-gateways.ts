import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { GATEWAYS, type GatewayRow, gatewayOf } from '../gateway-view.ts';

type Route = typeof routes.listGateways;
const SORT: Sortable = {
  columns: { name: 'name', state: 'state', lastSeenAt: 'last_seen_at', cameras: 'cameras', camerasRecording: 'cameras_recording', clockOffsetMs: 'abs(clock_offset_ms)', spoolBytes: 'spool_bytes', spoolOldestAt: 'spool_oldest_at', version: 'version' },
  fallback: 'name',
  tie: 'id',
};

/** Gateways of a school: state, clock and spool. */
export class ListGateways extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListGateways)
export class ListGatewaysHandler implements IQueryHandler<ListGateways> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListGateways): Promise<Result<Route>> {
    const statement = `select * from (${GATEWAYS}) g where ($1::text is null or name ilike $1) and ($2::text is null or state = $2) and ($3::boolean is null or online = $3)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<GatewayRow>(tx, query, SORT, statement, [containing(query.q), query.state ?? null, query.online ?? null]));
    return { items: rows.map(gatewayOf), total };
  }
}
