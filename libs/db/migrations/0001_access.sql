-- Who may read what. Every login below is a reader of one kind with a small pool of its own; none of them owns a table.
-- Row security compares with a stable accessor that resolves a random ticket, so that no setting a statement could forge
-- names a tenant. The accessor raises without a valid ticket and runs once per statement (an InitPlan).

create schema guardroom;
create schema auth;
create schema gr;
revoke all on schema public from public;
grant usage on schema guardroom, gr to gr_school, gr_district, gr_case, gr_ingest, gr_relay, gr_platform, gr_auth;
grant usage on schema auth to gr_auth, gr_platform, gr_relay;

create table guardroom.districts (
  district_id text primary key,
  name        text not null,
  created_at  timestamptz not null default now()
);
comment on table guardroom.districts is 'Education bureaus. Root of a tenancy.';

create table guardroom.schools (
  school_id                   text primary key,
  district_id                 text not null references guardroom.districts,
  school_no                   integer generated always as identity unique,
  name                        text not null,
  retention_days              integer not null default 30 check (retention_days between 30 and 365),
  max_range_hours             integer not null default 24 check (max_range_hours between 1 and 24),
  max_cameras_per_request     integer not null default 8 check (max_cameras_per_request between 1 and 8),
  max_gap_seconds             integer not null default 10 check (max_gap_seconds between 2 and 10),
  explain_within_hours        integer not null default 24 check (explain_within_hours between 4 and 24),
  completeness_target_percent numeric(5, 2) not null default 99.5 check (completeness_target_percent between 99.5 and 100),
  created_at                  timestamptz not null default now(),
  unique (school_id, district_id),
  unique (school_id, school_no),
  unique (district_id, name)
);
comment on table guardroom.schools is 'Tenants, with the policy in force. The checks hold a school to the baseline or stricter.';
comment on column guardroom.schools.school_no is 'Short number for the tables with billions of rows.';

create table auth.principals (
  sub         text primary key,
  kind        text not null check (kind in ('person', 'gateway', 'machine')),
  district_id text references guardroom.districts,
  person_id   text unique,
  name        text not null,
  active      boolean not null default true,
  not_before  timestamptz not null default '-infinity'
);
comment on table auth.principals is 'The authority over who may act: asked at every request and by every job. Tokens and queued jobs outlive appointments, this row does not.';
comment on column auth.principals.not_before is 'Tokens issued before this instant are refused.';

insert into auth.principals (sub, kind, name) values ('machine:guardroom', 'machine', 'Guardroom');

create table auth.tickets (
  hash            bytea primary key,
  sub             text not null references auth.principals,
  kind            text not null check (kind in ('school', 'district', 'gateway')),
  district_id     text not null,
  school_id       text,
  school_no       integer,
  gateway_id      text,
  token_issued_at timestamptz not null,
  expires_at      timestamptz not null,
  check (kind = 'district' or school_id is not null),
  check (kind <> 'gateway' or gateway_id is not null)
);
create index tickets_expiry on auth.tickets (expires_at);
comment on table auth.tickets is 'SHA-256 of 32 random bytes that stand for one reader for as long as one access token lives. Only the login gr_auth writes here.';

alter table auth.principals enable row level security;
alter table auth.principals force row level security;
alter table auth.tickets enable row level security;
alter table auth.tickets force row level security;
create policy owner_all on auth.principals to gr_owner using (true) with check (true);
create policy owner_all on auth.tickets to gr_owner using (true) with check (true);
create policy auth_reads on auth.principals for select to gr_auth using (true);
create policy auth_tickets on auth.tickets to gr_auth using (true) with check (true);
create policy platform_all on auth.principals to gr_platform using (true) with check (true);
create policy relay_reads on auth.principals for select to gr_relay using (true);
grant select on auth.principals to gr_auth;
grant select (sub, kind, district_id, active, not_before) on auth.principals to gr_relay;
grant select, insert, delete on auth.tickets to gr_auth;
grant select, insert, update on auth.principals to gr_platform;

-- What the ticket of this transaction says, or an error: `create function gr.<name>() returns <type>`, the named column of a valid
-- ticket of that kind. Security definer: the readers themselves cannot see tickets or principals. One plpgsql function each, with
-- no other function in between: its plan is kept for the life of the connection, which makes a call 18 instead of 80 microseconds.
do $$
declare a record;
begin
  for a in select * from (values
      ('school_id',           'school',   'school_id',   'text',    'gr_school'),
      ('school_no',           'school',   'school_no',   'integer', 'gr_school'),
      ('school_district_id',  'school',   'district_id', 'text',    'gr_school'),
      ('district_id',         'district', 'district_id', 'text',    'gr_district'),
      ('gateway_school_id',   'gateway',  'school_id',   'text',    'gr_ingest'),
      ('gateway_school_no',   'gateway',  'school_no',   'integer', 'gr_ingest'),
      ('gateway_district_id', 'gateway',  'district_id', 'text',    'gr_ingest'),
      ('gateway_id',          'gateway',  'gateway_id',  'text',    'gr_ingest')) as v (name, kind, col, type, reader)
  loop
    execute format($accessor$
      create function gr.%1$I() returns %4$s language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $body$
      declare
        presented text := current_setting('gr.ticket', true);
        answer %4$s;
      begin
        if presented is null or presented !~ '^[0-9a-f]{64}$' then
          raise insufficient_privilege using message = 'no ticket in this transaction';
        end if;
        select t.%3$I into answer
          from auth.tickets t join auth.principals p on p.sub = t.sub
         where t.hash = sha256(decode(presented, 'hex'))
           and t.kind = %2$L
           and t.expires_at > clock_timestamp()
           and p.active
           and t.token_issued_at >= p.not_before;
        if answer is null then
          raise insufficient_privilege using message = 'the ticket is not valid for this reader';
        end if;
        return answer;
      end $body$ $accessor$, a.name, a.kind, a.col, a.type);
    execute format('revoke all on function gr.%I() from public', a.name);
    execute format('grant execute on function gr.%I() to %I', a.name, a.reader);
  end loop;
end $$;

-- Turns row security on for a table and gives it the policies of the readers named.
-- A school-owned table carries school_id (or school_no) and, unless it is one of the billions, district_id. A row is written only
-- under the writer's own school and own district: the bureau reads by district, so a wrong one would show a row to another bureau.
create function gr.protect(target regclass, school text default '', district text default '', ingest text default '', relay text default '', platform text default '')
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  by_no boolean := not exists (select from pg_attribute where attrelid = target and attname = 'school_id') and exists (select from pg_attribute where attrelid = target and attname = 'school_no');
  mine text := case when by_no then 'school_no = (select gr.school_no())' else 'school_id = (select gr.school_id())' end;
  gates text := case when by_no then 'school_no = (select gr.gateway_school_no())' else 'school_id = (select gr.gateway_school_id())' end;
  has_district boolean := exists (select from pg_attribute where attrelid = target and attname = 'district_id');
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy owner_all on %s to gr_owner using (true) with check (true)', target);
  if school <> '' then
    execute format('create policy school_own on %s to gr_school using (%s) with check (%s)', target, mine,
      mine || case when has_district then ' and district_id = (select gr.school_district_id())' else '' end);
    execute format('grant %s on %s to gr_school', school, target);
  end if;
  if district <> '' then
    execute format('create policy district_own on %s to gr_district using (district_id = (select gr.district_id())) with check (district_id = (select gr.district_id()))', target);
    execute format('grant %s on %s to gr_district', district, target);
  end if;
  if ingest <> '' then
    execute format('create policy gateway_own on %s to gr_ingest using (%s) with check (%s)', target, gates,
      gates || case when has_district then ' and district_id = (select gr.gateway_district_id())' else '' end);
    execute format('grant %s on %s to gr_ingest', ingest, target);
  end if;
  if relay <> '' then
    execute format('create policy relay_all on %s to gr_relay using (true) with check (true)', target);
    execute format('grant %s on %s to gr_relay', relay, target);
  end if;
  if platform <> '' then
    execute format('create policy platform_all on %s to gr_platform using (true) with check (true)', target);
    execute format('grant %s on %s to gr_platform', platform, target);
  end if;
end $$;
revoke all on function gr.protect from public;

alter table guardroom.districts enable row level security;
alter table guardroom.districts force row level security;
create policy owner_all on guardroom.districts to gr_owner using (true) with check (true);
create policy district_own on guardroom.districts for select to gr_district using (district_id = (select gr.district_id()));
create policy platform_all on guardroom.districts to gr_platform using (true) with check (true);
create policy auth_reads on guardroom.districts for select to gr_auth using (true);
create policy relay_reads on guardroom.districts for select to gr_relay using (true);
grant select on guardroom.districts to gr_district, gr_auth, gr_relay;
grant select, insert, update on guardroom.districts to gr_platform;

select gr.protect('guardroom.schools', school => 'select', district => 'select', ingest => 'select', relay => 'select', platform => 'select, insert, update');
create policy auth_reads on guardroom.schools for select to gr_auth using (true);
grant select on guardroom.schools to gr_auth;
