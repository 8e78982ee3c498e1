-- Posts at schools and at the bureau. The token says who; these rows say where and as what.

create table guardroom.appointments (
  school_id          text not null,
  appointment_id     text not null,
  district_id        text not null,
  person_id          text not null,
  sub                text not null,
  person_name        text not null,
  role               text not null,
  starts_on          date not null,
  ended_at           timestamptz,
  end_reason         text,
  identity_synced_at timestamptz,
  primary key (school_id, appointment_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check ((ended_at is null) = (end_reason is null))
);
create unique index appointments_current on guardroom.appointments (school_id, sub, role) where ended_at is null;
create index appointments_by_sub on guardroom.appointments (sub) where ended_at is null;
comment on table guardroom.appointments is 'Posts at a school. A role is held only while its appointment has not ended.';
comment on column guardroom.appointments.identity_synced_at is 'When the identity provider took over the present state; null while it is owed.';
select gr.protect('guardroom.appointments', school => 'select, insert, update',
  relay => 'select (school_id, appointment_id, district_id, sub, role, starts_on, ended_at, identity_synced_at)', platform => 'select, insert, update');
create policy auth_reads on guardroom.appointments for select to gr_auth using (true);
grant select on guardroom.appointments to gr_auth;

create table guardroom.district_appointments (
  district_id    text not null references guardroom.districts,
  appointment_id text not null,
  person_id      text not null,
  sub            text not null,
  person_name    text not null,
  role           text not null check (role in ('district_admin', 'district_officer')),
  starts_on      date not null,
  ended_at       timestamptz,
  primary key (district_id, appointment_id)
);
create unique index district_appointments_current on guardroom.district_appointments (district_id, sub, role) where ended_at is null;
comment on table guardroom.district_appointments is 'Posts at the bureau.';
select gr.protect('guardroom.district_appointments', district => 'select', platform => 'select, insert, update');
create policy auth_reads on guardroom.district_appointments for select to gr_auth using (true);
grant select on guardroom.district_appointments to gr_auth;

-- Who a subject is, where and as what, in one call: asked at every request.
create function auth.resolve(who text) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'sub', p.sub, 'kind', p.kind, 'personId', p.person_id, 'name', p.name, 'active', p.active,
    'notBefore', case when p.not_before = '-infinity' then 0 else extract(epoch from p.not_before) end,
    'district', (select jsonb_build_object('id', d.district_id, 'name', d.name) from guardroom.districts d where d.district_id = p.district_id),
    'districtRoles', coalesce((select jsonb_agg(a.role) from guardroom.district_appointments a
        where a.sub = p.sub and a.ended_at is null and a.starts_on <= (now() at time zone 'Asia/Shanghai')::date), '[]'),
    'schools', coalesce((select jsonb_agg(jsonb_build_object('id', s.school_id, 'no', s.school_no, 'name', s.name, 'roles', s.roles)) from (
        select s.school_id, s.school_no, s.name, jsonb_agg(distinct a.role) as roles
          from guardroom.appointments a join guardroom.schools s using (school_id)
         where a.sub = p.sub and a.ended_at is null and a.starts_on <= (now() at time zone 'Asia/Shanghai')::date
         group by s.school_id, s.school_no, s.name) s), '[]'))
    from auth.principals p where p.sub = who
$$;
revoke all on function auth.resolve from public;
grant execute on function auth.resolve to gr_auth;

-- Ends every token of a person that holds an appointment at the ticket's school; without another post they are no longer active.
create function gr.retire(who text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  school text := gr.school_id();
begin
  if not exists (select from guardroom.appointments a where a.school_id = school and a.sub = who) then
    raise insufficient_privilege using message = 'no appointment of this person at this school';
  end if;
  update auth.principals p
     set not_before = clock_timestamp(),
         active = exists (select from guardroom.appointments a where a.sub = who and a.ended_at is null)
               or exists (select from guardroom.district_appointments a where a.sub = who and a.ended_at is null)
   where p.sub = who;
end $$;
revoke all on function gr.retire from public;
grant execute on function gr.retire to gr_school;
