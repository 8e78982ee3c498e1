import type { Result, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';

type View = Result<typeof supervisionRoutes.listInspectors>;

/** People of the bureau who may be sent to a visit. */
export class ListInspectors extends Query<View> {
  readonly by: DistrictActor;
  constructor(by: DistrictActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(ListInspectors)
export class ListInspectorsHandler implements IQueryHandler<ListInspectors> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by }: ListInspectors): Promise<View> {
    const items = await this.#db.read(by, (tx) => tx.sql<View['items'][number]>`
      select person_id as id, person_name as name, array_agg(distinct role) as roles from district_appointments where district_id = ${by.districtId} and ended_at is null group by 1, 2 order by 2, 1`);
    return { items };
  }
}
