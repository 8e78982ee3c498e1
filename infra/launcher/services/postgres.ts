import { chownSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { run, runOrThrow } from '../command.ts';
import { PartFailed } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { ensurePackages, postgresBinDir } from '../packages.ts';
import { logFile } from '../places.ts';
import { processPart } from './part.ts';

/** Name of the database superuser; only the launcher and tests hold its password. */
export const postgresAdminUser = 'postgres';

/** PostgreSQL on loopback, run by an account that is never root, every login by SCRAM password. */
export const postgres = processPart({
  name: 'postgres',
  title: 'PostgreSQL',
  ensureInstalled: ensurePackages,
  ports: ({ ports }) => [ports.postgres],
  prepare: async (installation, say) => {
    if (existsSync(`${dataDir(installation)}/PG_VERSION`)) return;
    say('making the database cluster');
    await makeCluster(installation);
  },
  command: async (installation) => {
    const settings = { ...common, ...(installation.profile === 'test' ? fast : durable), port: String(installation.ports.postgres) };
    return {
      program: `${binDir()}/postgres`,
      args: ['-D', dataDir(installation), ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      cwd: dataDir(installation),
      env: { TZ: 'UTC' },
      ...(await account()),
    };
  },
  probe: async (installation) => {
    await withAdmin(installation, 'postgres', (client) => client.query('select 1'));
    return true;
  },
  afterStart: ensureDatabases,
  address: ({ ports }) => `127.0.0.1:${ports.postgres}`,
  stopSignal: 'SIGINT', // Fast shutdown: sessions are ended and a checkpoint is written; SIGTERM would wait for idle clients for ever.
  stopPatienceMs: 60_000,
});

const common = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '200',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%u@%d ',
  idle_in_transaction_session_timeout: '10min',
};
const durable = { max_wal_size: '2GB' };
const fast = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '1GB', wal_level: 'minimal', max_wal_senders: '0' };

function binDir(): string {
  const found = postgresBinDir();
  if (!found) throw new PartFailed('postgres', 'PostgreSQL is not installed', { advice: 'Run ./guardroom up, which installs it.' });
  return found;
}

/**
 * The cluster's folder: in the installation when the server's account can reach it there, else below /var/lib,
 * because PostgreSQL refuses to run as root and a clone below /root is closed to every other account.
 */
export function dataDir({ places, secrets }: Installation): string {
  return process.getuid?.() !== 0 || isOpenToAll(places.data) ? `${places.data}/postgres` : `/var/lib/guardroom/${secrets.installationId}/postgres`;
}

function isOpenToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === '/') return true;
  }
}

/** The account to run the server as: this one, or for root the system's `postgres`, or a `guardroom` made for it. */
async function account(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'guardroom']) {
    const found = await run('getent', ['passwd', name]);
    const [, , uid, gid] = found.stdout.trim().split(':');
    if (found.code === 0 && uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  await runOrThrow('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'guardroom']);
  return account();
}

async function makeCluster(installation: Installation): Promise<void> {
  const target = dataDir(installation);
  const making = `${target}.making`;
  const passwordFile = `${target}.password`;
  const owner = await account();
  const giveAway = (path: string): void => {
    if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid);
  };
  mkdirSync(dirname(target), { recursive: true, mode: 0o711 });
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  giveAway(making);
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, installation.secrets.postgresAdmin, { mode: 0o600 });
  giveAway(passwordFile);
  const logPath = logFile(installation.places, 'postgres');
  try {
    const noSync = installation.profile === 'test' ? ['--no-sync'] : [];
    const args = ['-D', making, '-U', postgresAdminUser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums', ...noSync];
    const made = await run(`${binDir()}/initdb`, args, { cwd: '/', logPath, ...owner });
    if (made.code !== 0) throw new PartFailed('postgres', `initdb ended with ${made.code}`, { advice: 'Read the log; a full or read-only disk is the usual cause.', logPath });
    renameSync(making, target);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Runs `work` with a connection of the superuser, which is closed afterwards. */
export async function withAdmin<T>(installation: Installation, database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: installation.ports.postgres,
    user: postgresAdminUser,
    password: installation.secrets.postgresAdmin,
    database,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {
    // A server that goes away ends the pending query with the same error; nobody else listens here.
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The two databases and their owners, which inherit: the right on the schema `public` reaches an owner through the role pg_database_owner.
 * The other logins are made by the migrations, which `gr_owner` runs.
 */
export async function ensureDatabases(installation: Installation, say: (doing: string) => void): Promise<void> {
  const { secrets } = installation;
  await withAdmin(installation, 'postgres', async (client) => {
    const wanted = [
      { database: 'guardroom', role: 'gr_owner', rights: 'CREATEROLE', password: secrets.database.owner },
      { database: 'keycloak', role: 'keycloak', rights: 'NOCREATEROLE', password: secrets.keycloakDatabase },
    ];
    for (const { database, role, rights, password } of wanted) {
      const roles = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      if (roles.rowCount === 0) {
        await client.query(`create role ${role} login nosuperuser nocreatedb inherit ${rights} password ${client.escapeLiteral(password)}`);
      }
      const databases = await client.query('select 1 from pg_database where datname = $1', [database]);
      if (databases.rowCount === 0) {
        say(`making the database ${database}`);
        await client.query(`create database ${database} owner ${role} template template0`);
        await client.query(`revoke all on database ${database} from public`);
      }
    }
  });
}
