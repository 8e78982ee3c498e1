-- Posts at the bureau and at authorities end as posts at a school do: with a reason, from the commit on, and with an account that is
-- brought in step afterwards.

alter table guardroom.district_appointments add column end_reason text, add column identity_synced_at timestamptz default now();
alter table guardroom.liaisons add column appointment_id text, add column end_reason text, add column identity_synced_at timestamptz default now();
update guardroom.liaisons set appointment_id = 'apt_' || substr(person_id, 5, 10) || upper(substr(md5(agency_id || person_id), 1, 10));
alter table guardroom.liaisons alter column appointment_id set not null, drop constraint liaisons_pkey, add primary key (district_id, appointment_id);
alter table guardroom.district_appointments add check (end_reason is null or ended_at is not null);
alter table guardroom.liaisons add check (end_reason is null or ended_at is not null);
create index district_appointments_owed on guardroom.district_appointments (district_id) where identity_synced_at is null;
create index liaisons_owed on guardroom.liaisons (district_id) where identity_synced_at is null;
comment on column guardroom.district_appointments.identity_synced_at is 'When the identity provider took over the present state; null while it is owed.';
comment on column guardroom.liaisons.identity_synced_at is 'When the identity provider took over the present state; null while it is owed.';

grant update (ended_at, end_reason, identity_synced_at) on guardroom.district_appointments, guardroom.liaisons to gr_district;

create function gr.ended_posts_stay_ended() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'gr_district' and (old.ended_at is not null or new.ended_at is null or new.identity_synced_at is not null) then
    raise insufficient_privilege using message = 'the bureau ends a post, once';
  end if;
  return new;
end $$;
revoke all on function gr.ended_posts_stay_ended from public;
create trigger ended_posts_stay_ended before update on guardroom.district_appointments for each row execute function gr.ended_posts_stay_ended();
create trigger ended_posts_stay_ended before update on guardroom.liaisons for each row execute function gr.ended_posts_stay_ended();

-- Whether a person holds a post anywhere: at a school, at a bureau, or as an authority's officer.
create function gr.holds_a_post(who text) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from guardroom.appointments a where a.sub = who and a.ended_at is null)
      or exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null)
      or exists (select from guardroom.liaisons l where l.sub = who and l.ended_at is null)
$$;
revoke all on function gr.holds_a_post from public;

-- Ends every token of a person whose post at the ticket's bureau, or at an authority of its district, has ended.
create function gr.retire_official(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  district text := gr.district_id();
begin
  if not exists (select from guardroom.district_appointments a where a.district_id = district and a.sub = who and a.ended_at is not null)
     and not exists (select from guardroom.liaisons l where l.district_id = district and l.sub = who and l.ended_at is not null) then
    raise insufficient_privilege using message = 'no post of this person that the bureau has ended';
  end if;
  update auth.principals p
     set not_before = clock_timestamp(),
         active = gr.holds_a_post(who)
               or exists (select from guardroom.appointment_proposals o where o.sub = who and o.answer is null)
   where p.sub = who;
end $$;
revoke all on function gr.retire_official from public;
grant execute on function gr.retire_official to gr_district;

-- As before, and who files for an authority stays active.
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
         active = gr.holds_a_post(who)
   where p.sub = who;
end $$;
