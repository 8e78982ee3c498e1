import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { assetFor, assetOf } from '../asset-view.ts';

type Route = typeof routes.getAsset;

/** One device of the register. */
export class GetAsset extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly assetId: string;
  constructor(by: SchoolActor, assetId: string) {
    super();
    this.by = by;
    this.assetId = assetId;
  }
}

@QueryHandler(GetAsset)
export class GetAssetHandler implements IQueryHandler<GetAsset> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, assetId }: GetAsset): Promise<Result<Route>> {
    return assetOf(await this.#db.read(by, (tx) => assetFor(tx, assetId)), this.#clock.nowMs());
  }
}
