import type { Input, Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { HANDOVERS, type HandoverRow, handoverView } from '../handover.repository.ts';

type Route = typeof dutyRoutes.listHandovers;
const SORT: Sortable = { columns: { preparedAt: 'prepared_at', outgoing: 'outgoing_name', incoming: 'incoming_name', state: 'state', incomingSignedAt: 'incoming_signed_at' }, fallback: 'prepared_at desc', tie: 'handover_id' };

/** Handovers with their lists, newest first. */
export class ListHandovers extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListHandovers)
export class ListHandoversHandler implements IQueryHandler<ListHandovers> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListHandovers): Promise<Result<Route>> {
    const statement = `${HANDOVERS} and ($2::text is null or h.outgoing_name ilike $2 or h.incoming_name ilike $2) and ($3::text is null or h.state = $3)`;
    const { rows, total } = await this.#db.read(by, (tx) => listPage<HandoverRow>(tx, query, SORT, statement, [by.schoolId, containing(query.q), query.state ?? null]));
    return { items: rows.map(handoverView), total };
  }
}
