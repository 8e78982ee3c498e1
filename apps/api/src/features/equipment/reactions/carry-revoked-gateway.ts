import type { MachineActor } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import type { StoredFact } from '../../../platform/facts/stored-fact.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { Reaction, type ReactionHandler } from '../../../platform/jobs/work.ts';

/** Brings the identity provider in step: a revoked gateway signs in no more. Owed until it has succeeded; the district refuses it in any case. */
@Injectable()
@Reaction('equipment.carry-revoked-gateway', ['gateway.revoked'])
export class CarryRevokedGateway implements ReactionHandler {
  readonly #keycloak: KeycloakAdmin;
  constructor(keycloak: KeycloakAdmin) {
    this.#keycloak = keycloak;
  }

  async handle(_by: MachineActor, fact: StoredFact): Promise<void> {
    const { sub } = fact.body as { sub: string | null };
    if (sub !== null) await this.#keycloak.disable(sub);
  }
}
