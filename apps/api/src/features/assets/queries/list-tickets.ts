import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { TICKETS, type TicketRow, narrowedTo, ticketFor, ticketOf } from '../ticket-view.ts';

type List = typeof routes.listTickets;
type One = typeof routes.getTicket;
const SORT: Sortable = {
  columns: { number: 'number', state: 'state', device: 'asset_name', cause: 'cause', openedAt: 'opened_at', repairBy: 'repair_by', assignee: 'assignee_name' },
  fallback: `state = 'verified', overdue desc, urgency, opened_at desc`,
  tie: 'id',
};

/** Fault tickets: what is overdue first, what is verified last. */
export class ListTickets extends Query<Result<List>> {
  readonly by: SchoolActor;
  readonly query: Input<List>['query'];
  constructor(by: SchoolActor, query: Input<List>['query']) {
    super();
    this.by = by;
    this.query = query;
  }
}

@QueryHandler(ListTickets)
export class ListTicketsHandler implements IQueryHandler<ListTickets> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, query }: ListTickets): Promise<Result<List>> {
    const statement = `select * from (${TICKETS}) t
      where ($1::text is null or number ilike $1 or asset_name ilike $1 or tag_number ilike $1 or words ilike $1 or assignee_name ilike $1) and ($2::text is null or state = $2)
        and ($3::boolean is null or (state <> 'verified') = $3) and ($4::boolean is null or overdue = $4) and ($5::text is null or assignee_person_id = $5) and ($6::text is null or asset_id = $6)`;
    const assignee = narrowedTo(by) ?? (query.mine ? by.personId : null);
    const values = [containing(query.q), query.state ?? null, query.open ?? null, query.overdue ?? null, assignee, query.assetId ?? null];
    const { rows, total } = await this.#db.read(by, (tx) => listPage<TicketRow>(tx, query, SORT, statement, values));
    return { items: rows.map((row) => ticketOf(row, by)), total };
  }
}

/** One fault ticket with its notes. */
export class GetTicket extends Query<Result<One>> {
  readonly by: SchoolActor;
  readonly ticketId: string;
  constructor(by: SchoolActor, ticketId: string) {
    super();
    this.by = by;
    this.ticketId = ticketId;
  }
}

@QueryHandler(GetTicket)
export class GetTicketHandler implements IQueryHandler<GetTicket> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, ticketId }: GetTicket): Promise<Result<One>> {
    return ticketOf(await this.#db.read(by, (tx) => ticketFor(tx, by, ticketId)), by);
  }
}
