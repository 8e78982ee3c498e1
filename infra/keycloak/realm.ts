import { readFileSync } from 'node:fs';
import type { Installation } from '../launcher/installation.ts';
import { publicUrl } from '../launcher/addresses.ts';
import { demoDistrict, demoPeople, personSecretsOf } from './people.ts';

/** Name of the realm that everyone signs in to. */
export const realmName = 'guardroom';

/** Service account that grants and takes away roles and ends sessions; it reads and writes people, nothing else. */
export const appointmentsClientId = 'guardroom-appointments';

/** Service account that may only register the client of an enrolled gateway. */
export const enrollerClientId = 'guardroom-enroller';

const realmFile = new URL('./guardroom-realm.json', import.meta.url);

interface RealmFile {
  readonly users: readonly object[];
}

/** The realm file with this installation's address and secrets in place and the demo people added: text for Keycloak's import. */
export function renderedRealm(installation: Installation): string {
  const { keycloak } = installation.secrets;
  const values: Record<string, string> = {
    publicUrl: publicUrl(installation),
    adminClientSecret: keycloak.adminClient,
    enrollerClientSecret: keycloak.enrollerClient,
  };
  // Only these names: Keycloak's own `${username}` and the like are message keys and must reach it as they are.
  const text = readFileSync(realmFile, 'utf8').replace(/\$\{(publicUrl|adminClientSecret|enrollerClientSecret)\}/g, (_all, name: string) => values[name] ?? '');
  const realm = JSON.parse(text) as RealmFile;
  return JSON.stringify({ ...realm, users: [...realm.users, ...demoPeople.map((person) => personForImport(installation, person))] }, null, 1);
}

function personForImport(installation: Installation, person: (typeof demoPeople)[number]): object {
  const { sub, password, totp } = personSecretsOf(installation.secrets, person.username);
  return {
    id: sub,
    username: person.username,
    enabled: true,
    firstName: person.name, // One field for the whole name: "given family" is the wrong way round in Chinese.
    attributes: { district: [demoDistrict] },
    realmRoles: person.roles,
    credentials: [{ type: 'password', value: password, temporary: false }, ...(totp === undefined ? [] : [totpCredential(totp)])],
  };
}

/** A stored second factor in Keycloak's own shape, for import and for people made by tests. */
export function totpCredential(base32Secret: string): object {
  return {
    type: 'otp',
    userLabel: 'Guardroom',
    secretData: JSON.stringify({ value: base32Secret }),
    credentialData: JSON.stringify({ subType: 'totp', digits: 6, period: 30, counter: 0, algorithm: 'HmacSHA1', secretEncoding: 'BASE32' }),
  };
}
