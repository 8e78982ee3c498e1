import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { type GatewayActor, type SchoolActor, TenantDb, inTransaction, poolOf, type Tx } from '@guardroom/db';
import { aCamera, aGateway, aPerson, aSchool, actorFor, segments, testDatabase, type Camera, type TestDatabase } from '@guardroom/testkit';

/** Ten schools with a day of two cameras each, 172,800 segments, and one of them to measure in. */
export type Ground = {
  readonly db: TestDatabase;
  readonly tenants: TenantDb;
  /** The owner's connections: no policy holds them back, so that a statement with an explicit predicate is what row security costs nothing in. */
  readonly owner: pg.Pool;
  readonly viewer: SchoolActor;
  readonly gateway: GatewayActor;
  readonly camera: Camera;
  readonly day: Date;
};

export const READ = 'begin isolation level repeatable read read only';

/** Builds the ground, runs the measurement on it and removes it. */
export async function onGround<T>(measure: (ground: Ground) => Promise<T>): Promise<T> {
  const db = await testDatabase();
  const owner = poolOf(db.config, 'owner', 8);
  try {
    const day = new Date('2026-11-21T16:00:00Z'); // the civil day of Asia/Shanghai
    const next = new Date(day.getTime() + 86_400_000);
    const cameras: Camera[] = [];
    for (let i = 0; i < 10; i += 1) {
      const gateway = await aGateway(db, await aSchool(db));
      for (let j = 0; j < 2; j += 1) cameras.push(await aCamera(db, gateway));
    }
    for (const camera of cameras) await segments(db, camera, day, next);
    await db.admin.query('vacuum analyze');
    const camera = cameras[8]!;
    const minutes = { expiresAt: new Date(Date.now() + 3_600_000) };
    const viewer = await actorFor(db, await aPerson(db, camera.at), minutes);
    const gateway = await actorFor(db, camera.gateway, minutes);
    return await measure({ db, tenants: db.tenants, owner, viewer, gateway, camera, day });
  } finally {
    await owner.end();
    await db.drop();
  }
}

/**
 * Milliseconds of CPU, of this process and of the database's backends together, that one run took on average over `times` runs.
 * CPU and not the clock: what is compared is computation on both sides, and a busy machine must not decide.
 */
export async function cpuMsEach(db: TestDatabase, times: number, run: () => Promise<unknown>): Promise<number> {
  const before = await cpuMs(db);
  for (let i = 0; i < times; i += 1) await run();
  return ((await cpuMs(db)) - before) / times;
}

/** CPU milliseconds so far. Backends that ended meanwhile would be missed: the pools keep theirs for longer than a round. */
async function cpuMs({ admin }: TestDatabase): Promise<number> {
  const { rows } = await admin.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  const backends = rows.reduce((sum, { pid }) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
  const { user, system } = process.cpuUsage();
  return backends + (user + system) / 1e3;
}

/** The same statement `times` times inside one open transaction, on either side: what opening costs is measured elsewhere. */
export const asReader = (ground: Ground, times: number, run: (tx: Tx) => Promise<unknown>): Promise<number> => ground.tenants.read(ground.viewer, (tx) => cpuMsEach(ground.db, times, () => run(tx)));
export const asOwner = (ground: Ground, times: number, run: (tx: Tx) => Promise<unknown>): Promise<number> => inTransaction(ground.owner, READ, (tx) => cpuMsEach(ground.db, times, () => run(tx)));

/** Version of the server, for the record. */
export async function serverVersion({ db }: Ground): Promise<string> {
  const { rows } = await db.admin.query<{ version: string }>(`select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync') as version`);
  return rows[0]!.version;
}
