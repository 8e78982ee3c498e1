import type { Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { FAULT_REPORT_MINUTES } from '@guardroom/domain';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { ASSETS } from '../asset-view.ts';
import { MISSING, STANDING } from '../standing-sql.ts';

type Route = typeof routes.getEquipmentSummary;

/** How the equipment stands: what is broken, due, over age, and what waits for a person. */
export class GetEquipmentSummary extends Query<Result<Route>> {
  readonly by: SchoolActor;
  constructor(by: SchoolActor) {
    super();
    this.by = by;
  }
}

@QueryHandler(GetEquipmentSummary)
export class GetEquipmentSummaryHandler implements IQueryHandler<GetEquipmentSummary> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by }: GetEquipmentSummary): Promise<Result<Route>> {
    const [row] = await this.#db.read(by, (tx) =>
      tx.query<Result<Route>>(`
        with devices as (select count(*) filter (where state <> 'retired')::int as assets, count(*) filter (where broken)::int as broken, count(*) filter (where ${STANDING} = 'due')::int as due,
                                count(*) filter (where ${STANDING} = 'over_age')::int as "overAge", count(*) filter (where ${MISSING})::int as incomplete from (${ASSETS}) a),
             tickets as (select count(*) filter (where state in ('open', 'assigned', 'in_repair'))::int as "ticketsOpen",
                                count(*) filter (where state in ('open', 'assigned', 'in_repair') and repair_by < now())::int as "ticketsOverdue",
                                count(*) filter (where acknowledged_at is null and state in ('open', 'assigned', 'in_repair') and first_sign_at < now() - interval '${FAULT_REPORT_MINUTES} minutes')::int as "ticketsUnacknowledged",
                                count(*) filter (where state = 'repaired')::int as "ticketsToVerify" from fault_tickets),
             orders as (select count(*) filter (where state = 'proposed')::int as "ordersProposed", count(*) filter (where state in ('approved', 'in_progress'))::int as "ordersRunning" from change_orders)
        select * from devices, tickets, orders`),
    );
    return row as Result<Route>;
  }
}
