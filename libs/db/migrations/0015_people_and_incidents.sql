-- Posts that are offered and answered, what people must have before duty, and what happened at the school with the footage kept for it.

create table guardroom.appointment_proposals (
  school_id        text not null,
  appointment_id   text not null,
  district_id      text not null,
  person_id        text not null,
  sub              text not null,
  person_name      text not null,
  role             text not null,
  starts_on        date not null,
  proposed_at      timestamptz not null,
  proposed_by      text not null,
  proposed_by_name text not null,
  answer           text check (answer in ('accepted', 'declined', 'withdrawn')),
  answered_at      timestamptz,
  answer_reason    text,
  primary key (school_id, appointment_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check ((answer is null) = (answered_at is null))
);
create unique index appointment_proposals_open on guardroom.appointment_proposals (school_id, sub, role) where answer is null;
create index appointment_proposals_by_sub on guardroom.appointment_proposals (sub) where answer is null;
comment on table guardroom.appointment_proposals is 'Posts offered to people. An offer gives nothing: only its acceptance, by the person alone, makes the appointment of the same id.';
select gr.protect('guardroom.appointment_proposals', school => 'select, insert, update');
create policy auth_reads on guardroom.appointment_proposals for select to gr_auth using (true);
grant select on guardroom.appointment_proposals to gr_auth;

-- The school's login makes an appointment only of an accepted offer, in the transaction of the very person to whom it was made.
create function gr.only_accepted_posts() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  presented text := current_setting('gr.ticket', true);
begin
  if session_user <> 'gr_school' then
    return new;
  end if;
  if presented is null or presented !~ '^[0-9a-f]{64}$' or not exists (
    select from auth.tickets t join guardroom.appointment_proposals p on p.school_id = t.school_id and p.sub = t.sub
     where t.hash = sha256(decode(presented, 'hex')) and p.answer = 'accepted' and p.appointment_id = new.appointment_id
       and (p.school_id, p.district_id, p.sub, p.person_id, p.role, p.starts_on) = (new.school_id, new.district_id, new.sub, new.person_id, new.role, new.starts_on)) then
    raise insufficient_privilege using message = 'an appointment is made of an offer that its own person accepted';
  end if;
  return new;
end $$;
revoke all on function gr.only_accepted_posts from public;
create trigger only_accepted_posts before insert on guardroom.appointments for each row execute function gr.only_accepted_posts();

-- Makes somebody known to the database as a person of the ticket's district, so that a post can be offered; who left may come back.
-- No row: the subject belongs to another district, or is no person.
create function gr.admit_person(who text, new_person text, called text, out person_id text, out name text, out serves_elsewhere boolean)
  returns setof record language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  district text := gr.school_district_id();
begin
  insert into auth.principals (sub, kind, district_id, person_id, name) values (who, 'person', district, new_person, called) on conflict do nothing;
  update auth.principals p set active = true where p.sub = who and p.kind = 'person' and p.district_id = district and not p.active;
  return query
    select p.person_id, p.name, exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null) or exists (select from guardroom.liaisons l where l.sub = who and l.ended_at is null)
      from auth.principals p where p.sub = who and p.kind = 'person' and p.district_id = district;
end $$;
revoke all on function gr.admit_person from public;
grant execute on function gr.admit_person to gr_school;

-- After gr.retire: whoever still has an offer to answer may sign in to do so.
create function gr.stay_for_offers(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school text := gr.school_id();
begin
  update auth.principals p set active = true
   where p.sub = who and not p.active
     and exists (select from guardroom.appointments a where a.school_id = school and a.sub = who)
     and exists (select from guardroom.appointment_proposals o where o.sub = who and o.answer is null);
end $$;
revoke all on function gr.stay_for_offers from public;
grant execute on function gr.stay_for_offers to gr_school;

-- After an offer came to nothing: whoever holds and is offered no post any more is no longer active.
create function gr.leave_without_offers(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school text := gr.school_id();
begin
  update auth.principals p set active = false, not_before = clock_timestamp()
   where p.sub = who and p.active
     and exists (select from guardroom.appointment_proposals o where o.school_id = school and o.sub = who)
     and not exists (select from guardroom.appointment_proposals o where o.sub = who and o.answer is null)
     and not exists (select from guardroom.appointments a where a.sub = who and a.ended_at is null)
     and not exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null)
     and not exists (select from guardroom.liaisons l where l.sub = who and l.ended_at is null);
end $$;
revoke all on function gr.leave_without_offers from public;
grant execute on function gr.leave_without_offers to gr_school;

create table guardroom.clearances (
  school_id         text not null,
  clearance_id      text not null,
  district_id       text not null,
  person_id         text not null,
  person_name       text not null,
  kind              text not null check (kind in ('background_check', 'undertaking', 'training', 'credential')),
  result            text not null check (result in ('passed', 'failed')),
  done_on           date not null,
  valid_until       date not null,
  issuer            text not null,
  note              text not null default '',
  document_id       text,
  text_version      text,
  text_sha256       bytea,
  recorded_by       text not null,
  recorded_by_name  text not null,
  recorded_at       timestamptz not null,
  revoked_at        timestamptz,
  revoked_by_name   text,
  revoke_reason     text,
  primary key (school_id, clearance_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, document_id) references guardroom.documents,
  check (valid_until >= done_on),
  constraint undertaking_names_its_text check ((kind = 'undertaking') = (text_sha256 is not null and text_version is not null)),
  check ((revoked_at is null) = (revoke_reason is null))
);
create index clearances_by_person on guardroom.clearances (school_id, person_id, kind, recorded_at desc);
comment on table guardroom.clearances is 'Background checks, signed undertakings, training and certificates of people, with their last day. The newest that was not revoked counts.';
comment on column guardroom.clearances.text_sha256 is 'SHA-256 of the undertaking as it was signed, word for word.';
select gr.protect('guardroom.clearances', school => 'select, insert, update');

create table guardroom.incident_numbers (
  school_id   text not null,
  year        integer not null,
  district_id text not null,
  last_number integer not null,
  primary key (school_id, year)
);
comment on table guardroom.incident_numbers is 'The running number of incidents per school and year.';
select gr.protect('guardroom.incident_numbers', school => 'select, insert, update');

create table guardroom.incidents (
  school_id                 text not null,
  incident_id               text not null,
  district_id               text not null,
  number                    text not null,
  state                     text not null check (state in ('opened', 'triaged', 'handling', 'resolved', 'closed')),
  category                  text not null,
  severity                  text check (severity in ('general', 'larger', 'major', 'extraordinary')),
  place                     text not null,
  description               text not null,
  from_at                   timestamptz not null,
  to_at                     timestamptz not null,
  detected_at               timestamptz not null,
  opened_at                 timestamptz not null,
  opened_by                 text not null,
  opened_by_name            text not null,
  triaged_at                timestamptz,
  triaged_by                text,
  triaged_by_name           text,
  report_by                 timestamptz not null,
  reported_at               timestamptz,
  district_report_by        timestamptz,
  district_reported_at      timestamptz,
  resolved_at               timestamptz,
  resolved_by_name          text,
  result                    text,
  summary                   text,
  cause                     text,
  measures                  text,
  people_codes              text[],
  units_involved            text[],
  report_written_at         timestamptz,
  report_written_by         text,
  report_written_by_name    text,
  close_by                  timestamptz not null,
  closed_at                 timestamptz,
  closed_by                 text,
  closed_by_name            text,
  hold_until                timestamptz not null,
  hold_reviewed_at          timestamptz,
  release_requested_at      timestamptz,
  release_requested_by      text,
  release_requested_by_name text,
  release_reason            text,
  released_at               timestamptz,
  released_by_name          text,
  primary key (school_id, incident_id),
  unique (school_id, number),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check (to_at > from_at),
  check ((state = 'opened') = (severity is null)),
  check ((severity is null) = (triaged_at is null)),
  check ((state = 'closed') = (closed_at is not null)),
  constraint closed_by_another_person check (closed_by is null or (closed_by <> opened_by and closed_by is distinct from report_written_by)),
  check (release_requested_at is null or closed_at is not null)
);
create index incidents_state on guardroom.incidents (school_id, state, opened_at desc);
comment on table guardroom.incidents is 'What happened, from the mark to the filed record. Pupils stand here by code, never by name.';
comment on column guardroom.incidents.people_codes is 'Codes of the pupils and others concerned; empty: nobody; null: not said yet.';
select gr.protect('guardroom.incidents', school => 'select, insert, update',
  district => 'select (school_id, incident_id, district_id, number, state, category, severity, detected_at, opened_at, triaged_at, report_by, reported_at, district_report_by, district_reported_at, resolved_at, close_by, closed_at)');

create table guardroom.incident_cameras (
  school_id   text not null,
  incident_id text not null,
  camera_id   text not null,
  district_id text not null,
  primary key (school_id, incident_id, camera_id),
  foreign key (school_id, incident_id) references guardroom.incidents,
  foreign key (school_id, camera_id) references guardroom.cameras
);
select gr.protect('guardroom.incident_cameras', school => 'select, insert');

create table guardroom.incident_entries (
  school_id   text not null,
  incident_id text not null,
  entry_no    integer not null,
  district_id text not null,
  kind        text not null check (kind in ('action', 'report', 'contact')),
  recipient   text,
  words       text not null,
  at          timestamptz not null,
  by_person   text not null,
  by_name     text not null,
  recorded_at timestamptz not null,
  primary key (school_id, incident_id, entry_no),
  foreign key (school_id, incident_id) references guardroom.incidents,
  check ((kind = 'action') = (recipient is null))
);
comment on table guardroom.incident_entries is 'The handling log: what was done, to whom it was reported, who was called in. Lines are added, never changed.';
select gr.protect('guardroom.incident_entries', school => 'select, insert', district => 'select (school_id, incident_id, entry_no, district_id, kind, recipient, at)');

create table guardroom.dispatch_orders (
  school_id    text not null,
  dispatch_id  text not null,
  incident_id  text not null,
  district_id  text not null,
  assignee     text not null,
  task         text not null,
  state        text not null check (state in ('sent', 'accepted', 'arrived', 'resolved')),
  sent_at      timestamptz not null,
  sent_by_name text not null,
  accepted_at  timestamptz,
  arrived_at   timestamptz,
  resolved_at  timestamptz,
  outcome      text,
  primary key (school_id, dispatch_id),
  foreign key (school_id, incident_id) references guardroom.incidents,
  check ((state = 'resolved') = (resolved_at is not null)),
  check ((state = 'resolved') = (outcome is not null))
);
create index dispatch_orders_incident on guardroom.dispatch_orders (school_id, incident_id);
comment on table guardroom.dispatch_orders is 'Who was sent to the spot, and when they took the order, arrived and were done.';
select gr.protect('guardroom.dispatch_orders', school => 'select, insert, update', district => 'select (school_id, dispatch_id, incident_id, district_id, state, sent_at, accepted_at, arrived_at, resolved_at)');
