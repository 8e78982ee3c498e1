import type { MachineActor, Tx } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { AuthDb } from '../../../platform/database/databases.ts';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { Reaction, type ReactionHandler } from '../../../platform/jobs/work.ts';
import { bringInStep } from '../identity-step.ts';

/** Lets somebody sign in who has an offer to answer, also after an earlier post ended; and no longer when it came to nothing. */
@Injectable()
@Reaction('people.carry-offer', ['appointment.proposed', 'appointment.declined', 'appointment.withdrawn'])
export class CarryOffer implements ReactionHandler {
  readonly #auth: AuthDb;
  readonly #keycloak: KeycloakAdmin;
  constructor(auth: AuthDb, keycloak: KeycloakAdmin) {
    this.#auth = auth;
    this.#keycloak = keycloak;
  }

  async handle(_by: MachineActor, fact: StoredFact, tx: Tx): Promise<void> {
    const { sub, role } = fact.body as { sub: string; role: string };
    await bringInStep(tx, this.#auth, this.#keycloak, sub, role);
  }
}
