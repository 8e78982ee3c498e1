import type { Result, routes } from '@guardroom/contracts';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AuthDb, Tenants } from '../../../platform/database/databases.ts';
import { Identity, type Principal } from '../../../platform/identity/identity.ts';
import { type OwnAppointment, type OwnRow, ownAppointmentOf, ownRows } from '../own-appointments.ts';

type Route = typeof routes.listOwnAppointments;

/** One's own posts and offers at all schools, offers first. */
export class ListOwnAppointments extends Query<Result<Route>> {
  readonly me: Principal;
  constructor(me: Principal) {
    super();
    this.me = me;
  }
}

@QueryHandler(ListOwnAppointments)
export class ListOwnAppointmentsHandler implements IQueryHandler<ListOwnAppointments> {
  readonly #auth: AuthDb;
  readonly #db: Tenants;
  readonly #identity: Identity;
  constructor(auth: AuthDb, db: Tenants, identity: Identity) {
    this.#auth = auth;
    this.#db = db;
    this.#identity = identity;
  }

  async execute({ me }: ListOwnAppointments): Promise<Result<Route>> {
    const rows = await ownRows(this.#auth, me.claims.sub);
    return { items: await Promise.all(rows.map((row) => this.#view(me, row))) };
  }

  async #view(me: Principal, row: OwnRow): Promise<OwnAppointment> {
    if (row.state !== 'proposed') return ownAppointmentOf(row, undefined);
    return this.#db.read(await this.#identity.candidate(me, row), (tx) => ownAppointmentOf(row, tx));
  }
}
