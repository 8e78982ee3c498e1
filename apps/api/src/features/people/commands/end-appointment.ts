import type { Input, Result, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { mayAppoint } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AppointmentRow, appointmentOf, findAppointment, isOpen } from '../appointment-view.ts';

type Route = typeof routes.endAppointment;

/**
 * Ends an appointment, or takes an offer back. From the commit on no token of that person counts that was issued before, whatever
 * the identity provider says; an offer that is taken back leaves the person's other posts alone.
 * @refuses people.already_ended — when it has ended, or the offer was answered
 * @refuses people.own_appointment — when it is one's own post
 * @refuses people.may_not_appoint — for a post that others appoint to
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
      const row = await findAppointment(tx, by.schoolId, params.appointmentId);
      if (!row) throw notFound();
      if (row.sub === by.sub) throw new Refused('people.own_appointment');
      valueOf(mayAppoint(by.roles, row.role));
      const at = this.#clock.now();
      const hasEnded = isOpen(row) && (row.state === 'proposed' ? await withdraw(tx, row, body.reason, at) : await end(tx, row, body.reason, at));
      if (!hasEnded) throw new Refused('people.already_ended', { details: { endedAt: (row.ended_at ?? row.answered_at)?.toISOString() ?? at } });
      const type = row.state === 'proposed' ? 'appointment.withdrawn' : 'appointment.ended';
      await appendFact(tx, by, { type, subject: row.appointment_id, at, body: { personId: row.person_id, name: row.person_name, sub: row.sub, role: row.role, reason: body.reason } });
      return appointmentOf((await findAppointment(tx, by.schoolId, params.appointmentId)) as AppointmentRow, by);
    });
  }
}

/** False when somebody else ended it meanwhile. */
async function end(tx: Tx, { school_id: schoolId, appointment_id: id, sub }: AppointmentRow, reason: string, at: Instant): Promise<boolean> {
  const ended = await tx.sql`update appointments set ended_at = ${at}, end_reason = ${reason}, identity_synced_at = null where school_id = ${schoolId} and appointment_id = ${id} and ended_at is null returning 1`;
  if (ended.length === 0) return false;
  await tx.sql`select gr.retire(${sub})`;
  await tx.sql`select gr.stay_for_offers(${sub})`;
  return true;
}

/** False when the person answered meanwhile. */
async function withdraw(tx: Tx, { school_id: schoolId, appointment_id: id, sub }: AppointmentRow, reason: string, at: Instant): Promise<boolean> {
  const withdrawn = await tx.sql`update appointment_proposals set answer = 'withdrawn', answered_at = ${at}, answer_reason = ${reason} where school_id = ${schoolId} and appointment_id = ${id} and answer is null returning 1`;
  if (withdrawn.length === 0) return false;
  await tx.sql`select gr.leave_without_offers(${sub})`;
  return true;
}
