import type { MachineActor, Tx } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { AuthDb } from '../../../platform/database/databases.ts';
import { PlatformDb } from '../../../platform/database/platform-db.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { bringInStep } from '../identity-step.ts';

type Owed = { readonly appointment_id: string; readonly sub: string; readonly role: string };

const OWED = [
  `select appointment_id, sub, role from district_appointments where district_id = $1 and identity_synced_at is null limit 1 for update skip locked`,
  `select appointment_id, sub, 'authority_liaison' as role from liaisons where district_id = $1 and identity_synced_at is null limit 1 for update skip locked`,
];

/**
 * Brings the identity provider in step with posts that the bureau has ended, as `CarryEndedAppointment` does for a school's. These facts
 * belong to no school, and so nothing reacts to them: what is owed stands in their rows, and whichever school's turn comes first does it.
 */
@Injectable()
@DueWork('people.carry-ended-officials', { everySeconds: 300, missed: 'latest' })
export class CarryEndedOfficials implements DueWorkHandler {
  readonly #auth: AuthDb;
  readonly #db: PlatformDb;
  readonly #keycloak: KeycloakAdmin;
  constructor(auth: AuthDb, db: PlatformDb, keycloak: KeycloakAdmin) {
    this.#auth = auth;
    this.#db = db;
    this.#keycloak = keycloak;
  }

  async handle({ districtId }: MachineActor): Promise<void> {
    for (const statement of OWED) while (await this.#db.transaction((tx) => this.#carryOne(tx, statement, districtId)));
  }

  /** False when nothing was owed. */
  async #carryOne(tx: Tx, statement: string, districtId: string): Promise<boolean> {
    const [owed] = await tx.query<Owed>(statement, [districtId]);
    if (!owed) return false;
    await bringInStep(tx, this.#auth, this.#keycloak, owed.sub, owed.role);
    await this.#keycloak.logOut(owed.sub); // after switching off: an account that is switched on again would revive its old tokens
    await tx.sql`update district_appointments set identity_synced_at = now() where appointment_id = ${owed.appointment_id}`;
    await tx.sql`update liaisons set identity_synced_at = now() where appointment_id = ${owed.appointment_id}`;
    return true;
  }
}
