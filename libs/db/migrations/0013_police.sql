-- Police and other competent authorities: agencies, their liaisons, and the road of a request from filing to the package. An agency
-- reads and writes its own requests through a login of its own; it has no right on cameras, footage, keys or any register of a school.

create table guardroom.agencies (
  district_id text not null references guardroom.districts,
  agency_id   text not null,
  name        text not null,
  kind        text not null check (kind in ('police', 'state_security', 'judicial')),
  created_at  timestamptz not null default now(),
  primary key (district_id, agency_id),
  unique (district_id, name)
);
comment on table guardroom.agencies is 'Competent authorities that a district has let in, with their own accounts. R22 4 names the three kinds.';

create table guardroom.liaisons (
  district_id  text not null,
  agency_id    text not null,
  person_id    text not null,
  sub          text not null,
  person_name  text not null,
  badge_number text not null,
  starts_on    date not null,
  ended_at     timestamptz,
  primary key (district_id, agency_id, person_id),
  foreign key (district_id, agency_id) references guardroom.agencies
);
create unique index liaisons_current on guardroom.liaisons (sub) where ended_at is null;
comment on table guardroom.liaisons is 'Officers who file for an agency. The district issues these accounts to named officers; a person files for one agency at a time.';

-- Tickets of a fourth kind.
alter table auth.tickets add column agency_id text;
alter table auth.tickets drop constraint tickets_kind_check, drop constraint tickets_check;
alter table auth.tickets add constraint tickets_kind_check check (kind in ('school', 'district', 'gateway', 'case'));
alter table auth.tickets add constraint tickets_names_its_tenant check (kind = 'district' or kind = 'case' and agency_id is not null or school_id is not null);

-- The same accessor as in the first migration, for the agency's login.
do $$
declare a record;
begin
  for a in select * from (values ('case_agency_id', 'agency_id'), ('case_district_id', 'district_id')) as v (name, col) loop
    execute format($accessor$
      create function gr.%1$I() returns text language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $body$
      declare
        presented text := current_setting('gr.ticket', true);
        answer text;
      begin
        if presented is null or presented !~ '^[0-9a-f]{64}$' then
          raise insufficient_privilege using message = 'no ticket in this transaction';
        end if;
        select t.%2$I into answer
          from auth.tickets t join auth.principals p on p.sub = t.sub
         where t.hash = sha256(decode(presented, 'hex'))
           and t.kind = 'case'
           and t.expires_at > clock_timestamp()
           and p.active
           and t.token_issued_at >= p.not_before;
        if answer is null then
          raise insufficient_privilege using message = 'the ticket is not valid for this reader';
        end if;
        return answer;
      end $body$ $accessor$, a.name, a.col);
    execute format('revoke all on function gr.%I() from public', a.name);
    execute format('grant execute on function gr.%I() to gr_case', a.name);
  end loop;
end $$;

-- Gives an agency its own rows of a table, and these rights on them. A row is written only under the writer's own agency and district.
create function gr.protect_case(target regclass, rights text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create policy case_own on %s to gr_case using (agency_id = (select gr.case_agency_id())) with check (agency_id = (select gr.case_agency_id()) and district_id = (select gr.case_district_id()))', target);
  execute format('grant %s on %s to gr_case', rights, target);
end $$;
revoke all on function gr.protect_case from public;

select gr.protect('guardroom.agencies', district => 'select', platform => 'select, insert, update');
select gr.protect_case('guardroom.agencies', 'select');
select gr.protect('guardroom.liaisons', district => 'select', platform => 'select, insert, update');
select gr.protect_case('guardroom.liaisons', 'select');
create policy auth_reads on guardroom.agencies for select to gr_auth using (true);
create policy auth_reads on guardroom.liaisons for select to gr_auth using (true);
grant select on guardroom.agencies, guardroom.liaisons to gr_auth;

-- An agency picks a school by its name, and finds it in no other way.
create policy case_district on guardroom.schools for select to gr_case using (district_id = (select gr.case_district_id()));
grant select (school_id, district_id, name) on guardroom.schools to gr_case;

-- Who a subject is, as before, and for which agency they file.
create or replace function auth.resolve(who text) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'sub', p.sub, 'kind', p.kind, 'personId', p.person_id, 'name', p.name, 'active', p.active,
    'notBefore', case when p.not_before = '-infinity' then 0 else extract(epoch from p.not_before) end,
    'district', (select jsonb_build_object('id', d.district_id, 'name', d.name) from guardroom.districts d where d.district_id = p.district_id),
    'districtRoles', coalesce((select jsonb_agg(a.role) from guardroom.district_appointments a
        where a.sub = p.sub and a.ended_at is null and a.starts_on <= (now() at time zone 'Asia/Shanghai')::date), '[]'),
    'agency', (select jsonb_build_object('id', g.agency_id, 'name', g.name, 'districtId', g.district_id) from guardroom.liaisons l join guardroom.agencies g using (district_id, agency_id)
        where l.sub = p.sub and l.ended_at is null and l.starts_on <= (now() at time zone 'Asia/Shanghai')::date),
    'schools', coalesce((select jsonb_agg(jsonb_build_object('id', s.school_id, 'no', s.school_no, 'name', s.name, 'roles', s.roles)) from (
        select s.school_id, s.school_no, s.name, jsonb_agg(distinct a.role) as roles
          from guardroom.appointments a join guardroom.schools s using (school_id)
         where a.sub = p.sub and a.ended_at is null and a.starts_on <= (now() at time zone 'Asia/Shanghai')::date
         group by s.school_id, s.school_no, s.name) s), '[]'))
    from auth.principals p where p.sub = who
$$;

create table guardroom.authority_requests (
  school_id           text not null,
  request_id          text not null,
  district_id         text not null,
  agency_id           text not null,
  agency_name         text not null,
  state               text not null check (state in ('received', 'papers_uploaded', 'verified', 'approved', 'fulfilled', 'refused')),
  case_number         text not null,
  notice_number       text not null,
  facts               text not null,
  places              text not null,
  from_at             timestamptz not null,
  to_at               timestamptz not null,
  deadline_at         timestamptz not null,
  officers            jsonb not null,
  filed_by_person_id  text not null,
  filed_by_sub        text not null,
  filed_by_name       text not null,
  filed_at            timestamptz not null,
  papers_at           timestamptz,
  mapped_at           timestamptz,
  mapped_by_person_id text,
  mapped_by_name      text,
  verified_at         timestamptz,
  granted_from        timestamptz,
  granted_to          timestamptz,
  granted_places      text[],
  approval_reasons    text,
  approved_at         timestamptz,
  refusal_ground      text,
  refusal_words       text,
  refused_by_name     text,
  refused_at          timestamptz,
  fulfilled_at        timestamptz,
  received_at         timestamptz,
  receipt_result      text check (receipt_result in ('verified', 'damaged')),
  primary key (school_id, request_id),
  unique (school_id, request_id, agency_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (district_id, agency_id) references guardroom.agencies,
  check (to_at > from_at),
  check (deadline_at > filed_at),
  constraint granted_part_lies_inside_the_notice check (granted_from is null or (granted_from >= from_at and granted_to <= to_at and granted_to > granted_from)),
  check ((refused_at is null) = (refusal_ground is null))
);
create unique index authority_requests_notice on guardroom.authority_requests (agency_id, notice_number);
create index authority_requests_state on guardroom.authority_requests (school_id, state, deadline_at);
create index authority_requests_agency on guardroom.authority_requests (agency_id, filed_at desc);
comment on table guardroom.authority_requests is 'What an agency asks of a school, by a notice that is used once. R22 4.';
comment on column guardroom.authority_requests.places is 'Places in words: an agency does not know the layout, the school finds the cameras.';
comment on column guardroom.authority_requests.granted_places is 'Names of the cameras that were granted, as the agency may know them.';
select gr.protect('guardroom.authority_requests', school => 'select, update');
select gr.protect_case('guardroom.authority_requests', 'select, insert, update (state, papers_at, received_at, receipt_result)');

create table guardroom.authority_request_cameras (
  school_id   text not null,
  request_id  text not null,
  camera_id   text not null,
  district_id text not null,
  granted     boolean not null default false,
  primary key (school_id, request_id, camera_id),
  foreign key (school_id, request_id) references guardroom.authority_requests,
  foreign key (school_id, camera_id) references guardroom.cameras
);
comment on table guardroom.authority_request_cameras is 'The cameras that the school found for the places of a notice.';
select gr.protect('guardroom.authority_request_cameras', school => 'select, insert, update, delete');

create table guardroom.authority_papers (
  school_id   text not null,
  request_id  text not null,
  document_id text not null,
  district_id text not null,
  agency_id   text not null,
  kinds       text[] not null check (cardinality(kinds) > 0 and kinds <@ array['notice', 'officer_ids', 'case_document']),
  name        text not null,
  sha256      bytea not null check (length(sha256) = 32),
  brought_by  text not null,
  brought_at  timestamptz not null,
  primary key (school_id, request_id, document_id),
  foreign key (school_id, request_id, agency_id) references guardroom.authority_requests (school_id, request_id, agency_id),
  foreign key (school_id, document_id) references guardroom.documents
);
comment on table guardroom.authority_papers is 'Scans that the agency brought, and which of the required papers each of them shows.';
select gr.protect('guardroom.authority_papers', school => 'select');
select gr.protect_case('guardroom.authority_papers', 'select, insert');

create table guardroom.authority_signatures (
  school_id       text not null,
  request_id      text not null,
  part            text not null check (part in ('verification', 'approval')),
  ordinal         smallint not null check (ordinal in (1, 2)),
  district_id     text not null,
  person_id       text not null,
  sub             text not null,
  person_name     text not null,
  role            text not null,
  call_back_number text,
  call_back_person text,
  words           text not null,
  signed_at       timestamptz not null,
  primary key (school_id, request_id, part, ordinal),
  constraint four_people_sign unique (school_id, request_id, person_id),
  constraint who_verifies_called_back check (part <> 'verification' or (call_back_number is not null and call_back_person is not null)),
  foreign key (school_id, request_id) references guardroom.authority_requests
);
comment on table guardroom.authority_signatures is 'Two people of the school verify the papers, two others approve. Nobody signs a request twice.';
select gr.protect('guardroom.authority_signatures', school => 'select, insert');

create table guardroom.authority_steps (
  school_id   text not null,
  request_id  text not null,
  fact_id     text not null,
  district_id text not null,
  agency_id   text not null,
  kind        text not null,
  by_name     text not null,
  at          timestamptz not null,
  primary key (school_id, request_id, fact_id),
  foreign key (school_id, request_id, agency_id) references guardroom.authority_requests (school_id, request_id, agency_id)
);
comment on table guardroom.authority_steps is 'The custody line as the agency may see it: each step with the fact that proves it in the public log, without what the school wrote beside it.';
select gr.protect('guardroom.authority_steps', school => 'select, insert');
select gr.protect_case('guardroom.authority_steps', 'select, insert');

create table guardroom.evidence_packages (
  school_id       text not null,
  package_id      text not null,
  request_id      text not null,
  district_id     text not null,
  agency_id       text not null,
  state           text not null check (state in ('building', 'ready', 'failed')),
  parts_done      integer not null default 0,
  parts_total     integer not null default 0,
  started_at      timestamptz not null,
  ready_at        timestamptz,
  bytes           bigint,
  sha256          bytea check (length(sha256) = 32),
  manifest_sha256 bytea check (length(manifest_sha256) = 32),
  signing_key_id  text,
  footage_seconds double precision,
  missing_seconds double precision,
  failure         text,
  object_key      text,
  object_bytes    bigint,
  object_version  text,
  wrapped_key     bytea,
  primary key (school_id, package_id),
  unique (school_id, package_id, agency_id),
  unique (school_id, request_id),
  foreign key (school_id, request_id, agency_id) references guardroom.authority_requests (school_id, request_id, agency_id),
  check ((state = 'ready') = (ready_at is not null)),
  check (state <> 'ready' or (sha256 is not null and object_key is not null and wrapped_key is not null))
);
comment on table guardroom.evidence_packages is 'Evidence packages: built from sealed originals, signed, and sealed again in the store until they are fetched.';
select gr.protect('guardroom.evidence_packages', school => 'select, insert, update');
select gr.protect_case('guardroom.evidence_packages',
  'select (school_id, package_id, request_id, district_id, agency_id, state, parts_done, parts_total, started_at, ready_at, bytes, sha256, manifest_sha256, signing_key_id, footage_seconds, missing_seconds)');

create table guardroom.package_downloads (
  school_id        text not null,
  download_id      text not null,
  package_id       text not null,
  request_id       text not null,
  district_id      text not null,
  agency_id        text not null,
  person_id        text not null,
  sub              text not null,
  person_name      text not null,
  proof_thumbprint text not null,
  opened_at        timestamptz not null,
  expires_at       timestamptz not null,
  served_at        timestamptz,
  primary key (school_id, download_id),
  foreign key (school_id, package_id, agency_id) references guardroom.evidence_packages (school_id, package_id, agency_id)
);
comment on table guardroom.package_downloads is 'Each fetching of a package: by whom, bound to which key of a browser tab; served once.';
select gr.protect('guardroom.package_downloads', school => 'select');
select gr.protect_case('guardroom.package_downloads', 'select, insert, update (served_at)');

-- The log is public, for agencies too.
do $$
declare t regclass;
begin
  foreach t in array array['guardroom.ledger_entries', 'guardroom.ledger_tiles', 'guardroom.ledger_checkpoints']::regclass[] loop
    execute format('create policy log_is_public_for_cases on %s for select to gr_case using (true)', t);
    execute format('grant select on %s to gr_case', t);
  end loop;
end $$;

-- Facts, as before. An agency belongs to no school: it writes facts about its own request, at the school that the request names.
create or replace function gr.append_fact(fact_id text, district_id text, school_id text, type text, subject text, actor_kind text, actor_sub text, actor_name text,
    occurred_at timestamptz, recorded_at timestamptz, body jsonb, salt bytea, entry bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  presented text := current_setting('gr.ticket', true);
  mine record;
begin
  if presented is null or presented !~ '^[0-9a-f]{64}$' then
    raise insufficient_privilege using message = 'no ticket in this transaction';
  end if;
  select t.sub, t.district_id, t.school_id, t.agency_id, p.kind into mine
    from auth.tickets t join auth.principals p on p.sub = t.sub
   where t.hash = sha256(decode(presented, 'hex'))
     and t.kind = case session_user when 'gr_school' then 'school' when 'gr_district' then 'district' when 'gr_ingest' then 'gateway' when 'gr_case' then 'case' end
     and t.expires_at > clock_timestamp()
     and p.active
     and t.token_issued_at >= p.not_before;
  if not found then
    raise insufficient_privilege using message = 'the ticket is not valid for this reader';
  end if;
  if session_user = 'gr_case' then
    select r.school_id into mine.school_id from guardroom.authority_requests r where r.request_id = subject and r.school_id = school_id and r.agency_id = mine.agency_id;
    if not found then
      raise insufficient_privilege using message = 'an agency writes facts about its own requests';
    end if;
  end if;
  if (actor_sub, actor_kind, district_id, school_id) is distinct from (mine.sub, mine.kind, mine.district_id, mine.school_id) then
    raise insufficient_privilege using message = 'a fact is written in the writer''s own name and place';
  end if;
  insert into guardroom.facts values (fact_id, district_id, school_id, type, subject, actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt);
  insert into guardroom.ledger_staged values (district_id, school_id, fact_id, entry);
  insert into guardroom.outbox (district_id, school_id, fact_id, type) values (district_id, school_id, fact_id, type);
end $$;
grant execute on function gr.append_fact to gr_case;
