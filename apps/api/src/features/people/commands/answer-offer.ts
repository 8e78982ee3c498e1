import type { Input, routes } from '@guardroom/contracts';
import type { SchoolActor, Tx } from '@guardroom/db';
import { type ClearanceKind, type ClearanceState, judgeAppointment, mayTakeUp, requiredOf, clearanceCounts } from '@guardroom/domain';
import { type Instant, civilDay } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AuthDb, Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { Identity, type Principal } from '../../../platform/identity/identity.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { postsOf } from '../appointment-view.ts';
import { clearancesOf } from '../clearance-view.ts';
import { type OwnAppointment, type OwnRow, ownAppointmentOf, ownRows } from '../own-appointments.ts';
import { signUndertaking } from '../undertakings.ts';

/** What somebody answers to the offer of a post. */
export type Answer = { readonly kind: 'accept'; readonly undertaking?: Input<typeof routes.acceptAppointment>['body']['undertaking'] } | { readonly kind: 'decline'; readonly reason: string };

/**
 * Accepts or declines the offer of a post, by the person alone. Accepting makes the appointment; from its first day on the post counts
 * here at once, and the identity provider follows.
 * @refuses people.offer_over — when it was answered or taken back
 * @refuses people.clearance_missing — listing everything that the post asks for and the person lacks
 * @refuses people.posts_must_be_separate — when posts were taken up meanwhile that cannot be held beside it
 * @refuses people.undertaking_outdated — when the words have changed since they were read
 */
export class AnswerOffer extends Command<OwnAppointment> {
  readonly me: Principal;
  readonly appointmentId: string;
  readonly answer: Answer;
  constructor(me: Principal, appointmentId: string, answer: Answer) {
    super();
    this.me = me;
    this.appointmentId = appointmentId;
    this.answer = answer;
  }
}

@CommandHandler(AnswerOffer)
export class AnswerOfferHandler implements ICommandHandler<AnswerOffer> {
  readonly #auth: AuthDb;
  readonly #db: Tenants;
  readonly #identity: Identity;
  readonly #clock: SystemClock;
  constructor(auth: AuthDb, db: Tenants, identity: Identity, clock: SystemClock) {
    this.#auth = auth;
    this.#db = db;
    this.#identity = identity;
    this.#clock = clock;
  }

  async execute({ me, appointmentId, answer }: AnswerOffer): Promise<OwnAppointment> {
    const row = (await ownRows(this.#auth, me.claims.sub)).find((own) => own.appointment_id === appointmentId);
    if (!row) throw notFound();
    const by = await this.#identity.candidate(me, row);
    const at = this.#clock.now();
    return this.#db.write(by, async (tx) => {
      const taken = await tx.sql`
        update appointment_proposals set answer = ${answer.kind === 'accept' ? 'accepted' : 'declined'}, answered_at = ${at}, answer_reason = ${answer.kind === 'decline' ? answer.reason : null}
         where school_id = ${row.school_id} and appointment_id = ${appointmentId} and sub = ${by.sub} and answer is null returning 1`;
      if (taken.length === 0) throw new Refused('people.offer_over', { details: { state: row.state } });
      const body = { personId: row.person_id, name: row.person_name, sub: row.sub, role: row.role };
      if (answer.kind === 'decline') {
        await appendFact(tx, by, { type: 'appointment.declined', subject: appointmentId, at, body: { ...body, reason: answer.reason } });
        await tx.sql`select gr.leave_without_offers(${row.sub})`;
        return ownAppointmentOf({ ...row, state: 'not_taken_up' }, undefined);
      }
      await takeUp(tx, by, row, answer.undertaking?.version, at);
      await appendFact(tx, by, { type: 'appointment.accepted', subject: appointmentId, at, body: { ...body, startsOn: row.starts_on } });
      return ownAppointmentOf({ ...row, state: row.starts_on > civilDay(at) ? 'accepted' : 'current' }, undefined);
    });
  }
}

async function takeUp(tx: Tx, by: SchoolActor, row: OwnRow, version: string | undefined, at: Instant): Promise<void> {
  const { role, starts_on: startsOn } = row;
  const { held } = await postsOf(tx, row.school_id, row.sub);
  valueOf(judgeAppointment({ role, startsInDays: 0 }, { held, offered: [], servesElsewhere: false })); // the day and the bureau were judged with the offer
  const have = await clearancesOf(tx, row.person_id, civilDay(at));
  const states = Object.fromEntries(Object.entries(have).map(([kind, { state }]) => [kind, state])) as Record<ClearanceKind, ClearanceState>;
  valueOf(mayTakeUp(role, states, version !== undefined));
  if (version !== undefined && requiredOf([role]).includes('undertaking') && !clearanceCounts(states.undertaking)) await signUndertaking(tx, by, version, at);
  await tx.sql`
    insert into appointments (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on)
    values (${row.school_id}, ${row.appointment_id}, ${by.districtId}, ${row.person_id}, ${row.sub}, ${row.person_name}, ${role}, ${startsOn})`;
}
