import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { type Sortable, containing, listPage } from '../../../platform/database/listing.ts';
import { APPOINTMENT_COLUMNS, type AppointmentRow, appointmentOf } from '../appointment-view.ts';

type Route = typeof routes.listAppointments;
const SORT: Sortable = { columns: { name: '"personName"', role: 'role', startsOn: '"startsOn"', endedAt: '"endedAt"' }, fallback: '"endedAt" is not null, "endedAt" desc, "personName"', tie: '"appointmentId"' };

/** Appointments of a school, current first. */
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
    const { rows, total } = await this.#db.read(by, (tx) =>
      listPage<AppointmentRow>(
        tx,
        query,
        SORT,
        `select ${APPOINTMENT_COLUMNS} from appointments
          where ($1::text is null or person_name ilike $1) and ($2::boolean is null or (ended_at is null) = $2) and ($3::text is null or role = $3)`,
        [containing(query.q), query.current ?? null, query.role ?? null],
      ),
    );
    return { items: rows.map(appointmentOf), total };
  }
}
