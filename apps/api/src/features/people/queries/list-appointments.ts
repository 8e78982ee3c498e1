import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { APPOINTMENTS, type AppointmentRow, appointmentOf } from '../appointment-view.ts';

type Route = typeof routes.listAppointments;
const SORT: Sortable = {
  columns: { name: 'person_name', role: 'role', startsOn: 'starts_on', endedAt: 'ended_at', state: 'state' },
  fallback: `array_position('{proposed,accepted,current,ended,not_taken_up}'::text[], state) > 3, state = 'proposed' desc, ended_at desc, person_name`,
  tie: 'appointment_id',
};
const MATCHING = `select * from (${APPOINTMENTS}) a
  where ($1::text is null or person_name ilike $1) and ($2::boolean is null or (state in ('current', 'accepted')) = $2) and ($3::text is null or role = $3) and ($4::text is null or state = $4)`;

/** Appointments and offers of a school, what is open first. */
export class ListAppointments extends Query<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@QueryHandler(ListAppointments)
export class ListAppointmentsHandler implements IQueryHandler<ListAppointments> {
  readonly #db: Tenants;
  constructor(db: Tenants) {
    this.#db = db;
  }

  async execute({ by, input: { query } }: ListAppointments): Promise<Result<Route>> {
    const { rows, total } = await this.#db.read(by, (tx) => listPage<AppointmentRow>(tx, query, SORT, MATCHING, [containing(query.q), query.current ?? null, query.role ?? null, query.state ?? null]));
    return { items: rows.map((row) => appointmentOf(row, by)), total };
  }
}
