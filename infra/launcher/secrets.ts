import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Database logins, one per kind of reader; the login's name is `gr_` and this. */
export const databaseReaders = ['owner', 'auth', 'school', 'district', 'case', 'ingest', 'relay', 'platform'] as const;
export type DatabaseReader = (typeof databaseReaders)[number];

/** What a demo person signs in with. */
export interface PersonSecrets {
  /** Keycloak's id of the person, stable for the life of the installation. */
  readonly sub: string;
  readonly password: string;
  /** Base32 TOTP secret of the second factor (SHA-1, 6 digits, 30 s), for the people whose roles need one. */
  readonly totp?: string;
}

/** Every secret of one installation; random, never shared with another one. */
export interface Secrets {
  readonly installationId: string;
  readonly postgresAdmin: string;
  readonly database: Readonly<Record<DatabaseReader, string>>;
  readonly keycloakDatabase: string;
  readonly redis: string;
  readonly s3: { readonly accessKey: string; readonly secretKey: string };
  readonly livekit: { readonly apiKey: string; readonly apiSecret: string };
  readonly keycloak: { readonly bootstrapAdmin: string; readonly adminClient: string; readonly enrollerClient: string };
  /** What the fake cameras' passwords are derived from. */
  readonly cameraSeed: string;
  readonly people: Readonly<Record<string, PersonSecrets>>;
}

/** Who needs what, so that secrets can be made before anyone signs in. */
export interface PersonNeeds {
  readonly username: string;
  readonly needsSecondFactor: boolean;
}

/** Reads the installation's secrets, making those that are missing; existing ones never change. The file is readable by its owner only. */
export function secretsAt(path: string, people: readonly PersonNeeds[]): Secrets {
  const stored: Partial<Secrets> = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<Secrets>) : {};
  const database = Object.fromEntries(databaseReaders.map((reader) => [reader, stored.database?.[reader] ?? token()]));
  const secrets: Secrets = {
    installationId: stored.installationId ?? randomBytes(8).toString('hex'),
    postgresAdmin: stored.postgresAdmin ?? token(),
    database: database as Record<DatabaseReader, string>,
    keycloakDatabase: stored.keycloakDatabase ?? token(),
    redis: stored.redis ?? token(),
    s3: stored.s3 ?? { accessKey: `guardroom-${randomBytes(6).toString('hex')}`, secretKey: token() },
    livekit: stored.livekit ?? { apiKey: `API${randomBytes(6).toString('hex')}`, apiSecret: token() },
    keycloak: stored.keycloak ?? { bootstrapAdmin: token(), adminClient: token(), enrollerClient: token() },
    cameraSeed: stored.cameraSeed ?? token(),
    people: Object.fromEntries(people.map((person) => [person.username, personSecrets(stored.people?.[person.username], person)])),
  };
  const text = `${JSON.stringify(secrets, null, 2)}\n`;
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return secrets;
}

function personSecrets(stored: PersonSecrets | undefined, person: PersonNeeds): PersonSecrets {
  const totp = stored?.totp ?? (person.needsSecondFactor ? base32(randomBytes(20)) : undefined);
  return {
    sub: stored?.sub ?? randomUUID(),
    password: stored?.password ?? readablePassword(),
    ...(totp === undefined ? {} : { totp }),
  };
}

/** 32 random bytes in URL-safe letters. */
function token(): string {
  return randomBytes(32).toString('base64url');
}

const readableLetters = 'abcdefghjkmnpqrstvwxyz23456789';

/** Four groups of four letters without look-alikes, 78 bits: for people to type. */
function readablePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => readableLetters[randomInt(readableLetters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32 of a whole number of 5-byte groups, so without padding. */
function base32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => base32Letters[Number.parseInt(five, 2)]).join('');
}
