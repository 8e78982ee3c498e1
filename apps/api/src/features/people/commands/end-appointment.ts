import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { appointmentOf } from '../appointment-view.ts';

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
    const key = { schoolId_appointmentId: { schoolId: by.schoolId, appointmentId: params.appointmentId } };
    return this.#db.write(by, async (tx) => {
      const row = await tx.prisma.appointment.findUnique({ where: key });
      if (!row) throw notFound();
      if (row.sub === by.sub) throw new Refused('people.own_appointment');
      const at = this.#clock.now();
      const ended = await tx.prisma.appointment.updateManyAndReturn({ where: { ...key.schoolId_appointmentId, endedAt: null }, data: { endedAt: at, endReason: body.reason, identitySyncedAt: null } });
      if (!ended[0]) throw new Refused('people.already_ended', { details: { endedAt: row.endedAt?.toISOString() ?? at } });
      await tx.sql`select gr.retire(${row.sub})`;
      await appendFact(tx, by, { type: 'appointment.ended', subject: row.appointmentId, at, body: { personId: row.personId, name: row.personName, sub: row.sub, role: row.role, reason: body.reason } });
      return appointmentOf(ended[0]);
    });
  }
}
