import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { ASSETS, type AssetRow, assetOf } from '../asset-view.ts';
import { STANDING, MISSING } from '../standing-sql.ts';

type Route = typeof routes.listAssets;
const SORT: Sortable = {
  columns: { tagNumber: 'tag_number', name: 'name', assetClass: 'asset_class', state: 'state', location: 'location', purchasedOn: 'purchased_on', acceptedOn: 'accepted_on', serviceLifeEndsOn: 'service_life_ends_on', keeper: 'keeper_name' },
  fallback: 'tag_number',
  tie: 'id',
};

/** The asset register. */
export class ListAssets extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly query: Input<Route>['query'];
  constructor(by: SchoolActor, query: Input<Route>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListAssets)
export class ListAssetsHandler implements IQueryHandler<ListAssets> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, query }: ListAssets): Promise<Result<Route>> {
    const statement = `select * from (${ASSETS}) a
      where ($1::text is null or name ilike $1 or tag_number ilike $1 or location ilike $1 or model ilike $1 or serial_number ilike $1 or keeper_name ilike $1)
        and ($2::text is null or asset_class = $2) and ($3::text is null or state = $3) and ($4::text is null or ${STANDING} = $4)
        and ($5::boolean is null or broken = $5) and ($6::boolean is null or (${MISSING}) = $6) and ($7::text is null or camera_id = $7)`;
    const values = [containing(query.q), query.assetClass ?? null, query.state ?? null, query.life ?? null, query.broken ?? null, query.incomplete ?? null, query.cameraId ?? null];
    const { rows, total } = await this.#db.read(by, (tx) => listPage<AssetRow>(tx, query, SORT, statement, values));
    return { items: rows.map((row) => assetOf(row, this.#clock.nowMs())), total };
  }
}
