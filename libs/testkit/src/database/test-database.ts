import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type DatabaseConfig, TenantDb, guardDatabase, migrate, migrationsHash } from '@guardroom/db';
import { testServers, type TestPostgres } from '../servers/index.ts';

/** A database of one test file: migrated, empty, its own. */
export interface TestDatabase {
  /** What `TenantDb`, `poolOf` and the API take. */
  readonly config: DatabaseConfig;
  /** The superuser in this database: sees past row security, for building rows and for looking behind the readers' backs. */
  readonly admin: pg.Pool;
  /** The door to it that the product uses. */
  readonly tenants: TenantDb;
  /** Removes the database; connections that are still open are cut. */
  drop(): Promise<void>;
}

/** Serialises making the template; the lock lives in the database `postgres`, because advisory locks hold per database. */
const TEMPLATE_LOCK = 7_203_115;
const CLONE = /^gr_test_(\d+)_[0-9a-f]+$/;

/**
 * A fresh database, cloned from a template that is migrated once per state of the migrations, whichever of the parallel
 * test processes comes first.
 * @throws Error — when the servers cannot start or a migration fails
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { postgres } = await testServers(['postgres']);
  const database = `gr_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await asAdmin(postgres, 'postgres', async (client) => {
    const template = await ensureTemplate(postgres, client);
    await client.query(`create database ${database} owner gr_owner template ${template}`);
    await guardDatabase(client, database);
  });
  const admin = new pg.Pool({ ...adminOf(postgres, database), max: 4 });
  admin.on('error', () => undefined); // an idle connection was cut; the next statement says so
  const config = configOf(postgres, database);
  const tenants = new TenantDb(config);
  return {
    config,
    admin,
    tenants,
    drop: async () => {
      await Promise.all([admin.end(), tenants.close()]);
      await asAdmin(postgres, 'postgres', (client) => client.query(`drop database if exists ${database} with (force)`));
    },
  };
}

const configOf = ({ host, port, passwords }: TestPostgres, database: string): DatabaseConfig => ({ host, port, database, passwords });

const adminOf = ({ host, port, adminUser, adminPassword }: TestPostgres, database: string): pg.ClientConfig => ({
  host,
  port,
  user: adminUser,
  password: adminPassword,
  database,
  options: '-c search_path=guardroom,gr,auth -c timezone=UTC',
});

async function asAdmin<T>(postgres: TestPostgres, database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(adminOf(postgres, database));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Answers the template's name. It becomes a template only when migrated to the end, so a half-made one is made anew. */
async function ensureTemplate(postgres: TestPostgres, client: pg.Client): Promise<string> {
  const template = `gr_template_${(await migrationsHash()).slice(0, 16)}`;
  const isReady = async (): Promise<boolean> => (await client.query('select 1 from pg_database where datname = $1 and datistemplate', [template])).rowCount === 1;
  if (await isReady()) return template;
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (await isReady()) return template;
    await dropAbandoned(client);
    await client.query(`drop database if exists ${template} with (force)`);
    await client.query(`create database ${template} owner gr_owner template template0`);
    await migrate(configOf(postgres, template));
    await client.query(`alter database ${template} with is_template true allow_connections false`);
    return template;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/** Removes the databases of test processes that were killed before they could. */
async function dropAbandoned(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname like 'gr\\_test\\_%'`);
  for (const { datname } of rows) {
    const pid = CLONE.exec(datname)?.[1];
    if (pid && !isRunning(Number(pid))) await client.query(`drop database if exists ${datname} with (force)`);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // someone else's process is running too
  }
}
