import type { MachineActor, Tx } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { AuthDb } from '../../../platform/database/databases.ts';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { Reaction, type ReactionHandler } from '../../../platform/jobs/work.ts';
import { bringInStep } from '../identity-step.ts';

/**
 * Brings the identity provider in step with an ended appointment: the role goes unless another post still carries it, the account
 * goes off when no post is left, and every session ends in any case. Owed until it has succeeded.
 */
@Injectable()
@Reaction('people.carry-ended-appointment', ['appointment.ended'])
export class CarryEndedAppointment implements ReactionHandler {
  readonly #auth: AuthDb;
  readonly #keycloak: KeycloakAdmin;
  constructor(auth: AuthDb, keycloak: KeycloakAdmin) {
    this.#auth = auth;
    this.#keycloak = keycloak;
  }

  async handle(_by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { sub, role } = fact.body as { sub: string; role: string };
    await bringInStep(tx, this.#auth, this.#keycloak, sub, role);
    await this.#keycloak.logOut(sub); // after switching off: an account that is switched on again would revive its old tokens
    await tx.sql`update appointments set identity_synced_at = now() where appointment_id = ${fact.subject}`;
  }
}
