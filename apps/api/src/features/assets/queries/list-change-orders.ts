import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { ORDERS, type OrderRow, orderFor, orderOf } from '../order-view.ts';

type List = typeof routes.listChangeOrders;
type One = typeof routes.getChangeOrder;
const SORT: Sortable = { columns: { number: 'number', state: 'state', kind: 'kind', device: 'asset_name', plannedOn: 'planned_on', proposedAt: 'proposed_at' }, fallback: `state <> 'proposed', proposed_at desc`, tie: 'id' };

/** Change orders: what waits for a decision first. */
export class ListChangeOrders extends Query<Result<List>> {
  readonly by: SchoolActor;
  readonly query: Input<List>['query'];
  constructor(by: SchoolActor, query: Input<List>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListChangeOrders)
export class ListChangeOrdersHandler implements IQueryHandler<ListChangeOrders> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListChangeOrders): Promise<Result<List>> {
    const statement = `select * from (${ORDERS}) o
      where ($1::text is null or number ilike $1 or asset_name ilike $1 or tag_number ilike $1 or words ilike $1 or proposed_by_name ilike $1) and ($2::text is null or state = $2) and ($3::text is null or asset_id = $3) and ($4::text is null or kind = $4)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<OrderRow>(tx, query, SORT, statement, [containing(query.q), query.state ?? null, query.assetId ?? null, query.kind ?? null]));
    return { items: rows.map((row) => orderOf(row, by)), total };
  }
}

/** One change order. */
export class GetChangeOrder extends Query<Result<One>> {
  readonly by: SchoolActor;
  readonly orderId: string;
  constructor(by: SchoolActor, orderId: string) {
    super();
    this.by = by;
    this.orderId = orderId;
  }
}

@QueryHandler(GetChangeOrder)
export class GetChangeOrderHandler implements IQueryHandler<GetChangeOrder> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, orderId }: GetChangeOrder): Promise<Result<One>> {
    return orderOf(await this.#db.read(by, (tx) => orderFor(tx, orderId)), by);
  }
}
