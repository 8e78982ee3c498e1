import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { aBureauPerson, aCamera, aDistrict, aGateway, aLiaison, aPerson, aSchool, actorFor, anAgency, anAuthorityRequest, testDatabase, type Camera, type School, type SchoolPerson, type TestDatabase } from '@guardroom/testkit';
import type { SchoolActor } from './actor.ts';
import { inTransaction, poolOf } from './transaction.ts';
import type { Tx } from './tx.ts';

describe('a reader of one school', () => {
  let db: TestDatabase;
  let school: School;
  let person: SchoolPerson;
  let by: SchoolActor;
  let camera: Camera;
  let bare: pg.Pool;

  beforeAll(async () => {
    db = await testDatabase();
    bare = poolOf(db.config, 'school', 2);
    school = await aSchool(db);
    person = await aPerson(db, school);
    by = await actorFor(db, person);
    camera = await aCamera(db, await aGateway(db, school));
    await aCamera(db, await aGateway(db, await aSchool(db)));
  });
  afterAll(async () => {
    await bare.end();
    await db.drop();
  });

  const cameras = (tx: Tx) => tx.sql<{ camera_id: string }>`select camera_id from cameras`;
  const own = () => [{ camera_id: camera.cameraId }];
  /** Runs statements as injected text would: by the login of all schools, with this ticket, in one open transaction. */
  const injected = (ticket: string | undefined, run: (tx: Tx) => Promise<unknown>) => inTransaction(bare, 'begin', run, ticket);

  describe('is refused', () => {
    test('without a ticket', async () => {
      await expect(injected(undefined, cameras)).rejects.toThrow('no ticket in this transaction');
      await expect(db.tenants.read({ ...by, ticket: '' }, cameras)).rejects.toThrow('the actor carries no ticket');
    });

    test('with a ticket that nobody wrote', async () => {
      await expect(db.tenants.read({ ...by, ticket: randomBytes(32).toString('hex') }, cameras)).rejects.toThrow('not valid for this reader');
    });

    test('with a ticket of another kind', async () => {
      const district = await aDistrict(db);
      const officer = await actorFor(db, await aBureauPerson(db, district));
      const gateway = await actorFor(db, await aGateway(db, school));
      for (const { ticket } of [officer, gateway]) await expect(injected(ticket, cameras)).rejects.toThrow('not valid for this reader');
      await expect(db.tenants.read({ ...officer, ticket: by.ticket }, (tx) => tx.sql`select * from schools`)).rejects.toThrow('not valid for this reader');
    });

    test('with a ticket whose token is over', async () => {
      const late = await actorFor(db, person, { expiresAt: new Date(Date.now() - 1) });
      await expect(db.tenants.read(late, cameras)).rejects.toThrow('not valid for this reader');
    });

    test('with a token from before the person was retired', async () => {
      const other = await aPerson(db, school);
      const early = await actorFor(db, other, { issuedAt: new Date(Date.now() - 1_000) });
      await db.admin.query('update principals set not_before = now() where sub = $1', [other.sub]);
      await expect(db.tenants.read(early, cameras)).rejects.toThrow('not valid for this reader');
      const renewed = await actorFor(db, other, { issuedAt: new Date(Date.now() + 1_000) });
      expect(await db.tenants.read(renewed, cameras)).toEqual(own());
    });

    test.each([
      ['the person is retired', `update principals set active = false where sub = $1`],
      ['the person has to sign in again', `update principals set not_before = now() + interval '1 hour' where sub = $1`],
      ['the token runs out', `update tickets set expires_at = now() where sub = $1`],
      ['the ticket is taken away', `delete from tickets where sub = $1`],
    ])('in the middle of an open transaction when %s, and keeps nothing', async (_, end) => {
      const leaving = await aPerson(db, school);
      const actor = await actorFor(db, leaving);
      const seen: unknown[] = [];
      const attempt = db.tenants.write(actor, async (tx) => {
        seen.push(await cameras(tx));
        await tx.sql`update cameras set location = 'changed by someone who left'`;
        await db.admin.query(end, [leaving.sub]);
        seen.push(await cameras(tx));
      });
      await expect(attempt).rejects.toThrow('not valid for this reader');
      expect(seen).toEqual([own()]);
      expect((await db.admin.query(`select from cameras where location = 'changed by someone who left'`)).rowCount).toBe(0);
    });
  });

  describe('cannot climb by injected SQL:', () => {
    const victim = 'd'.repeat(64);

    test.each([
      ['forges the ticket with a school id', `select set_config('gr.ticket', 'sch_00000000000000000000', true)`],
      ['forges a ticket of the right form', `set local gr.ticket = '${victim}'`],
      ['clears the ticket', `reset gr.ticket`],
    ])('%s and sees nothing', async (_, forge) => {
      await expect(injected(by.ticket, async (tx) => (await tx.query(forge), cameras(tx)))).rejects.toThrow(/no ticket|not valid/);
    });

    test.each([
      ['takes the role of the owner', 'set role gr_owner'],
      ['takes it by a function in a SELECT', `select 1 where set_config('role', 'gr_owner', true) is not null`],
      ['takes the role of another reader', 'set local role gr_platform'],
      ['takes another session', 'set session authorization gr_owner'],
      ['makes a temporary table', 'create temporary table mine (id text)'],
      ['makes a table', 'create table guardroom.mine (id text)'],
      ['makes a function', `create function gr.school_id(text) returns text language sql as 'select $1'`],
      ['empties a table', 'truncate cameras'],
      ['turns row security off', 'alter table cameras disable row level security'],
      ['drops a policy', 'drop policy school_own on cameras'],
      ['reads tickets', 'select * from auth.tickets'],
      ['writes a ticket', `insert into auth.tickets (hash, sub, kind, district_id, token_issued_at, expires_at) values ('x', 'y', 'district', 'z', now(), now())`],
      ['reads principals', 'select * from auth.principals'],
      ['resolves another person', `select auth.resolve('anyone')`],
      ["calls the bureau's accessor", 'select gr.district_id()'],
      ['calls what makes policies', `select gr.protect('guardroom.cameras')`],
      ['removes a fact', 'delete from facts'],
      ['changes a fact', `update facts set type = 'x'`],
      ['removes a register entry', 'delete from viewing_entries'],
      ['reads a file', `select pg_read_file('postgresql.conf')`],
      ['runs a program', `copy cameras to program 'cat'`],
      ['reads password hashes', 'select rolpassword from pg_authid'],
      ['gives itself row security off for ever', 'alter role gr_school bypassrls'],
    ])('%s', async (_, statement) => {
      await expect(injected(by.ticket, (tx) => tx.query(statement))).rejects.toMatchObject({ code: '42501' });
    });

    test('switches row security off for itself and is answered with an error, not with rows', async () => {
      await expect(injected(by.ticket, async (tx) => (await tx.query('set local row_security = off'), cameras(tx)))).rejects.toThrow('row-level security policy');
    });

    test('ends the transaction and begins another, and has lost the ticket', async () => {
      await expect(injected(by.ticket, async (tx) => (await tx.query('commit'), await tx.query('begin'), cameras(tx)))).rejects.toThrow('no ticket');
    });

    test('sends a second statement behind the first', async () => {
      for (const values of [[], ['x']]) {
        await expect(db.tenants.write(by, (tx) => tx.query(`select ${values.length ? '$1::text' : '1'}; update cameras set location = 'smuggled'`, values))).rejects.toThrow('multiple commands');
      }
    });

    test('looks at what other sessions of the same login run, and finds no ticket there', async () => {
      const neighbour = await actorFor(db, await aPerson(db, await aSchool(db)));
      await db.tenants.write(neighbour, async (waiting) => {
        for (const last of [undefined, waiting.sql`select camera_id from cameras where name = ${neighbour.ticket}`]) {
          await last;
          const seen = await injected(by.ticket, (tx) => tx.query<{ query: string }>(`select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`));
          const texts = (seen as { query: string }[]).map(({ query }) => query);
          expect(texts.length).toBeGreaterThan(0);
          expect(texts.filter((text) => text.includes(neighbour.ticket))).toEqual([]);
        }
      });
    });
  });

  test('sends whatever stands in a template as a parameter', async () => {
    const hostile = `x' or true --`;
    await db.tenants.read(by, async (tx) => {
      expect(await tx.sql`select camera_id from cameras where name = ${hostile}`).toEqual([]);
      expect(await tx.sql`select ${hostile}::text as said, ${[hostile, 'b']}::text[] as list, ${3}::int as n, ${{ a: hostile }}::jsonb as body`).toEqual([
        { said: hostile, list: [hostile, 'b'], n: 3, body: { a: hostile } },
      ]);
    });
  });

  test('is told when a statement failed and its error was swallowed: nothing of the transaction is kept', async () => {
    let committed = false;
    const attempt = db.tenants.write(by, async (tx) => {
      tx.afterCommit(() => (committed = true));
      await tx.sql`update cameras set location = 'half'`;
      await tx.query('select 1 / 0').catch(() => undefined);
      return 'done';
    });
    await expect(attempt).rejects.toThrow('it was rolled back');
    expect(committed).toBe(false);
    expect((await db.admin.query(`select from cameras where location = 'half'`)).rowCount).toBe(0);
  });

  test('is told the same of a transaction that only read, and of a statement that nobody waited for', async () => {
    await expect(db.tenants.read(by, async (tx) => (await tx.query('select 1 / 0').catch(() => undefined), 'done'))).rejects.toThrow('it was rolled back');
    const unawaited = db.tenants.write(by, async (tx) => {
      await tx.sql`update cameras set location = 'half'`;
      void tx.query('select 1 / 0').catch(() => undefined);
    });
    await expect(unawaited).rejects.toThrow('it was rolled back');
  });

  test('runs what waits for the commit only after it, and in order', async () => {
    const order: string[] = [];
    await db.tenants.write(by, async (tx) => {
      tx.afterCommit(() => order.push('first'));
      tx.afterCommit(() => order.push('second'));
      await cameras(tx);
      order.push('body');
    });
    await db.tenants.write(by, async (tx) => (tx.afterCommit(() => order.push('never')), Promise.reject(new Error('no')))).catch(() => undefined);
    expect(order).toEqual(['body', 'first', 'second']);
  });

  test('cannot use a transaction that is over', async () => {
    const kept = await db.tenants.read(by, async (tx) => tx);
    await expect(cameras(kept)).rejects.toThrow('this transaction is over');
    expect(() => kept.prisma).toThrow('this transaction is over');
  });

  test('gets its connection back after an error, also after one that cuts the connection', async () => {
    await expect(injected(by.ticket, (tx) => tx.query('select nonsense'))).rejects.toThrow('nonsense');
    await expect(injected(by.ticket, (tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'))).rejects.toThrow();
    expect(await injected(by.ticket, cameras)).toEqual(own());
    expect(bare.totalCount).toBeLessThanOrEqual(2);
  });
});

describe('a reader of one agency', () => {
  let db: TestDatabase;
  let bare: pg.Pool;
  let ticket: string;
  let own: string;
  let foreign: string;
  const injected = (statement: string, values: string[] = []) => inTransaction(bare, 'begin', (tx) => tx.query<Record<string, unknown>>(statement, values), ticket);

  beforeAll(async () => {
    db = await testDatabase();
    bare = poolOf(db.config, 'case', 1);
    const school = await aSchool(db);
    await aCamera(db, await aGateway(db, school));
    const [liaison, other] = [await aLiaison(db, await anAgency(db, school)), await aLiaison(db, await anAgency(db, school))];
    ({ ticket } = await actorFor(db, liaison));
    [own, foreign] = [await anAuthorityRequest(db, liaison, school), await anAuthorityRequest(db, other, school)];
  });
  afterAll(async () => {
    await bare.end();
    await db.drop();
  });

  test('finds its own requests and no other agency\'s, however it asks', async () => {
    expect(await injected('select request_id from authority_requests')).toEqual([{ request_id: own }]);
    expect(await injected('select request_id from authority_requests where request_id = $1 or true', [foreign])).toEqual([{ request_id: own }]);
    expect(await injected(`update authority_requests set state = 'verified' where request_id = $1 returning 1`, [foreign])).toEqual([]);
  });

  test.each([
    ['reads cameras', 'select * from cameras'],
    ['reads the index of recordings', 'select * from segments'],
    ['reads keys of recordings', 'select * from camera_day_keys'],
    ['reads facts', 'select * from facts'],
    ['reads holds', 'select * from holds'],
    ['ends a hold', 'update holds set released_at = now()'],
    ['reads who signed', 'select * from authority_signatures'],
    ['signs for the school', `insert into authority_signatures select school_id, request_id, 'approval', 1, district_id, 'x', 'x', 'x', 'principal', null, null, 'x', now() from authority_requests`],
    ['reads which cameras were found', 'select * from authority_request_cameras'],
    ['grants itself a part', 'update authority_requests set granted_from = from_at, granted_to = to_at'],
    ['says that it is approved by another way', `update authority_requests set approved_at = now()`],
    ['reads the key of a package', 'select wrapped_key from evidence_packages'],
    ['reads where a package lies', 'select object_key from evidence_packages'],
    ['makes a package', `insert into evidence_packages (school_id, package_id, request_id, district_id, agency_id, state, started_at) select school_id, 'x', request_id, district_id, agency_id, 'building', now() from authority_requests`],
    ['removes a request', 'delete from authority_requests'],
    ['removes a download', 'delete from package_downloads'],
    ["reads a school's policy", 'select retention_days from schools'],
    ['reads papers of schools', 'select * from documents'],
    ["calls a school's accessor", 'select gr.school_id()'],
    ["calls the bureau's accessor", 'select gr.district_id()'],
    ['takes the role of a school', 'set role gr_school'],
  ])('is refused when it %s', async (_, statement) => {
    await expect(injected(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
