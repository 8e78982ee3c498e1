import type pg from 'pg';

/** What must hold in the live catalog, and a statement whose rows are the violations, each in words. */
export type CatalogRule = { readonly title: string; readonly violations: string };

/** Tables of the two schemas that hold rows, partitions included. */
const TABLES = `select c.oid, c.relname as name, c.relrowsecurity, c.relforcerowsecurity from pg_class c
  where c.relnamespace in ('guardroom'::regnamespace, 'auth'::regnamespace) and c.relkind in ('r', 'p')`;

/** Tables whose every row belongs to one school, and the column that says which. */
const SCHOOL_OWNED = `select t.oid, t.name, min(a.attname) filter (where a.attname in ('school_id', 'school_no')) as school
  from (${TABLES}) t join pg_attribute a on a.attrelid = t.oid
 where a.attname in ('school_id', 'school_no') and a.attnotnull group by t.oid, t.name`;

const READERS = `(select oid, rolname from pg_roles where rolname like 'gr\\_%' and rolname <> 'gr_owner')`;
const FIRST = (list: string, relation: string): string => `(select a.attname from pg_attribute a where a.attrelid = ${relation} and a.attnum = ${list}[1])`;

/**
 * The only two shapes of a condition: everything, or columns that equal accessors inside a scalar sub-select. Anything else would
 * be evaluated per row, or is a door that somebody has to think about.
 */
const ACCESSOR = `\\( SELECT gr\\.[a-z_]+\\(\\) AS [a-z_]+\\)`;
const COMPARED = `\\([a-z_]+ = ${ACCESSOR}\\)`;
const SHAPE = `^(true|${COMPARED}|\\(${COMPARED}( AND ${COMPARED})+\\))$`;

/** Which accessors, if any, the condition of a reader's policy calls. Whoever is not here may be told \`true\`: no school's and no bureau's login. */
const OWN_ACCESSORS = `(values ('gr_school', 'school_(id|no|district_id)'), ('gr_district', 'district_id'), ('gr_ingest', 'gateway_(school_id|school_no|district_id|id)'), ('gr_case', 'case_[a-z_]+')) as own (reader, accessor)`;

/** Salted commitments that anyone may verify. */
const PUBLIC_LOG = `('ledger_entries', 'ledger_tiles', 'ledger_checkpoints')`;
/** Footage, its keys and where the cameras hang: nothing for the bureau. */
const CLOSED_TO_BUREAU = `('cameras', 'gateways', 'segments', 'minute_manifests', 'reported_gaps', 'school_day_keys', 'camera_day_keys', 'holds', 'hold_cameras', 'viewing_sessions', 'authority_request_cameras', 'evidence_packages', 'package_downloads')`;
/** What an agency's login may see beside rows that carry an agency: the names of its district's schools and the public log. */
const OPEN_TO_AGENCIES = `('schools', 'ledger_entries', 'ledger_tiles', 'ledger_checkpoints')`;
/** Columns with people's words and names, addresses, or keys: nothing for the relay. */
const CONTENTS = `(body|salt|reason|reasons|words|location|rtsp_url|username|note_text|mark|person_name|.*_name|.*_sub|.*_key|.*_password|.*_private_key|.*_thumbprint|evidence|findings|decision_reasons|viewing_consent)`;

/** Every rule is exercised by planting what it must find. */
export const CATALOG_RULES = {
  rowSecurity: {
    title: 'every table, partitions included, enables and forces row security and has a policy',
    violations: `select name || ' does not enable and force row security' as fault from (${TABLES}) t where not (relrowsecurity and relforcerowsecurity)
      union all select name || ' has no policy' from (${TABLES}) t where not exists (select from pg_policy p where p.polrelid = t.oid)`,
  },
  foreignKeys: {
    title: 'every foreign key between school-owned tables starts with the school on both sides',
    violations: `select k.conname || ' of ' || f.name || ' does not start with the school' as fault
      from pg_constraint k join (${SCHOOL_OWNED}) f on f.oid = k.conrelid join (${SCHOOL_OWNED}) t on t.oid = k.confrelid
     where k.contype = 'f' and (${FIRST('k.conkey', 'k.conrelid')} not in ('school_id', 'school_no') or ${FIRST('k.conkey', 'k.conrelid')} <> ${FIRST('k.confkey', 'k.confrelid')})`,
  },
  primaryKeys: {
    title: 'every primary key of a school-owned table starts with the school',
    violations: `select t.name || ' has no primary key that starts with the school' as fault from (${SCHOOL_OWNED}) t
     where not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p' and ${FIRST('k.conkey', 'k.conrelid')} in ('school_id', 'school_no'))`,
  },
  schoolIndex: {
    title: 'every school-owned table has an index that leads with the school',
    violations: `select t.name || ' has no index that leads with ' || t.school as fault from (${SCHOOL_OWNED}) t
     where not exists (select from pg_index i join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
                        where i.indrelid = t.oid and i.indisvalid and i.indpred is null and a.attname in ('school_id', 'school_no'))`,
  },
  policyShape: {
    title: 'every policy is permissive, names its reader, and compares columns with accessors inside scalar sub-selects and nothing else',
    violations: `select format('%s on %s: %s', policyname, tablename, condition) as fault
      from pg_policies, lateral (values (qual), (with_check)) as conditions (condition)
     where schemaname in ('guardroom', 'auth') and condition !~ '${SHAPE}'
      union all select format('%s on %s is for everyone or restrictive', policyname, tablename) from pg_policies
     where schemaname in ('guardroom', 'auth') and ('public' = any (roles) or permissive <> 'PERMISSIVE')`,
  },
  ownAccessor: {
    title: 'every policy of a tenant login compares with the accessors of that login; only the public log is open',
    violations: `select format('%s on %s lets %s past: %s', policyname, tablename, reader, condition) as fault
      from pg_policies join ${OWN_ACCESSORS} on own.reader = any (roles::text[]), lateral (values (qual), (with_check)) as conditions (condition)
     where schemaname in ('guardroom', 'auth') and condition is not null
       and not (condition = 'true' and tablename in ${PUBLIC_LOG} and cmd = 'SELECT')
       and condition !~ ('^\\(*[a-z_]+ = \\( SELECT gr\\.' || own.accessor || '\\(\\) AS [a-z_]+\\)\\)*( AND \\([a-z_]+ = \\( SELECT gr\\.' || own.accessor || '\\(\\) AS [a-z_]+\\)\\)+)*$')`,
  },
  ownDistrict: {
    title: "a school's or an agency's login writes a row only under its own district where the bureau reads by district",
    violations: `select format('%s on %s does not check the district', policyname, tablename) as fault from pg_policies p
     where schemaname = 'guardroom' and (roles && array['gr_school', 'gr_ingest', 'gr_case']::name[]) and cmd = 'ALL' and with_check !~ 'district_id = '
       and exists (select from pg_attribute a where a.attrelid = format('%I.%I', schemaname, tablename)::regclass and a.attname = 'district_id')`,
  },
  partitions: {
    title: 'a partition that is reached directly has the policies of its parent',
    violations: `select format('%s lacks %s of %s', child.relname, p.polname, parent.relname) as fault
      from pg_inherits i join pg_class child on child.oid = i.inhrelid join pg_class parent on parent.oid = i.inhparent join pg_policy p on p.polrelid = parent.oid
     where child.relkind = 'r' and parent.relnamespace = 'guardroom'::regnamespace
       and not exists (select from pg_policy c where c.polrelid = child.oid and c.polroles = p.polroles and c.polcmd = p.polcmd
                          and pg_get_expr(c.polqual, c.polrelid) is not distinct from pg_get_expr(p.polqual, p.polrelid)
                          and pg_get_expr(c.polwithcheck, c.polrelid) is not distinct from pg_get_expr(p.polwithcheck, p.polrelid))`,
  },
  ownership: {
    title: 'no login but the owner owns anything',
    violations: `select r.rolname || ' owns something: ' || d.classid::regclass || ' ' || d.objid as fault
      from pg_shdepend d join ${READERS} r on r.oid = d.refobjid where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'`,
  },
  attributes: {
    title: 'no login is a superuser, passes row security, makes roles or databases, replicates, inherits or is a member of another',
    violations: `select rolname || ' has an attribute beyond login' as fault from pg_roles
     where rolname like 'gr\\_%' and (rolsuper or rolbypassrls or rolcreatedb or rolreplication or (rolname <> 'gr_owner' and (rolinherit or rolcreaterole)))
      union all select m.member::regrole || ' is a member of ' || m.roleid::regrole from pg_auth_members m where m.member::regrole::text like 'gr\\_%' or m.roleid::regrole::text like 'gr\\_%'`,
  },
  creation: {
    title: 'no login but the owner may create anything, temporary or not',
    violations: `select rolname || ' may create in the database' as fault from ${READERS} r where has_database_privilege(oid, current_database(), 'CREATE') or has_database_privilege(oid, current_database(), 'TEMPORARY')
      union all select rolname || ' may create in ' || n.nspname from ${READERS} r, pg_namespace n where has_schema_privilege(r.oid, n.oid, 'CREATE')`,
  },
  bureau: {
    title: "the bureau's login has no right on cameras, footage, keys, manifests, holds or sessions",
    violations: `select 'gr_district has a right on ' || c.relname as fault from pg_class c left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
     where c.relnamespace = 'guardroom'::regnamespace and c.relkind in ('r', 'p') and coalesce(p.relname, c.relname) in ${CLOSED_TO_BUREAU}
       and (has_table_privilege('gr_district', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') or has_any_column_privilege('gr_district', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))`,
  },
  agency: {
    title: "an agency's login has rights on rows that carry an agency, on the names of schools and on the public log, and on nothing else",
    violations: `select 'gr_case has a right on ' || t.name as fault from (${TABLES}) t
     where t.name not in ${OPEN_TO_AGENCIES} and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'agency_id')
       and (has_table_privilege('gr_case', t.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') or has_any_column_privilege('gr_case', t.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
      union all select format('gr_case reads %s.%s', t.name, a.attname) from (${TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     where (t.name = 'schools' and a.attname not in ('school_id', 'district_id', 'name') or a.attname ~ '_key$') and has_column_privilege('gr_case', t.oid, a.attnum, 'SELECT')`,
  },
  relay: {
    title: "the relay's login reads ids, hashes and times and no contents",
    violations: `select format('gr_relay reads %s.%s', t.name, a.attname) as fault from (${TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     where a.attname ~ '^${CONTENTS}$' and has_column_privilege('gr_relay', t.oid, a.attnum, 'SELECT')`,
  },
  functions: {
    title: 'every function that runs as its owner pins its search path, belongs to the owner and is not for everyone',
    violations: `select p.oid::regprocedure || ' is not pinned, not the owner''s, or for everyone' as fault from pg_proc p
     where p.pronamespace in ('gr'::regnamespace, 'auth'::regnamespace, 'guardroom'::regnamespace)
       and (p.proowner <> 'gr_owner'::regrole or has_function_privilege('public', p.oid, 'EXECUTE')
            or (p.prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)))`,
  },
  views: {
    title: 'no view lets a reader past row security as the owner',
    violations: `select c.relname || ' is read as its owner' as fault from pg_class c
     where c.relnamespace in ('guardroom'::regnamespace, 'auth'::regnamespace, 'gr'::regnamespace) and (c.relkind = 'm' or c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false))`,
  },
} satisfies Record<string, CatalogRule>;

export type CatalogRuleName = keyof typeof CATALOG_RULES;

/** What breaks the rule in this database, in words. The connection's search path must be `pg_catalog`, so that names are told in full. */
export async function violationsOf(client: pg.ClientBase | pg.Pool, rule: CatalogRuleName): Promise<string[]> {
  const { rows } = await client.query<{ fault: string }>(CATALOG_RULES[rule].violations);
  return rows.map(({ fault }) => fault).sort();
}
