import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { type LiveView, liveViewFor, liveViewOf } from '../live-view.ts';

/** One live view as it is now. */
export class GetLiveView extends Query<LiveView> {
  readonly by: SchoolActor;
  readonly viewId: string;
  constructor(by: SchoolActor, viewId: string) {
    super();
    this.by = by;
    this.viewId = viewId;
  }
}

@QueryHandler(GetLiveView)
export class GetLiveViewHandler implements IQueryHandler<GetLiveView> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, viewId }: GetLiveView): Promise<LiveView> {
    return this.#db.read(by, async (tx) => liveViewOf(await liveViewFor(tx, by, viewId)));
  }
}
