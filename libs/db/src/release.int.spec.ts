import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { aCamera, aGateway, aPerson, aSchool, actorFor, testDatabase, type TestDatabase } from '@guardroom/testkit';
import { newId } from '@guardroom/kernel';
import type { SchoolActor } from './actor.ts';
import { connectionOf } from './logins.ts';
import { TenantDb } from './tenant-db.ts';
import { RELEASE, inTransaction, poolOf } from './transaction.ts';

/** Everything of a session that the next one on the connection could notice, read without a ticket. */
const STATE = {
  settings: `select name, setting from pg_settings where source in ('session', 'client') order by 1`,
  ticket: `select coalesce(current_setting('gr.ticket', true), '') as ticket, coalesce(current_setting('app.mine', true), '') as mine`,
  who: 'select session_user::text, current_user::text, current_setting($$role$$) as role',
  prepared: 'select name from pg_prepared_statements',
  cursors: `select name from pg_cursors where name <> ''`,
  channels: 'select * from pg_listening_channels()',
  locks: `select classid, objid from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
  temporary: `select relname from pg_class where relnamespace = pg_my_temp_schema()`,
} as const;

/** What an injected statement could leave in a session, by any right the login has. */
const TRACES = [
  `select set_config('gr.ticket', repeat('d', 64), false)`,
  `select set_config('app.mine', 'something', false)`,
  `set search_path = pg_temp, guardroom`,
  `set timezone = 'Asia/Tokyo'`,
  `set row_security = off`,
  `set session characteristics as transaction read only`,
  `set role none`,
  `set session authorization gr_school`,
  `prepare gr_begin as select 1`,
  `declare mine cursor with hold for select 1`,
  `listen anything`,
  `select pg_advisory_lock(7)`,
];

describe('a connection that goes back to its pool', () => {
  let db: TestDatabase;
  let by: SchoolActor;

  beforeAll(async () => {
    db = await testDatabase();
    const school = await aSchool(db);
    by = await actorFor(db, await aPerson(db, school));
    await aCamera(db, await aGateway(db, school));
  });
  afterAll(() => db.drop());

  const stateOf = async (client: pg.ClientBase) => {
    const state: Record<string, unknown> = {};
    for (const [what, text] of Object.entries(STATE)) state[what] = (await client.query(text)).rows;
    state['lastval'] = await client.query('select lastval()').then(
      () => 'known',
      (error: Error) => error.message,
    );
    return state;
  };
  const soil = async (client: pg.ClientBase) => {
    for (const trace of TRACES) await client.query(trace);
    await client.query('set session characteristics as transaction read write');
    await client.query('begin; reset row_security');
    await client.query(`select set_config('gr.ticket', $1, true)`, [by.ticket]);
    await client.query('insert into guardroom.outbox (district_id, school_id, fact_id, type) values ($1, $2, $3, $4)', [by.districtId, by.schoolId, newId('fct'), 'x']);
    await client.query('commit; set row_security = off; set session characteristics as transaction read only');
  };
  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client(connectionOf(db.config, 'school'));
    await client.connect();
    return work(client).finally(() => client.end());
  };

  test('carries nothing that a session can be soiled with, exactly as after DISCARD ALL', async () => {
    const fresh = await withClient(stateOf);
    const soiled = await withClient(async (client) => (await soil(client), stateOf(client)));
    for (const what of ['settings', 'ticket', 'prepared', 'cursors', 'channels', 'locks', 'lastval'] as const) expect(soiled[what]).not.toEqual(fresh[what]);

    const discarded = await withClient(async (client) => (await soil(client), await client.query('discard all'), stateOf(client)));
    const released = await withClient(async (client) => (await soil(client), await client.query(RELEASE), stateOf(client)));
    expect(released).toEqual(discarded);
    expect(released).toEqual(fresh);
  });

  test('was cleaned when the next transaction of the pool gets it, also after an error', async () => {
    const pool = poolOf(db.config, 'school', 1);
    try {
      const backend = async (leave: readonly string[], fail: boolean) =>
        inTransaction(pool, 'begin', async (tx) => {
          const [row] = await tx.sql<{ pid: number }>`select pg_backend_pid() as pid`;
          for (const trace of leave) await tx.query(trace);
          if (fail) throw new Error(`failed on ${row!.pid}`);
          return row!.pid;
        });
      const state = () => inTransaction(pool, 'begin', async (tx) => Promise.all(Object.values(STATE).map((text) => tx.query(text))));
      const clean = await state();
      const leaving = TRACES.filter((trace) => !trace.includes('authorization')); // not allowed inside a transaction that holds other changes
      const pid = await backend(leaving, false);
      expect(await state()).toEqual(clean);
      await expect(backend(leaving, true)).rejects.toThrow(`failed on ${pid}`);
      expect(await state()).toEqual(clean);
      expect(await backend([], false)).toBe(pid);
    } finally {
      await pool.end();
    }
  });

  test('keeps no rows of one tenant in a plan that the next one uses', async () => {
    const one = new TenantDb(db.config, { school: 1 });
    try {
      const other = await aSchool(db);
      const gateway = await aGateway(db, other);
      const theirs = [await aCamera(db, gateway), await aCamera(db, gateway)];
      const them = await actorFor(db, await aPerson(db, other));
      for (let round = 0; round < 12; round += 1) {
        // More than five times: from then on the accessors run on a generic plan.
        expect(await one.read(by, (tx) => tx.sql`select distinct school_id from cameras`)).toEqual([{ school_id: by.schoolId }]);
        expect(await one.read(them, (tx) => tx.sql`select camera_id from cameras order by 1`)).toEqual(theirs.map((camera) => ({ camera_id: camera.cameraId })).sort((a, b) => (a.camera_id < b.camera_id ? -1 : 1)));
      }
    } finally {
      await one.close();
    }
  });
});
