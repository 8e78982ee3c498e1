import type { MachineActor, Tx } from '@guardroom/db';
import { type Instant, civilDay, dayBounds, parseCivilDay, systemClock } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { AuthDb } from '../../../platform/database/databases.ts';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { Reaction, type ReactionHandler, noteDue } from '../../../platform/jobs/work.ts';
import { BEGIN_APPOINTMENT } from '../due/begin-appointment.ts';
import { bringInStep } from '../identity-step.ts';

/** Gives the role of an accepted appointment at the identity provider, or notes it as due for its first day. Owed until it has succeeded. */
@Injectable()
@Reaction('people.carry-accepted-appointment', ['appointment.accepted'])
export class CarryAcceptedAppointment implements ReactionHandler {
  readonly #auth: AuthDb;
  readonly #keycloak: KeycloakAdmin;
  constructor(auth: AuthDb, keycloak: KeycloakAdmin) {
    this.#auth = auth;
    this.#keycloak = keycloak;
  }

  async handle(by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { sub, role, startsOn } = fact.body as { sub: string; role: string; startsOn: string };
    if (startsOn > civilDay(systemClock.now())) return noteDue(tx, by, { kind: BEGIN_APPOINTMENT, subject: fact.subject, dueAt: new Date(firstInstant(startsOn)) });
    await bringInStep(tx, this.#auth, this.#keycloak, sub, role);
    await tx.sql`update appointments set identity_synced_at = now() where appointment_id = ${fact.subject}`;
  }
}

const firstInstant = (day: string): Instant => dayBounds(parseCivilDay(day)).from;
