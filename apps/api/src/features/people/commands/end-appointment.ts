import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { APPOINTMENT_COLUMNS, type AppointmentRow, appointmentOf } from '../appointment-view.ts';

type Route = typeof routes.endAppointment;

/**
 * Ends an appointment. From its commit on no token of that person counts that was issued before, whatever the identity provider says.
 * @refuses people.already_ended — when it has ended
 * @refuses people.own_appointment — when it is one's own post
 */
export class EndAppointment extends Command<Result<Route>> {
  readonly by: SchoolActor;
  readonly input: Input<Route>;
  constructor(by: SchoolActor, input: Input<Route>) {
    super();
    this.by = by;
    this.input = input;
  }
}

@CommandHandler(EndAppointment)
export class EndAppointmentHandler implements ICommandHandler<EndAppointment> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, input: { params, body } }: EndAppointment): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const [row] = await tx.query<AppointmentRow>(`select ${APPOINTMENT_COLUMNS} from appointments where appointment_id = $1 for update`, [params.appointmentId]);
      if (!row) throw notFound();
      if (row.ended_at) throw new Refused('people.already_ended', { details: { endedAt: row.ended_at.toISOString() } });
      if (row.sub === by.sub) throw new Refused('people.own_appointment');
      const at = this.#clock.now();
      const [ended] = await tx.query<AppointmentRow>(
        `update appointments set ended_at = $2, end_reason = $3, identity_synced_at = null where appointment_id = $1 returning ${APPOINTMENT_COLUMNS}`,
        [row.id, at, body.reason],
      );
      await tx.sql`select gr.retire(${row.sub})`;
      await appendFact(tx, by, { type: 'appointment.ended', subject: row.id, at, body: { personId: row.person_id, name: row.name, sub: row.sub, role: row.role, reason: body.reason } });
      return appointmentOf(ended as AppointmentRow);
    });
  }
}
