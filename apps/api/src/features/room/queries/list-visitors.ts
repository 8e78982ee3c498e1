import type { Input, Result, roomRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { type VisitorRow, visitorView } from '../visitor.repository.ts';

type Route = typeof roomRoutes.listVisitors;
const SORT: Sortable = { columns: { registeredAt: 'registered_at', name: 'name', state: 'state', enteredAt: 'entered_at', leftAt: 'left_at' }, fallback: `state in ('inside', 'awaiting_approval', 'approved') desc, registered_at desc`, tie: 'visitor_id' };

/** The visitor register; who is inside or waits comes first. */
export class ListVisitors extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListVisitors)
export class ListVisitorsHandler implements IQueryHandler<ListVisitors> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListVisitors): Promise<Result<Route>> {
    const statement = `select * from visitor_entries where school_id = $1 and ($2::text is null or name ilike $2 or unit ilike $2 or purpose ilike $2 or escort_name ilike $2 or approver_name ilike $2) and ($3::text is null or state = $3)
      and ($4::boolean is null or (state = 'inside' and leave_by < clock_timestamp()) = $4) and ($5::timestamptz is null or registered_at >= $5) and ($6::timestamptz is null or registered_at < $6)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<VisitorRow>(tx, query, SORT, statement, [by.schoolId, containing(query.q), query.state ?? null, query.overdue ?? null, query.from ?? null, query.to ?? null]));
    return { items: rows.map(visitorView), total };
  }
}
