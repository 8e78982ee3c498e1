import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { aBureauPerson, aDistrict, aGateway, aLiaison, aPerson, aSchool, actorFor, anAgency, testDatabase, type TestDatabase } from '@guardroom/testkit';
import { CATALOG_RULES, type CatalogRuleName, violationsOf } from './catalog-rules.ts';
import type { Login } from './logins.ts';
import { poolOf } from './transaction.ts';

/** What each rule must find: a statement that plants it, and words of the finding. */
const PLANTED: Record<CatalogRuleName, readonly (readonly [plant: string, finding: string])[]> = {
  rowSecurity: [
    ['create table guardroom.forgotten (school_id text primary key)', 'forgotten does not enable and force row security'],
    ['create table guardroom.forgotten (school_id text primary key)', 'forgotten has no policy'],
    ['alter table guardroom.cameras no force row level security', 'cameras does not enable and force row security'],
    ['alter table auth.tickets disable row level security', 'tickets does not enable and force row security'],
    [`create table guardroom.segments_20300101 partition of guardroom.segments for values from ('2030-01-01') to ('2030-01-02')`, 'segments_20300101 does not enable and force row security'],
  ],
  foreignKeys: [
    ['alter table guardroom.holds add unique (hold_id); alter table guardroom.hold_cameras add constraint loose foreign key (hold_id) references guardroom.holds (hold_id)', 'loose of hold_cameras does not start with the school'],
    ['alter table guardroom.holds add unique (hold_id, school_id); alter table guardroom.hold_cameras add constraint swapped foreign key (hold_id, school_id) references guardroom.holds (hold_id, school_id)', 'swapped of hold_cameras'],
  ],
  primaryKeys: [
    ['alter table guardroom.viewing_entries drop constraint viewing_entries_pkey, add primary key (session_id, entry_no)', 'viewing_entries has no primary key that starts with the school'],
    ['create table guardroom.keyless (school_id text not null)', 'keyless has no primary key that starts with the school'],
  ],
  schoolIndex: [
    ['create table guardroom.slow (id text primary key, school_id text not null)', 'slow has no index that leads with school_id'],
    ['create table guardroom.slow (id text primary key, school_no integer not null); create index on guardroom.slow (school_no) where id > \'m\'', 'slow has no index that leads with school_no'],
  ],
  policyShape: [
    ['create policy bare on guardroom.cameras to gr_school using (school_id = gr.school_id())', 'bare on cameras'],
    ['create policy on_a_column on guardroom.cameras to gr_school using (lower(school_id) = (select gr.school_id()))', 'on_a_column on cameras'],
    ['create policy membership on guardroom.cameras to gr_school using (school_id in (select school_id from guardroom.appointments))', 'membership on cameras'],
    [`create policy forgeable on guardroom.cameras to gr_school using (school_id = (select current_setting('app.school')))`, 'forgeable on cameras'],
    ['create policy wider on guardroom.cameras to gr_school using (school_id = (select gr.school_id()) or enabled)', 'wider on cameras'],
    ['create policy bare_check on guardroom.cameras for insert to gr_school with check (school_id = gr.school_id())', 'bare_check on cameras'],
    ['create policy everyone on guardroom.cameras using (true)', 'everyone on cameras is for everyone'],
  ],
  ownAccessor: [
    ['create policy open on guardroom.cameras to gr_school using (true)', 'open on cameras lets gr_school past: true'],
    ['create policy alien on guardroom.cameras to gr_district using (school_id = (select gr.school_id()))', 'alien on cameras lets gr_district past'],
    ['create policy open on guardroom.authority_requests to gr_case using (true)', 'open on authority_requests lets gr_case past: true'],
    ['create policy whole_district on guardroom.authority_requests to gr_case using (district_id = (select gr.district_id()))', 'whole_district on authority_requests lets gr_case past'],
    ['create policy open_writes on guardroom.ledger_tiles to gr_school using (true)', 'open_writes on ledger_tiles lets gr_school past: true'],
  ],
  ownDistrict: [
    ['create policy half on guardroom.cameras to gr_school using (school_id = (select gr.school_id())) with check (school_id = (select gr.school_id()))', 'half on cameras does not check the district'],
    ['create policy half on guardroom.authority_steps to gr_case using (agency_id = (select gr.case_agency_id())) with check (agency_id = (select gr.case_agency_id()))', 'half on authority_steps does not check the district'],
  ],
  partitions: [[`select gr.ensure_day_partitions('2030-01-01'); drop policy school_own on guardroom.segments_20300101`, 'segments_20300101 lacks school_own of segments']],
  ownership: [['alter table guardroom.cameras owner to gr_school', 'gr_school owns something']],
  attributes: [
    ['alter role gr_relay bypassrls', 'gr_relay has an attribute beyond login'],
    ['alter role gr_school inherit', 'gr_school has an attribute beyond login'],
    ['grant gr_owner to gr_school', 'gr_school is a member of gr_owner'],
  ],
  creation: [
    ['do $$ begin execute format(\'grant temporary on database %I to gr_school\', current_database()); end $$', 'gr_school may create in the database'],
    ['grant create on schema public to gr_ingest', 'gr_ingest may create in public'],
  ],
  bureau: [
    ['grant select (camera_id) on guardroom.cameras to gr_district', 'gr_district has a right on cameras'],
    ['grant select (sha256) on guardroom.evidence_packages to gr_district', 'gr_district has a right on evidence_packages'],
    [`select gr.ensure_day_partitions('2030-01-01'); grant select on guardroom.segments_20300101 to gr_district`, 'gr_district has a right on segments_20300101'],
  ],
  agency: [
    ['grant select (camera_id) on guardroom.cameras to gr_case', 'gr_case has a right on cameras'],
    ['grant select on guardroom.authority_signatures to gr_case', 'gr_case has a right on authority_signatures'],
    ['grant select on guardroom.schools to gr_case', 'gr_case reads schools.retention_days'],
    ['grant select on guardroom.evidence_packages to gr_case', 'gr_case reads evidence_packages.wrapped_key'],
  ],
  relay: [
    ['grant select (body) on guardroom.facts to gr_relay', 'gr_relay reads facts.body'],
    ['grant select on guardroom.cameras to gr_relay', 'gr_relay reads cameras.rtsp_url'],
    ['grant select on guardroom.appointments to gr_relay', 'gr_relay reads appointments.person_name'],
  ],
  functions: [
    ['create function gr.loose() returns text language sql security definer return current_user; alter function gr.loose owner to gr_owner; revoke all on function gr.loose from public', 'gr.loose()'],
    ['grant execute on function gr.school_id to public', 'gr.school_id()'],
  ],
  views: [['create view guardroom.all_cameras as select * from guardroom.cameras', 'all_cameras is read as its owner']],
};

describe('the live catalog', () => {
  let db: TestDatabase;
  let client: pg.PoolClient;

  beforeAll(async () => {
    db = await testDatabase();
    await asLogin(db, 'relay', (relay) => relay.query(`select gr.ensure_day_partitions('2026-11-22')`));
    client = await db.admin.connect();
    await client.query('set search_path = pg_catalog'); // the catalog then writes every name out in full
  });
  afterAll(async () => {
    client.release();
    await db.drop();
  });

  describe.each(Object.keys(CATALOG_RULES) as CatalogRuleName[])('%s', (name) => {
    test(CATALOG_RULES[name].title, async () => {
      expect(await violationsOf(client, name)).toEqual([]);
    });

    test.each(PLANTED[name])('finds what is planted: %s', async (plant, finding) => {
      await client.query('begin');
      try {
        await client.query(plant);
        expect((await violationsOf(client, name)).join('\n')).toContain(finding);
      } finally {
        await client.query('rollback');
      }
    });
  });

  describe('plans', () => {
    const READERS = ['gr_school', 'gr_district', 'gr_ingest', 'gr_case'] as const;
    let tickets: Record<(typeof READERS)[number], string>;

    beforeAll(async () => {
      const district = await aDistrict(db);
      const school = await aSchool(db, { district });
      tickets = {
        gr_school: (await actorFor(db, await aPerson(db, school))).ticket,
        gr_district: (await actorFor(db, await aBureauPerson(db, district))).ticket,
        gr_ingest: (await actorFor(db, await aGateway(db, school))).ticket,
        gr_case: (await actorFor(db, await aLiaison(db, await anAgency(db, district)))).ticket,
      };
    });

    /** Tables whose plan, read as the reader, calls a function per row or finds no accessor as an InitPlan. Answers also how many it looked at. */
    async function perRow(reader: (typeof READERS)[number]): Promise<{ looked: number; faults: string[] }> {
      const { rows } = await client.query<{ name: string; column: string }>(
        `select c.oid::regclass::text as name, min(a.attname) as column from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relnamespace = 'guardroom'::regnamespace and c.relkind in ('r', 'p') and c.relname !~ '^ledger_(entries|tiles|checkpoints)$' and has_column_privilege($1, c.oid, a.attnum, 'SELECT') group by 1`,
        [reader],
      );
      const faults: string[] = [];
      await client.query('savepoint reading');
      await client.query(`set local role ${reader}`);
      await client.query(`select set_config('gr.ticket', $1, true)`, [tickets[reader]]);
      for (const { name, column } of rows) {
        const plan = (await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) select ${column} from ${name}`)).rows.map((row) => row['QUERY PLAN']);
        const conditions = plan.filter((line) => /^\s*(Filter|Index Cond|Recheck Cond|Join Filter|Hash Cond):/.test(line));
        if (!plan.some((line) => line.includes('InitPlan')) || conditions.length === 0 || conditions.some((line) => /\w\(/.test(line) || /SubPlan/.test(line))) faults.push([name, ...plan].join('\n'));
      }
      await client.query('rollback to savepoint reading');
      return { looked: rows.length, faults };
    }

    test.each(READERS)('resolve the ticket of %s once per statement, in every table it may read', async (reader) => {
      await client.query('begin');
      try {
        const { looked, faults } = await perRow(reader);
        expect(faults).toEqual([]);
        expect(looked).toBeGreaterThan(5);
      } finally {
        await client.query('rollback');
      }
    });

    test.each([
      ['using (school_id = gr.school_id())'],
      ['using (lower(school_id) = (select gr.school_id()))'],
      ['using (exists (select from guardroom.appointments a where a.school_id = cameras.school_id))'],
      ['using (true)'],
    ])('are found to be evaluated per row, or not at all: %s', async (condition) => {
      await client.query('begin');
      try {
        await client.query(`drop policy school_own on guardroom.cameras; create policy school_own on guardroom.cameras to gr_school ${condition}`);
        expect((await perRow('gr_school')).faults).toEqual([expect.stringMatching(/^guardroom.cameras\n/)]);
      } finally {
        await client.query('rollback');
      }
    });
  });

  test('gives partitions that a worker made the policies of their parents and no owner but the owner', async () => {
    await asLogin(db, 'relay', async (relay) => {
      expect((await relay.query(`select gr.ensure_day_partitions('2031-05-06') as made`)).rows).toEqual([{ made: 2 }]);
      expect((await relay.query(`select gr.ensure_day_partitions('2031-05-06') as made`)).rows).toEqual([{ made: 0 }]);
    });
    const { rows } = await client.query(
      `select c.relname, c.relowner::regrole::text as owner, (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
         from pg_class c where c.relname like '%\\_20310506' and c.relkind = 'r' order by 1`,
    );
    expect(rows).toEqual([
      { relname: 'minute_manifests_20310506', owner: 'gr_owner', policies: 3 },
      { relname: 'segments_20310506', owner: 'gr_owner', policies: 3 },
    ]);
    for (const name of Object.keys(CATALOG_RULES) as CatalogRuleName[]) expect(await violationsOf(client, name)).toEqual([]);
  });
});

async function asLogin(db: TestDatabase, login: Login, work: (pool: pg.Pool) => Promise<unknown>): Promise<void> {
  const pool = poolOf(db.config, login, 1);
  await work(pool).finally(() => pool.end());
}
