-- An agency takes a request back, two people of a school let the footage of a fulfilled one go, and the bureau appoints who represents a school by law.

alter table guardroom.authority_requests
  drop constraint authority_requests_state_check,
  add constraint authority_requests_state_check check (state in ('received', 'papers_uploaded', 'verified', 'approved', 'fulfilled', 'refused', 'withdrawn')),
  add column withdrawal_reason     text,
  add column withdrawn_by_name     text,
  add column withdrawn_at          timestamptz,
  add column release_reason        text,
  add column release_asked_by      text,
  add column release_asked_by_name text,
  add column release_asked_at      timestamptz,
  add column released_by           text,
  add column released_by_name      text,
  add column released_at           timestamptz,
  add constraint taken_back_before_it_was_granted check ((state = 'withdrawn') = (withdrawn_at is not null) and (withdrawn_at is null or approved_at is null)),
  add constraint another_person_releases check (released_at is null or (released_by is not null and release_asked_by is not null and released_by <> release_asked_by));
comment on table guardroom.authority_requests is 'What an agency asks of a school, by a notice that is used once; one that was taken back can be filed again. R22 4.';
comment on column guardroom.authority_requests.release_asked_by is 'Who asked that what was granted need not be preserved any longer; another person agrees.';
drop index guardroom.authority_requests_notice;
create unique index authority_requests_notice on guardroom.authority_requests (agency_id, notice_number) where state <> 'withdrawn';
grant update (withdrawal_reason, withdrawn_by_name, withdrawn_at) on guardroom.authority_requests to gr_case;

-- The bureau offers and ends one post at a school, whose holder nobody there can appoint. R10 6(1).
create policy district_own on guardroom.appointment_proposals to gr_district using (district_id = (select gr.district_id())) with check (district_id = (select gr.district_id()));
create policy district_own on guardroom.appointments to gr_district using (district_id = (select gr.district_id())) with check (district_id = (select gr.district_id()));
grant select, insert, update (answer, answered_at, answer_reason) on guardroom.appointment_proposals to gr_district;
grant select, update (ended_at, end_reason, identity_synced_at) on guardroom.appointments to gr_district;

create unique index appointment_proposals_one_representative on guardroom.appointment_proposals (school_id) where role = 'legal_representative' and answer is null;

create function gr.bureau_appoints_representatives() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'gr_district' and new.role <> 'legal_representative' then
    raise insufficient_privilege using message = 'the bureau appoints no other post of a school';
  end if;
  return new;
end $$;
revoke all on function gr.bureau_appoints_representatives from public;
create trigger bureau_appoints_representatives before insert or update on guardroom.appointment_proposals for each row execute function gr.bureau_appoints_representatives();
create trigger bureau_appoints_representatives before update on guardroom.appointments for each row execute function gr.bureau_appoints_representatives();

-- The four functions around an offer and an end, as before, and for the bureau: over the one post that it appoints to.
create or replace function gr.admit_person(who text, new_person text, called text, out person_id text, out name text, out serves_elsewhere boolean)
  returns setof record language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  district text := case session_user when 'gr_district' then gr.district_id() else gr.school_district_id() end;
begin
  insert into auth.principals (sub, kind, district_id, person_id, name) values (who, 'person', district, new_person, called) on conflict do nothing;
  update auth.principals p set active = true where p.sub = who and p.kind = 'person' and p.district_id = district and not p.active;
  return query
    select p.person_id, p.name, exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null) or exists (select from guardroom.liaisons l where l.sub = who and l.ended_at is null)
      from auth.principals p where p.sub = who and p.kind = 'person' and p.district_id = district;
end $$;
grant execute on function gr.admit_person to gr_district;

create or replace function gr.retire(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school text := case when session_user <> 'gr_district' then gr.school_id() end;
  district text := case when session_user = 'gr_district' then gr.district_id() end;
begin
  if not exists (select from guardroom.appointments a where a.sub = who and (a.school_id = school or a.district_id = district and a.role = 'legal_representative')) then
    raise insufficient_privilege using message = 'no appointment of this person that the reader ends';
  end if;
  update auth.principals p
     set not_before = clock_timestamp(),
         active = exists (select from guardroom.appointments a where a.sub = who and a.ended_at is null)
               or exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null)
   where p.sub = who;
end $$;
grant execute on function gr.retire to gr_district;

create or replace function gr.stay_for_offers(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school text := case when session_user <> 'gr_district' then gr.school_id() end;
  district text := case when session_user = 'gr_district' then gr.district_id() end;
begin
  update auth.principals p set active = true
   where p.sub = who and not p.active
     and exists (select from guardroom.appointments a where a.sub = who and (a.school_id = school or a.district_id = district and a.role = 'legal_representative'))
     and exists (select from guardroom.appointment_proposals o where o.sub = who and o.answer is null);
end $$;
grant execute on function gr.stay_for_offers to gr_district;

create or replace function gr.leave_without_offers(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school text := case when session_user <> 'gr_district' then gr.school_id() end;
  district text := case when session_user = 'gr_district' then gr.district_id() end;
begin
  update auth.principals p set active = false, not_before = clock_timestamp()
   where p.sub = who and p.active
     and exists (select from guardroom.appointment_proposals o where o.sub = who and (o.school_id = school or o.district_id = district and o.role = 'legal_representative'))
     and not exists (select from guardroom.appointment_proposals o where o.sub = who and o.answer is null)
     and not exists (select from guardroom.appointments a where a.sub = who and a.ended_at is null)
     and not exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null)
     and not exists (select from guardroom.liaisons l where l.sub = who and l.ended_at is null);
end $$;
grant execute on function gr.leave_without_offers to gr_district;
