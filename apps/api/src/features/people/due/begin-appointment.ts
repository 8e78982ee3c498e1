import type { MachineActor } from '@guardroom/db';
import { Injectable } from '@nestjs/common';
import { AuthDb, Tenants } from '../../../platform/database/databases.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { bringInStep } from '../identity-step.ts';

export const BEGIN_APPOINTMENT = 'appointment.begin';

/** Gives the role of an appointment at the identity provider when its first day begins. The database counts it from then on by itself. */
@Injectable()
@DueWork(BEGIN_APPOINTMENT)
export class BeginAppointment implements DueWorkHandler {
  readonly #auth: AuthDb;
  readonly #db: Tenants;
  readonly #keycloak: KeycloakAdmin;
  constructor(auth: AuthDb, db: Tenants, keycloak: KeycloakAdmin) {
    this.#auth = auth;
    this.#db = db;
    this.#keycloak = keycloak;
  }

  async handle(by: MachineActor, due: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      const [row] = await tx.sql<{ sub: string; role: string }>`select sub, role from appointments where appointment_id = ${due.subject} and ended_at is null`;
      if (!row) return;
      await bringInStep(tx, this.#auth, this.#keycloak, row.sub, row.role);
      await tx.sql`update appointments set identity_synced_at = now() where appointment_id = ${due.subject}`;
    });
  }
}
