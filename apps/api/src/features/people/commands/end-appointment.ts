import type { Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { mayAppoint } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AppointmentRow, type Appointer, appointmentOf, findAppointment, isOpen, tell } from '../appointment-view.ts';

type Route = typeof routes.endAppointment;

/**
 * Ends an appointment, or takes an offer back. From the commit on no token of that person counts that was issued before, whatever
 * the identity provider says; an offer that is taken back leaves the person's other posts alone.
 * @refuses people.already_ended — when it has ended, or the offer was answered
 * @refuses people.own_appointment — when it is one's own post
 * @refuses people.may_not_appoint — for a post that others appoint to
 */
export class EndAppointment extends Command<Result<Route>> {
  readonly by: Appointer;
  readonly schoolId: string;
  readonly appointmentId: string;
  readonly reason: string;
  constructor(by: Appointer, schoolId: string, appointmentId: string, reason: string) {
    super();
    this.by = by;
    this.schoolId = schoolId;
    this.appointmentId = appointmentId;
    this.reason = reason;
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

  async execute({ by, schoolId, appointmentId, reason }: EndAppointment): Promise<Result<Route>> {
    return this.#db.write(by, async (tx) => {
      const row = await findAppointment(tx, schoolId, appointmentId);
      if (!row) throw notFound();
      if (row.sub === by.sub) throw new Refused('people.own_appointment');
      valueOf(mayAppoint(by.roles, row.role));
      const at = this.#clock.now();
      const hasEnded = isOpen(row) && (row.state === 'proposed' ? await withdraw(tx, row, reason, at) : await end(tx, row, reason, at));
      if (!hasEnded) throw new Refused('people.already_ended', { details: { endedAt: (row.ended_at ?? row.answered_at)?.toISOString() ?? at } });
      const type = row.state === 'proposed' ? 'appointment.withdrawn' : 'appointment.ended';
      await tell(tx, by, schoolId, { type, subject: row.appointment_id, at, body: { personId: row.person_id, name: row.person_name, sub: row.sub, role: row.role, reason } });
      return appointmentOf((await findAppointment(tx, schoolId, appointmentId)) as AppointmentRow, by);
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
