import type { Input, Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { SINGLE_POSTS, type SchoolRole, judgeAppointment, mayAppoint } from '@guardroom/domain';
import { type Instant, civilDay, daysBetween, newId, parseCivilDay } from '@guardroom/kernel';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound, valueOf } from '../../../platform/errors/refused.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type AppointmentRow, type Appointer, APPOINTMENTS, appointmentOf, findAppointment, postsOf, tell } from '../appointment-view.ts';

type Route = typeof routes.proposeAppointment;
type Body = Input<Route>['body'];
/** Somebody with an account at the identity provider; `firstSignIn` for an account that was made for this offer. */
type Holder = { readonly sub: string; readonly name: string; readonly firstSignIn: Result<Route>['firstSignIn'] };

/**
 * Offers a post. It gives nothing: the person accepts or declines it. For somebody new an account is made, whose first password is
 * answered once and kept nowhere.
 * @refuses people.may_not_appoint — for a post that others appoint to
 * @refuses people.start_out_of_range — before today or more than a year ahead
 * @refuses people.own_appointment — when it would be one's own
 * @refuses people.already_appointed — when they hold or were offered the post
 * @refuses people.post_taken — when somebody else has a post that one person holds
 * @refuses people.posts_must_be_separate — naming the posts that cannot be held beside it
 * @refuses people.username_unknown — when nobody of the district signs in by that name
 * @refuses people.username_taken — when somebody does
 * @throws Fault — when the identity provider is away; safe to send again
 */
export class ProposeAppointment extends Command<Result<Route>> {
  readonly by: Appointer;
  readonly schoolId: string;
  readonly body: Body;
  constructor(by: Appointer, schoolId: string, body: Body) {
    super();
    this.by = by;
    this.schoolId = schoolId;
    this.body = body;
  }
}

@CommandHandler(ProposeAppointment)
export class ProposeAppointmentHandler implements ICommandHandler<ProposeAppointment> {
  readonly #db: Tenants;
  readonly #keycloak: KeycloakAdmin;
  readonly #clock: SystemClock;
  constructor(db: Tenants, keycloak: KeycloakAdmin, clock: SystemClock) {
    this.#db = db;
    this.#keycloak = keycloak;
    this.#clock = clock;
  }

  async execute({ by, schoolId, body }: ProposeAppointment): Promise<Result<Route>> {
    const at = this.#clock.now();
    const startsInDays = daysBetween(civilDay(at), parseCivilDay(body.startsOn));
    valueOf(mayAppoint(by.roles, body.role));
    valueOf(judgeAppointment({ role: body.role, startsInDays }, { held: [], offered: [], servesElsewhere: false })); // before an account is made for it
    const holder = await this.#holder(by, body.person);
    try {
      return await this.#db.write(by, async (tx) => ({ appointment: await propose(tx, by, schoolId, holder, { ...body, startsInDays }, at), firstSignIn: holder.firstSignIn }));
    } catch (error) {
      if (holder.firstSignIn) await this.#keycloak.remove(holder.sub); // nobody knows its password: the name is free again
      throw error;
    }
  }

  async #holder(by: Appointer, person: Body['person']): Promise<Holder> {
    if (person.kind === 'known') {
      const [known] = await this.#db.read(by, (tx) => tx.query<Pick<AppointmentRow, 'sub' | 'person_name'>>(`select sub, person_name from (${APPOINTMENTS}) a where person_id = $1 limit 1`, [person.personId]));
      if (!known) throw notFound();
      return { sub: known.sub, name: known.person_name, firstSignIn: null };
    }
    if (person.kind === 'login') {
      const account = await this.#keycloak.accountOf(person.username, by.sub);
      if (!account) throw new Refused('people.username_unknown', { details: { username: person.username } });
      return { ...account, firstSignIn: null };
    }
    const made = await this.#keycloak.createAccount(person, by.sub);
    if (!made) throw new Refused('people.username_taken', { details: { username: person.username } });
    return { sub: made.sub, name: person.name, firstSignIn: { username: person.username, temporaryPassword: made.temporaryPassword } };
  }
}

async function propose(tx: Tx, by: Appointer, schoolId: string, holder: Holder, offer: { readonly role: SchoolRole; readonly startsOn: string; readonly startsInDays: number }, at: Instant) {
  const { role, startsOn } = offer;
  if (holder.sub === by.sub) throw new Refused('people.own_appointment');
  if ((await tx.sql`select from schools where school_id = ${schoolId}`).length === 0) throw notFound();
  const [person] = await tx.sql<{ person_id: string; name: string; serves_elsewhere: boolean }>`select * from gr.admit_person(${holder.sub}, ${newId('psn')}, ${holder.name})`;
  if (!person) throw new Refused('people.username_unknown');
  valueOf(judgeAppointment(offer, { ...(await postsOf(tx, schoolId, holder.sub)), servesElsewhere: person.serves_elsewhere, holder: SINGLE_POSTS.includes(role) ? await holderOf(tx, schoolId, role) : undefined }));
  const id = newId('apt');
  const made = await tx.sql`
    insert into appointment_proposals (school_id, appointment_id, district_id, person_id, sub, person_name, role, starts_on, proposed_at, proposed_by, proposed_by_name)
    values (${schoolId}, ${id}, ${by.districtId}, ${person.person_id}, ${holder.sub}, ${person.name}, ${role}, ${startsOn}, ${at}, ${by.personId}, ${by.name}) on conflict do nothing returning 1`;
  if (made.length === 0) throw new Refused('people.already_appointed', { details: { role } }); // offered by somebody else in this very moment
  await tell(tx, by, schoolId, { type: 'appointment.proposed', subject: id, at, body: { personId: person.person_id, name: person.name, sub: holder.sub, role, startsOn } });
  return appointmentOf((await findAppointment(tx, schoolId, id)) as AppointmentRow, by);
}

/** Who holds or was offered a post, by name; nobody when it is free. */
async function holderOf(tx: Tx, schoolId: string, role: SchoolRole): Promise<string | undefined> {
  const [row] = await tx.query<Pick<AppointmentRow, 'person_name'>>(`select person_name from (${APPOINTMENTS}) a where school_id = $1 and role = $2 and state in ('proposed', 'accepted', 'current') limit 1`, [schoolId, role]);
  return row?.person_name;
}
