import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aBureauPerson, aDistrict, aGateway, aLiaison, aPerson, aSchool, actorFor, anAgency, testDatabase, type Agency, type District, type School, type TestDatabase } from '@guardroom/testkit';
import type { Actor } from './actor.ts';
import type { Tx } from './tx.ts';

type Column = { readonly name: string; readonly type: string };
type Table = { readonly name: string; readonly tenant: 'school_id' | 'school_no' | 'district_id'; readonly columns: readonly Column[] };
type Side = { readonly district: District; readonly school: School; readonly agency: Agency; readonly actors: Readonly<Record<Reader, Actor>> };

const READERS = ['school', 'district', 'ingest', 'case'] as const;
type Reader = (typeof READERS)[number];

/** Salted commitments that every reader may verify. */
const PUBLIC = ['ledger_entries', 'ledger_tiles', 'ledger_checkpoints'];

/** Takes the checks of this copy of the database away: what is tested is who sees a row, and no check may be what refuses one. */
const WITHOUT_CHECKS = `do $$ declare c record; begin
  for c in select conrelid::regclass as target, conname from pg_constraint where contype = 'c' and connamespace = 'guardroom'::regnamespace and coninhcount = 0
  loop execute format('alter table %s drop constraint %I', c.target, c.conname); end loop; end $$`;

describe('rows of two schools in two districts, in every table of the catalog', () => {
  let db: TestDatabase;
  let tables: readonly Table[];
  let here: Side;
  let there: Side;

  const side = async (): Promise<Side> => {
    const district = await aDistrict(db);
    const school = await aSchool(db, { district });
    const agency = await anAgency(db, district);
    return {
      district,
      school,
      agency,
      actors: {
        school: await actorFor(db, await aPerson(db, school)),
        district: await actorFor(db, await aBureauPerson(db, district)),
        ingest: await actorFor(db, await aGateway(db, school)),
        case: await actorFor(db, await aLiaison(db, agency)),
      },
    };
  };

  beforeAll(async () => {
    db = await testDatabase();
    await db.admin.query(`select gr.ensure_day_partitions('2026-11-22')`);
    await db.admin.query(WITHOUT_CHECKS);
    const { rows } = await db.admin.query<Table>(
      `select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum)
                                   filter (where a.attnotnull and not a.atthasdef and a.attidentity = '' or c.relname = 'school_day_keys' and a.attname = 'wrapped_key'
                                              or a.attname = 'school_id' or a.attname like '%district_id') as columns,
              case when bool_or(a.attname = 'school_id') then 'school_id' when bool_or(a.attname = 'school_no') then 'school_no' else 'district_id' end as tenant
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'guardroom'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        group by 1 having bool_or(a.attname in ('school_id', 'school_no', 'district_id')) order by 1`,
    );
    tables = rows;
    [here, there] = [await side(), await side()];
    for (const table of tables) for (const one of [here, there]) await insert(table, one);
  });
  afterAll(() => db.drop());

  /** A row of that side with a value in every column that must have one. */
  const rowOf = (table: Table, { school, agency }: Side): Record<string, unknown> =>
    Object.fromEntries(
      table.columns.map(({ name, type }) => {
        if (name === 'school_id') return [name, school.schoolId];
        if (name.endsWith('district_id')) return [name, school.districtId];
        if (name === 'school_no') return [name, school.schoolNo];
        if (name === 'agency_id') return [name, agency.agencyId];
        return [name, valueOf(name, type, school)];
      }),
    );
  const insertion = (table: Table, one: Side) => {
    const row = rowOf(table, one);
    const names = Object.keys(row);
    return { text: `insert into ${table.name} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`, values: Object.values(row) };
  };

  /** As superuser and past foreign keys: what is tested is who sees a row, not what it hangs on. */
  async function insert(table: Table, one: Side): Promise<void> {
    const { rows } = await db.admin.query(`select from ${table.name} where ${table.tenant} = $1`, [ofSide(table, one)]);
    if (rows.length > 0) return; // the builders made one
    const client = await db.admin.connect();
    try {
      await client.query('begin; set local session_replication_role = replica');
      await client.query(insertion(table, one));
      await client.query('commit');
    } finally {
      client.release();
    }
  }

  const rights = async (reader: Reader, right: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE'): Promise<Set<string>> => {
    const { rows } = await db.admin.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'guardroom'::regnamespace
          and (has_table_privilege($1, c.oid, $2) or $2 <> 'DELETE' and has_any_column_privilege($1, c.oid, case $2 when 'DELETE' then 'SELECT' else $2 end))`,
      [`gr_${reader}`, right],
    );
    return new Set(rows.map(({ name }) => name));
  };
  const isOfAgency = (table: Table) => table.columns.some(({ name }) => name === 'agency_id');
  const tenantColumn = (table: Table, reader: Reader) => (reader === 'case' && isOfAgency(table) ? 'agency_id' : reader === 'district' || reader === 'case' ? 'district_id' : table.tenant);
  const ofSide = (table: Table, { school }: Side) => ({ school_id: school.schoolId, school_no: school.schoolNo, district_id: school.districtId })[table.tenant];
  const tenantOf = (table: Table, reader: Reader, one: Side) => ({ agency_id: one.agency.agencyId, district_id: one.district.districtId, school_id: one.school.schoolId, school_no: one.school.schoolNo })[tenantColumn(table, reader)];
  const write = (reader: Reader, run: (tx: Tx) => Promise<unknown>) => db.tenants.write(here.actors[reader], run);

  test('are there: each table holds a row of both', async () => {
    expect(tables.length).toBeGreaterThan(25);
    for (const table of tables) {
      const { rows } = await db.admin.query(`select distinct ${table.tenant} as tenant from ${table.name}`);
      expect([table.name, rows.length]).toEqual([table.name, 2]);
    }
  });

  test.each(READERS)('show each %s its own and only its own', async (reader) => {
    const readable = await rights(reader, 'SELECT');
    const looked = tables.filter(({ name }) => readable.has(name) && !PUBLIC.includes(name));
    expect(looked.length).toBeGreaterThan(5);
    for (const one of [here, there]) {
      for (const table of looked) {
        const column = tenantColumn(table, reader);
        const seen = await db.tenants.read(one.actors[reader], (tx) => tx.query(`select distinct ${column} as tenant from ${table.name}`));
        expect([table.name, seen]).toEqual([table.name, [{ tenant: tenantOf(table, reader, one) }]]);
      }
    }
  });

  test.each(READERS)('show %s nothing of the other, when asked for by name', async (reader) => {
    const readable = await rights(reader, 'SELECT');
    for (const table of tables.filter(({ name }) => readable.has(name) && !PUBLIC.includes(name))) {
      const column = tenantColumn(table, reader);
      const seen = await db.tenants.read(here.actors[reader], (tx) => tx.query(`select ${column} from ${table.name} where ${column} = $1`, [tenantOf(table, reader, there) as string]));
      expect([table.name, seen]).toEqual([table.name, []]);
    }
  });

  test.each(READERS)('are refused to %s who writes under the other tenant', async (reader) => {
    const writable = await rights(reader, 'INSERT');
    const looked = tables.filter(({ name }) => writable.has(name));
    if (reader === 'school') expect(looked.length).toBeGreaterThan(15);
    for (const table of looked) {
      const { text, values } = insertion(table, there);
      await expect(write(reader, (tx) => tx.query(text, values as string[]))).rejects.toMatchObject({ code: '42501' });
    }
  });

  test.each(READERS)('are refused to %s who writes its own row under the other district', async (reader) => {
    const writable = await rights(reader, 'INSERT');
    for (const table of tables.filter(({ name, columns }) => writable.has(name) && columns.some((column) => column.name === 'district_id'))) {
      const { text, values } = insertion(table, { ...here, school: { ...here.school, districtId: there.district.districtId } });
      await expect(write(reader, (tx) => tx.query(text, values as string[]))).rejects.toMatchObject({ code: '42501' });
    }
  });

  test.each(READERS)('cannot be changed or handed over by %s of the other', async (reader) => {
    const [updatable, deletable] = [await rights(reader, 'UPDATE'), await rights(reader, 'DELETE')];
    for (const table of tables) {
      const column = tenantColumn(table, reader);
      const [own, other] = [tenantOf(table, reader, here) as string, tenantOf(table, reader, there) as string];
      const right = await db.admin.query<{ whole: boolean }>('select has_column_privilege($1, $2, $3, $4) as whole', [`gr_${reader}`, table.name, column, 'UPDATE']).then(({ rows }) => rows[0]!.whole, () => false);
      if (updatable.has(table.name) && right) {
        const changed = await write(reader, (tx) => tx.query(`update ${table.name} set ${column} = ${column} where ${column} = $1 returning 1`, [other]));
        expect([table.name, changed]).toEqual([table.name, []]);
        await expect(write(reader, (tx) => tx.query(`update ${table.name} set ${column} = $2 where ${column} = $1`, [own, other]))).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23503)$/) });
      }
      if (deletable.has(table.name)) {
        const removed = await write(reader, (tx) => tx.query(`delete from ${table.name} where ${column} = $1 returning 1`, [other]));
        expect([table.name, removed]).toEqual([table.name, []]);
      }
    }
    for (const table of tables) expect((await db.admin.query(`select from ${table.name} where ${table.tenant} = $1`, [ofSide(table, there)])).rowCount).toBeGreaterThan(0);
  });
});

function valueOf(name: string, type: string, school: School): unknown {
  switch (type) {
    case 'text':
      return `${school.schoolId} ${name}`;
    case 'timestamp with time zone':
      return new Date(/^(to|ended|until|expires)_at$/.test(name) ? '2026-11-22T09:00:00Z' : '2026-11-22T08:00:00Z');
    case 'date':
      return '2026-11-22';
    case 'bytea':
      return Buffer.from(`${school.schoolId} ${name}`);
    case 'tstzmultirange':
      return '{[2026-11-22T00:00:00Z,2026-11-22T01:00:00Z)}';
    case 'jsonb':
      return {};
    case 'text[]':
      return [];
    case 'boolean':
      return false;
    default:
      return school.schoolNo; // every number
  }
}
