import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { containing, listPage } from '../../../platform/database/listing.ts';
import { LIVE_VIEWS, type LiveViewRow, liveViewOf, overseesLive } from '../live-view.ts';

type Asked = Input<Routes['listLiveViews']>['query'];

/** The register of live watching: all of the school for those who oversee, one's own for everybody else. */
export class ListLiveViews extends Query<Result<Routes['listLiveViews']>> {
  readonly by: SchoolActor;
  readonly query: Asked;
  constructor(by: SchoolActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

const SORTABLE = { columns: { openedAt: 'opened_at', endedAt: 'ended_at', viewer: 'viewer_name', camera: 'camera_name' }, fallback: 'opened_at desc', tie: 'view_id' };

const MATCHING = `${LIVE_VIEWS}
  and ($2::text is null or v.sub = $2) and ($3::text is null or $3 = case when v.ended_at is null and v.expires_at > clock_timestamp() then 'open' else 'ended' end)
  and ($4::text is null or v.camera_id = $4) and ($5::text is null or concat_ws(' ', v.viewer_name, c.name, v.mark) ilike $5)`;

@QueryHandler(ListLiveViews)
export class ListLiveViewsHandler implements IQueryHandler<ListLiveViews> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  execute({ by, query }: ListLiveViews): Promise<Result<Routes['listLiveViews']>> {
    const values = [by.schoolId, overseesLive(by) && !query.mine ? null : by.sub, query.state ?? null, query.cameraId ?? null, containing(query.q)];
    return this.#db.read(by, async (tx) => {
      const { rows, total } = await listPage<LiveViewRow>(tx, query, SORTABLE, MATCHING, values);
      return { items: rows.map(liveViewOf), total };
    });
  }
}
