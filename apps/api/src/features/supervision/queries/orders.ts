import type { Input, Result, supervisionRoutes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { civilDay } from '@guardroom/kernel';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { ORDERS, type OrderDetail, type OrderRow, orderDetail, orderOf } from '../order-view.ts';

type Page = Result<typeof supervisionRoutes.listDistrictOrders>;
type Asked = Input<typeof supervisionRoutes.listDistrictOrders>['query'];
/** Those that still run come first, the nearest deadline on top. */
const SORT: Sortable = { columns: { dueOn: 'due_on', number: 'number', school: 'school_name', state: 'state', issuedAt: 'issued_at' }, fallback: `(state in ('verified', 'closed')), due_on`, tie: 'order_id' };

/** Orders, of a bureau or of one school. */
export class ListOrders extends Query<Page> {
  readonly by: SchoolActor | DistrictActor;
  readonly query: Asked;
  constructor(by: SchoolActor | DistrictActor, query: Asked) {
    super();
    this.by = by;
    this.query = query;
  }
}

/** One order with all of it. */
export class GetOrder extends Query<OrderDetail> {
  readonly by: SchoolActor | DistrictActor;
  readonly orderId: string;
  constructor(by: SchoolActor | DistrictActor, orderId: string) {
    super();
    this.by = by;
    this.orderId = orderId;
  }
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, query }: ListOrders): Promise<Page> {
    const now = this.#clock.now();
    const statement = `${ORDERS} where ($1::text is null or concat_ws(' ', o.number, o.what, s.name) ilike $1) and ($2::text is null or o.state = $2) and ($3::text is null or o.school_id = $3)
      and ($4::boolean is null or (o.state <> 'closed') = $4) and ($5::boolean is null or (o.state not in ('verified', 'closed') and o.due_on < $6::date) = $5)`;
    const values = [containing(query.q), query.state ?? null, query.schoolId ?? null, query.open ?? null, query.overdue ?? null, civilDay(now)];
    const { rows, total } = await this.#db.read(by, (tx) => listPage<OrderRow>(tx, query, SORT, statement, values));
    return { items: rows.map((row) => orderOf(row, now)), total };
  }
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, orderId }: GetOrder): Promise<OrderDetail> {
    return this.#db.read(by, (tx) => orderDetail(tx, by, orderId, this.#clock.now()));
  }
}
