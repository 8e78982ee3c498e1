import { idKinds } from '@guardroom/kernel';
import type { TestDatabase } from '../../libs/testkit/src/database/index.ts';

/** All rows of a school, as text, by table. */
export type Rows = ReadonlyMap<string, string>;

/** Ids of what a school or an agency owns. Its district is no secret: both schools have the same. */
const ID = new RegExp(`\\b(?:${Object.keys(idKinds).filter((kind) => kind !== 'dst').join('|')})_[0-9A-HJKMNP-TV-Z]{20}\\b`, 'g');

/** Reads every row that belongs to a school from every table of the catalog that has such rows; posts of `except` are left out. */
export async function rowsOf({ admin }: TestDatabase, school: { schoolId: string; schoolNo: number }, except: readonly string[]): Promise<Rows> {
  const { rows: tables } = await admin.query<{ name: string; owner: 'school_id' | 'school_no' }>(
    `select c.relname as name, min(a.attname) as owner from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('school_id', 'school_no') and not a.attisdropped
      where c.relnamespace = 'guardroom'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition group by 1 order by 1`,
  );
  const statement = tables.map(
    ({ name, owner }) =>
      `select '${name}' as name, coalesce(string_agg(t::text, E'\\n' order by t::text), '') as text from guardroom.${name} t where ${owner}::text = ${owner === 'school_id' ? '$1' : '$2'}${name === 'appointments' ? ' and not (sub = any($3))' : ''}`,
  );
  const { rows } = await admin.query<{ name: string; text: string }>(`with given as (select $1::text, $2::text, $3::text[]) ${statement.join(' union all ')}`, [school.schoolId, String(school.schoolNo), except]);
  return new Map(rows.map(({ name, text }) => [name, text]));
}

/** Every id that a school's rows name and `known` does not. */
export function idsIn(rows: Rows, known: Rows): ReadonlySet<string> {
  const all = (of: Rows) => [...of.values()].flatMap((text) => text.match(ID) ?? []);
  const elsewhere = new Set(all(known));
  return new Set(all(rows).filter((id) => !elsewhere.has(id)));
}

/** The ids that stand in a text. */
export const namedIn = (text: string): string[] => text.match(ID) ?? [];
