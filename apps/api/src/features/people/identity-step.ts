import { type Tx, resolveSubject } from '@guardroom/db';
import { AGENCY_ROLES } from '@guardroom/domain';
import type { AuthDb } from '../../platform/database/databases.ts';
import type { KeycloakAdmin } from '../../platform/identity/keycloak-admin.ts';

/** Namespace of the locks that let one change of a person at the identity provider follow another. */
const LOCK = 7_203_117;

/**
 * Brings one role of a person, and whether the account is on, in step at the identity provider with what the database says now. Two
 * deliveries about one person wait for each other, so that an old one never undoes a newer. May be repeated.
 * @throws Error — when the identity provider is away; safe to repeat
 */
export async function bringInStep(tx: Tx, auth: AuthDb, keycloak: KeycloakAdmin, sub: string, role: string): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(${LOCK}, hashtext(${sub}))`;
  const now = await resolveSubject(auth.pool, sub);
  const held = [...(now?.districtRoles ?? []), ...(now?.agency ? AGENCY_ROLES : []), ...(now?.schools ?? []).flatMap((s) => s.roles)];
  if (held.includes(role)) await keycloak.grantRole(sub, role);
  else await keycloak.withdrawRole(sub, role);
  if (now?.active) await keycloak.enable(sub);
  else await keycloak.disable(sub);
}
