import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, boundsOf, containing, listPage } from '../../../platform/database/listing.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { GAPS, type GapRow, gapOf } from '../gap-view.ts';

type Route = typeof routes.listGaps;
const SORT: Sortable = { columns: { from: 'from_at', to: 'to_at', camera: 'camera_name', cause: 'cause', explanation: 'reason', explainBy: 'explain_by', seconds: 'coalesce(to_at, now()) - from_at' }, fallback: 'from_at desc', tie: 'id' };

/** Missing footage with cause and explanation, newest first. */
export class ListGaps extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListGaps)
export class ListGapsHandler implements IQueryHandler<ListGaps> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, input: { query } }: ListGaps): Promise<Result<Route>> {
    const statement = `select * from (${GAPS}) g where ($1::text is null or camera_name ilike $1 or words ilike $1) and ($2::text is null or camera_id = $2) and ($3::boolean is null or (reason is not null) = $3) and ($4::text is null or cause = $4)
      and ($5::timestamptz is null or coalesce(to_at, now()) > $5) and ($6::timestamptz is null or from_at < $6)
      and ($7::text is null or exists (select from recording_gaps b where b.gap_id = $7 and b.gap_id <> g.id and g.from_at <= coalesce(b.to_at, now()) + interval '1 minute' and coalesce(g.to_at, now()) >= b.from_at - interval '1 minute'))`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<GapRow>(tx, query, SORT, statement, [containing(query.q), query.cameraId ?? null, query.explained ?? null, query.cause ?? null, ...boundsOf(query), query.beside ?? null]));
    return { items: rows.map((row) => gapOf(row, this.#clock.nowMs())), total };
  }
}
