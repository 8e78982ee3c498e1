import { randomBytes, randomUUID } from 'node:crypto';
import { Secret } from 'otpauth';
import { testHome } from '../../../../infra/launcher/places.ts';
import { ensureServers } from '../../../../infra/launcher/servers.ts';
import { keycloakBootstrapUser, keycloakUrl } from '../../../../infra/launcher/services/keycloak.ts';
import { demoDistrict, secondFactorRoles, type RealmRole } from '../../../../infra/keycloak/people.ts';
import { realmName, totpCredential } from '../../../../infra/keycloak/realm.ts';
import type { Credentials } from './sign-in.ts';

/** A person made for one test. */
export interface TestPerson extends Credentials {
  readonly sub: string;
  readonly roles: readonly RealmRole[];
}

/** Makes a person with these realm roles, a password and, when a role asks for it, a second factor; nobody else uses the account. */
export async function createPerson(roles: readonly RealmRole[], options: { withoutSecondFactor?: boolean } = {}): Promise<TestPerson> {
  const admin = await keycloakAdmin();
  const username = `test-${randomBytes(8).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  const needsCode = !options.withoutSecondFactor && roles.some((role) => secondFactorRoles.includes(role));
  const totp = needsCode ? new Secret({ size: 20 }).base32 : undefined;
  const created = await admin('POST', '/users', {
    username,
    enabled: true,
    firstName: '测试',
    attributes: { district: [demoDistrict] },
    credentials: [{ type: 'password', value: password, temporary: false }, ...(totp === undefined ? [] : [totpCredential(totp)])],
  });
  const sub = created.headers.get('location')?.split('/').at(-1) ?? randomUUID();
  const known = (await (await admin('GET', '/roles')).json()) as { id: string; name: RealmRole }[];
  await admin('POST', `/users/${sub}/role-mappings/realm`, known.filter((role) => roles.includes(role.name)));
  return { username, password, sub, roles, ...(totp === undefined ? {} : { totp }) };
}

/** Calls Keycloak's admin API for the realm `guardroom` as its superuser, by path below the realm. @throws Error — on any answer that is not 2xx. */
export type KeycloakAdmin = (method: string, path: string, body?: unknown) => Promise<Response>;

/** Signs Keycloak's superuser in; the token lives a minute, so ask anew per test. */
export async function keycloakAdmin(): Promise<KeycloakAdmin> {
  const installation = await ensureServers(testHome(), 'test', ['keycloak'], () => undefined);
  const base = keycloakUrl(installation);
  const form = { grant_type: 'password', client_id: 'admin-cli', username: keycloakBootstrapUser, password: installation.secrets.keycloak.bootstrapAdmin };
  const answer = await fetch(`${base}/realms/master/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  if (!answer.ok) throw new Error(`Keycloak's superuser may not sign in: ${answer.status} ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return async (method, path, body) => {
    const response = await fetch(`${base}/admin/realms/${realmName}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
}
