import { Redis } from 'ioredis';
import { appointmentsClientId, enrollerClientId, realmName } from '../../../../infra/keycloak/realm.ts';
import { publicUrl } from '../../../../infra/launcher/addresses.ts';
import type { Installation } from '../../../../infra/launcher/installation.ts';
import { testHome } from '../../../../infra/launcher/places.ts';
import type { DatabaseReader } from '../../../../infra/launcher/secrets.ts';
import { ensureServers, servers, type ServerName } from '../../../../infra/launcher/servers.ts';
import { keycloakBootstrapUser, keycloakUrl } from '../../../../infra/launcher/services/keycloak.ts';
import { livekitUrl } from '../../../../infra/launcher/services/livekit.ts';
import { s3Endpoint, s3Region } from '../../../../infra/launcher/services/minio.ts';
import { postgresAdminUser } from '../../../../infra/launcher/services/postgres.ts';
import { redisUrl } from '../../../../infra/launcher/services/redis.ts';

export type TestServerName = ServerName;

/** PostgreSQL as tests see it: the superuser makes and drops databases, `gr_owner` migrates them. */
export interface TestPostgres {
  readonly host: string;
  readonly port: number;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** Passwords of the logins `gr_owner`, `gr_auth`, `gr_school` … by the name after `gr_`. Only `gr_owner` exists before migrations ran. */
  readonly passwords: Readonly<Record<DatabaseReader, string>>;
  /** Address of a database for a login. */
  readonly url: (database: string, reader: DatabaseReader | 'admin') => string;
}

/** Redis with 256 databases, so that whoever needs one takes one of its own. */
export interface TestRedis {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Address of a database that is empty and nobody else's: no other test's flush, queue or worker reaches it. */
  readonly own: () => Promise<string>;
}

/** The object store with its root account; make a bucket of your own. */
export interface TestMinio {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/** Keycloak with the realm `guardroom` and the demo people in it. */
export interface TestKeycloak {
  readonly url: string;
  readonly realm: string;
  /** The one origin that a sign-in may lead back to. */
  readonly consoleUrl: string;
  readonly adminClient: { readonly id: string; readonly secret: string };
  readonly enrollerClient: { readonly id: string; readonly secret: string };
  /** Superuser of Keycloak itself, in the realm `master`. */
  readonly bootstrapAdmin: { readonly username: string; readonly password: string };
}

/** LiveKit's HTTP port and the key that signs tokens for it. */
export interface TestLivekit {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Every server that tests can ask for. */
export interface TestServers {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly minio: TestMinio;
  readonly keycloak: TestKeycloak;
  readonly livekit: TestLivekit;
}

const allNames = Object.keys(servers) as ServerName[];

/**
 * Starts the named servers, or all, and answers where they are and how to sign in. One set is shared by every test process
 * of this account, so take a database, bucket, room or realm of your own; it is left running for the next test.
 * @throws PartFailed — when a server cannot be built or does not come up, with the end of its log.
 */
export async function testServers<const Name extends TestServerName = TestServerName>(names: readonly Name[] = allNames as Name[]): Promise<Pick<TestServers, Name>> {
  const installation = await ensureServers(testHome(), 'test', names, () => undefined);
  return Object.fromEntries(names.map((name) => [name, describe[name](installation)])) as Pick<TestServers, Name>;
}

const describe: { readonly [Name in TestServerName]: (installation: Installation) => TestServers[Name] } = {
  postgres: ({ ports, secrets }) => ({
    host: '127.0.0.1',
    port: ports.postgres,
    adminUser: postgresAdminUser,
    adminPassword: secrets.postgresAdmin,
    passwords: secrets.database,
    url: (database, reader) => {
      const [user, password] = reader === 'admin' ? [postgresAdminUser, secrets.postgresAdmin] : [`gr_${reader}`, secrets.database[reader]];
      return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${ports.postgres}/${database}`;
    },
  }),
  redis: (installation) => ({
    host: '127.0.0.1',
    port: installation.ports.redis,
    password: installation.secrets.redis,
    own: () => ownDatabase((index) => redisUrl(installation, index)),
  }),
  minio: (installation) => ({
    endpoint: s3Endpoint(installation),
    host: '127.0.0.1',
    port: installation.ports.minio,
    accessKey: installation.secrets.s3.accessKey,
    secretKey: installation.secrets.s3.secretKey,
    region: s3Region,
  }),
  keycloak: (installation) => ({
    url: keycloakUrl(installation),
    realm: realmName,
    consoleUrl: publicUrl(installation),
    adminClient: { id: appointmentsClientId, secret: installation.secrets.keycloak.adminClient },
    enrollerClient: { id: enrollerClientId, secret: installation.secrets.keycloak.enrollerClient },
    bootstrapAdmin: { username: keycloakBootstrapUser, password: installation.secrets.keycloak.bootstrapAdmin },
  }),
  livekit: (installation) => ({
    url: livekitUrl(installation),
    apiKey: installation.secrets.livekit.apiKey,
    apiSecret: installation.secrets.livekit.apiSecret,
  }),
};

/** 0 is the installation's and 1 LiveKit's. */
const [FIRST_OWN, OWN] = [2, 254];

/** Takes the databases in turn, over all test processes: one comes again only after all others did. */
async function ownDatabase(urlOf: (index: number) => string): Promise<string> {
  const counter = new Redis(urlOf(0));
  const taken = await counter.incr('guardroom:test-databases').finally(() => counter.disconnect());
  const url = urlOf(FIRST_OWN + (taken % OWN));
  const database = new Redis(url);
  await database.flushdb().finally(() => database.disconnect());
  return url;
}
