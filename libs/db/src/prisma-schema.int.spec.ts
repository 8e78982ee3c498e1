import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@guardroom/testkit';
import { type Table, tablesOf } from './prisma-schema.ts';

/** Foreign keys that follow from another one of the same table and that no handler walks along. */
const NOT_WALKED = ['cameras: school_id, school_no -> schools school_id, school_no'];

describe("Prisma's model against the live catalog", () => {
  let db: TestDatabase;
  let schema: string;

  beforeAll(async () => {
    db = await testDatabase();
    schema = await readFile(new URL('../prisma/schema.prisma', import.meta.url), 'utf8');
  });
  afterAll(() => db.drop());

  const faults = async (model = schema) => differences(tablesOf(model), await catalog(db));

  test('names every column, type, nullability, key and unique of each modelled table, and none that is not there', async () => {
    expect(tablesOf(schema).length).toBeGreaterThanOrEqual(20);
    expect(await faults()).toEqual([]);
  });

  test.each([
    ['a column that the table lacks', (s: string) => s.replace('@map("rtsp_url")', '@map("rtsp_uri")'), 'cameras: column rtsp_uri text not null is only in the model'],
    ['a column that the model lacks', (s: string) => s.replace(/^ +wrappedKey .*\n/m, ''), 'school_day_keys: column wrapped_key bytea is only in the database'],
    ['another type', (s: string) => s.replace(/(clockOffsetMs +)Float/, '$1Int'), 'gateway_status: column clock_offset_ms integer not null is only in the model'],
    ['another precision', (s: string) => s.replace('@map("registered_at") @db.Timestamptz(6)', '@map("registered_at") @db.Date'), 'cameras: column registered_at date not null is only in the model'],
    ['a column that may be null only in the database', (s: string) => s.replace(/(disabledAt +)DateTime\?/, '$1DateTime'), 'cameras: column disabled_at timestamp with time zone not null is only in the model'],
    ['another primary key', (s: string) => s.replace('@@id([schoolId, cameraId, day])', '@@id([cameraId, schoolId, day])'), 'camera_day_keys: primary key camera_id, school_id, day is only in the model'],
    ['a unique that is not there', (s: string) => s.replace('@@unique([schoolNo, cameraNo])', '@@unique([schoolNo, name])'), 'cameras: unique school_no, name is only in the model'],
    ['a relation along no foreign key', (s: string) => s.replace('fields: [schoolId, gatewayId], references: [schoolId, gatewayId]', 'fields: [gatewayId, schoolId], references: [schoolId, gatewayId]'), 'gateway_status: foreign key gateway_id, school_id -> gateways school_id, gateway_id is only in the model'],
  ])('finds %s', async (_, plant, expected) => {
    expect(plant(schema)).not.toBe(schema);
    expect(await faults(plant(schema))).toContain(expected);
  });
});

/** What one side says of a table and the other does not, both ways. */
function differences(model: readonly Table[], database: readonly Table[]): string[] {
  return model.flatMap((ours) => {
    const theirs = database.find(({ name }) => name === ours.name);
    if (!theirs) return [`${ours.name}: is only in the model`];
    const [left, right] = [statements(ours), statements(theirs)];
    return [...[...left].filter((s) => !right.has(s)).map((s) => `${ours.name}: ${s} is only in the model`), ...[...right].filter((s) => !left.has(s)).map((s) => `${ours.name}: ${s} is only in the database`)];
  });
}

const statements = ({ columns, primaryKey, uniques, foreignKeys }: Table): Set<string> =>
  new Set([
    ...columns.map(({ name, type, nullable }) => `column ${name} ${type}${nullable ? '' : ' not null'}`),
    `primary key ${primaryKey.join(', ')}`,
    ...uniques.map((unique) => `unique ${[...unique].join(', ')}`),
    ...foreignKeys.map((key) => `foreign key ${key}`),
  ]);

async function catalog(db: TestDatabase): Promise<Table[]> {
  const columns = await db.admin.query<{ table: string; name: string; type: string; nullable: boolean }>(
    `select c.table_name as table, c.column_name as name, c.is_nullable = 'YES' and data_type <> 'ARRAY' as nullable, format_type(a.atttypid, a.atttypmod) as type
       from information_schema.columns c join pg_attribute a on a.attrelid = format('%I.%I', c.table_schema, c.table_name)::regclass and a.attname = c.column_name
      where c.table_schema = 'guardroom' order by c.table_name, c.ordinal_position`,
  );
  const keys = await db.admin.query<{ table: string; kind: 'p' | 'u' | 'f'; columns: string[]; target: string | null; targets: string[] | null }>(
    `select c.relname as table, k.contype as kind, f.relname as target,
            (select array_agg(a.attname::text order by n.i) from unnest(k.conkey) with ordinality as n (attnum, i) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.attnum) as columns,
            (select array_agg(a.attname::text order by n.i) from unnest(k.confkey) with ordinality as n (attnum, i) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = n.attnum) as targets
       from pg_constraint k join pg_class c on c.oid = k.conrelid left join pg_class f on f.oid = k.confrelid
      where c.relnamespace = 'guardroom'::regnamespace and k.contype in ('p', 'u', 'f')`,
  );
  return [...new Set(columns.rows.map(({ table }) => table))].map((name) => {
    const own = keys.rows.filter(({ table }) => table === name);
    const foreignKeys = own.filter(({ kind }) => kind === 'f').map((key) => `${key.columns.join(', ')} -> ${key.target} ${key.targets!.join(', ')}`);
    return {
      name,
      columns: columns.rows.filter(({ table }) => table === name),
      primaryKey: own.find(({ kind }) => kind === 'p')?.columns ?? [],
      uniques: own.filter(({ kind }) => kind === 'u').map((key) => key.columns),
      foreignKeys: foreignKeys.filter((key) => !NOT_WALKED.includes(`${name}: ${key}`)),
    };
  });
}
