import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type DatabaseConfig, LOGINS, connectionOf } from './logins.ts';

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url));
/** One number for all installations: concurrent starts queue up here. */
const LOCK = 7_203_114;
const READERS = LOGINS.filter((login) => login !== 'owner');

/**
 * Brings the database to the newest numbered migration; each runs in a transaction of its own, under an advisory lock, so that
 * processes that start together apply each file once. Answers the names applied now.
 * @throws Error — when a file that was applied earlier has changed since, or a statement fails; the failing file leaves no trace
 */
export async function migrate(config: DatabaseConfig): Promise<string[]> {
  const client = new pg.Client(connectionOf(config, 'owner'));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await ensureLogins(client, config);
    await guardDatabase(client, config.database);
    await client.query('create table if not exists public.migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())');
    const applied = new Map((await client.query<{ name: string; sha256: string }>('select name, sha256 from public.migrations')).rows.map((r) => [r.name, r.sha256]));
    const done: string[] = [];
    for (const name of await migrationFiles()) {
      const sql = await readFile(FOLDER + name, 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const before = applied.get(name);
      if (before === sha256) continue;
      if (before) throw new Error(`migration ${name} was changed after it had been applied; add a new one instead`);
      await client.query('begin');
      try {
        await client.query(sql);
        await client.query('insert into public.migrations (name, sha256) values ($1, $2)', [name, sha256]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${name} failed`, { cause: error });
      }
      done.push(name);
    }
    return done;
  } finally {
    await client.end(); // also lets go of the lock
  }
}

/** Makes the readers' logins with the passwords of this installation. NOINHERIT, no membership: an injected statement stays where it is. */
async function ensureLogins(client: pg.Client, config: DatabaseConfig): Promise<void> {
  const present = new Set((await client.query<{ rolname: string }>(`select rolname from pg_roles where rolname like 'gr\\_%'`)).rows.map((r) => r.rolname));
  for (const login of READERS) {
    const role = `gr_${login}`;
    await client.query(`${present.has(role) ? 'alter' : 'create'} role ${role} login noinherit password ${client.escapeLiteral(config.passwords[login])}`);
    // A login may change its own defaults: what an injected statement left there must not meet the next connection.
    await client.query(`alter role ${role} reset all`);
  }
}

/**
 * Closes a database to everyone but its owner and the readers, who may connect and nothing else: no TEMP, no CREATE.
 * Belongs to a database and is not copied with a template.
 */
export async function guardDatabase(client: pg.ClientBase, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect on database ${name} to ${READERS.map((login) => `gr_${login}`).join(', ')}`);
}

/** A name for the state that the migrations of this tree lead to: equal exactly when every file is. */
export async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await migrationFiles()) hash.update(name).update('\0').update(await readFile(FOLDER + name)).update('\0');
  return hash.digest('hex');
}

async function migrationFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
}
