-- The bureau inspects, the school puts right, and policy only ever gets stricter on its way from the law to the school.

-- A fact of the bureau about one of its schools: it stands in that school's custody lines and its reactions run there.
create function gr.append_fact_about(fact_id text, district_id text, school_id text, type text, subject text, actor_kind text, actor_sub text, actor_name text,
    occurred_at timestamptz, recorded_at timestamptz, body jsonb, salt bytea, entry bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  bureau text := gr.district_id();
  mine record;
begin
  select t.sub, p.kind into mine
    from auth.tickets t join auth.principals p on p.sub = t.sub where t.hash = sha256(decode(current_setting('gr.ticket', true), 'hex'));
  if (actor_sub, actor_kind, district_id) is distinct from (mine.sub, mine.kind, bureau) then
    raise insufficient_privilege using message = 'a fact is written in the writer''s own name and place';
  end if;
  if not exists (select from guardroom.schools s where s.school_id = append_fact_about.school_id and s.district_id = bureau) then
    raise insufficient_privilege using message = 'no school of this bureau';
  end if;
  insert into guardroom.facts values (fact_id, district_id, school_id, type, subject, actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt);
  insert into guardroom.ledger_staged values (district_id, school_id, fact_id, entry);
  insert into guardroom.outbox (district_id, school_id, fact_id, type) values (district_id, school_id, fact_id, type);
end $$;
revoke all on function gr.append_fact_about from public;
grant execute on function gr.append_fact_about to gr_district;
comment on function gr.append_fact_about is 'Appends a fact of the bureau about one of its schools, in the caller''s transaction.';

-- A school moves a row of the bureau only along the steps named in the trigger, each written `from>to`.
create function gr.hold_school_to_steps() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'gr_school' and new.state is distinct from old.state and not (old.state || '>' || new.state = any (tg_argv)) then
    raise insufficient_privilege using message = format('a school does not move %s from %s to %s', tg_table_name, old.state, new.state);
  end if;
  return new;
end $$;
revoke all on function gr.hold_school_to_steps from public;

create table guardroom.supervision_visits (
  school_id            text not null,
  visit_id             text not null,
  district_id          text not null,
  state                text not null default 'planned' check (state in ('planned', 'on_site', 'signed_off', 'acknowledged', 'cancelled')),
  day                  date not null,
  announced            boolean not null,
  domains              text[] not null,
  planned_by           text not null,
  planned_by_name      text not null,
  planned_at           timestamptz not null,
  started_at           timestamptz,
  summary              text,
  signed_off_by        text,
  signed_off_by_name   text,
  signed_off_at        timestamptz,
  acknowledged_by      text,
  acknowledged_by_name text,
  acknowledged_at      timestamptz,
  acknowledged_words   text,
  cancelled_at         timestamptz,
  cancel_reason        text,
  primary key (school_id, visit_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  constraint signed_off_is_signed check (state not in ('signed_off', 'acknowledged') or (signed_off_at is not null and summary is not null)),
  constraint acknowledged_is_named check ((state = 'acknowledged') = (acknowledged_at is not null))
);
create index supervision_visits_district on guardroom.supervision_visits (district_id, day desc);
comment on table guardroom.supervision_visits is 'Inspections of a school by its bureau. A visit that was not announced is told to the school when it begins.';
select gr.protect('guardroom.supervision_visits', school => 'select, update (state, acknowledged_by, acknowledged_by_name, acknowledged_at, acknowledged_words)', district => 'select, insert, update');
create trigger school_steps before update on guardroom.supervision_visits for each row execute function gr.hold_school_to_steps('signed_off>acknowledged');

create table guardroom.supervision_inspectors (
  school_id   text not null,
  visit_id    text not null,
  person_id   text not null,
  district_id text not null,
  name        text not null,
  primary key (school_id, visit_id, person_id),
  foreign key (school_id, visit_id) references guardroom.supervision_visits
);
comment on table guardroom.supervision_inspectors is 'Who goes to a visit.';
select gr.protect('guardroom.supervision_inspectors', school => 'select', district => 'select, insert');

create table guardroom.supervision_items (
  school_id        text not null,
  visit_id         text not null,
  control          text not null,
  district_id      text not null,
  position         integer not null,
  verdict          text check (verdict in ('kept', 'not_kept', 'not_looked_at')),
  note             text,
  shown_result     text,
  shown_on         date,
  answered_by      text,
  answered_by_name text,
  answered_at      timestamptz,
  primary key (school_id, visit_id, control),
  foreign key (school_id, visit_id) references guardroom.supervision_visits,
  check ((verdict is null) = (answered_at is null))
);
comment on table guardroom.supervision_items is 'Checklist of a visit, drawn from the control catalogue.';
comment on column guardroom.supervision_items.shown_result is 'The system''s own result that stood beside the item when it was answered; null when there was none.';
select gr.protect('guardroom.supervision_items', school => 'select', district => 'select, insert, update');

create table guardroom.supervision_findings (
  school_id     text not null,
  finding_id    text not null,
  district_id   text not null,
  visit_id      text not null,
  control       text not null,
  severity      text not null default 'minor' check (severity in ('critical', 'major', 'minor')),
  words         text not null,
  found_by      text not null,
  found_by_name text not null,
  found_at      timestamptz not null,
  withdrawn_at  timestamptz,
  primary key (school_id, finding_id),
  foreign key (school_id, visit_id) references guardroom.supervision_visits
);
create index supervision_findings_visit on guardroom.supervision_findings (school_id, visit_id);
comment on table guardroom.supervision_findings is 'What an inspector found wanting. Withdrawn only before the visit is signed off.';
select gr.protect('guardroom.supervision_findings', school => 'select', district => 'select, insert, update');

create table guardroom.rectification_numbers (
  district_id text not null references guardroom.districts,
  year        integer not null,
  last_number integer not null,
  primary key (district_id, year)
);
comment on table guardroom.rectification_numbers is 'The running number of orders per district and year.';
select gr.protect('guardroom.rectification_numbers', district => 'select, insert, update');

create table guardroom.rectification_orders (
  school_id        text not null,
  order_id         text not null,
  district_id      text not null,
  number           text not null,
  state            text not null default 'issued' check (state in ('issued', 'accepted', 'proof_submitted', 'verified', 'returned', 'closed', 'reopened')),
  control          text not null,
  severity         text not null default 'minor' check (severity in ('critical', 'major', 'minor')),
  finding_id       text,
  result_day       date,
  what             text not null,
  responsible_role text not null,
  due_on           date not null,
  extensions       integer not null default 0,
  issued_by        text not null,
  issued_by_name   text not null,
  issued_at        timestamptz not null,
  accepted_by      text,
  accepted_by_name text,
  accepted_at      timestamptz,
  proofs           integer not null default 0,
  verified_by      text,
  verified_by_name text,
  verified_at      timestamptz,
  passed_on        date,
  closed_by        text,
  closed_by_name   text,
  closed_at        timestamptz,
  reopened_at      timestamptz,
  reopened_for     date,
  reopenings       integer not null default 0,
  overdue_at       timestamptz,
  primary key (school_id, order_id),
  unique (district_id, number),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, finding_id) references guardroom.supervision_findings,
  constraint closed_was_verified check (state <> 'closed' or (verified_at is not null and closed_at is not null))
);
create index rectification_orders_open on guardroom.rectification_orders (district_id, due_on) where state <> 'closed';
create unique index rectification_orders_one_per_finding on guardroom.rectification_orders (school_id, finding_id) where finding_id is not null;
comment on table guardroom.rectification_orders is 'What a school must put right by when. Closed only after a fresh automatic pass where the control is evaluated; the same order reopens on regression.';
comment on column guardroom.rectification_orders.passed_on is 'Day of the automatic pass that the verification stands on.';
comment on column guardroom.rectification_orders.reopened_for is 'Day whose failing result reopened the order.';
comment on column guardroom.rectification_orders.overdue_at is 'When it was seen past its present deadline; null before, and after a new deadline.';
select gr.protect('guardroom.rectification_orders',
  school => 'select, update (state, accepted_by, accepted_by_name, accepted_at, proofs, reopened_at, reopened_for, reopenings, due_on, overdue_at)', district => 'select, insert, update');
create trigger school_steps before update on guardroom.rectification_orders for each row execute function
  gr.hold_school_to_steps('issued>accepted', 'reopened>accepted', 'accepted>proof_submitted', 'returned>proof_submitted', 'verified>reopened', 'closed>reopened');

-- A deadline moves by the bureau's hand, or because the order reopens.
create function gr.hold_school_to_deadline() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'gr_school' and not (new.state = 'reopened' and old.state <> 'reopened') then
    raise insufficient_privilege using message = 'a school does not move its own deadline';
  end if;
  return new;
end $$;
revoke all on function gr.hold_school_to_deadline from public;
create trigger school_deadline before update on guardroom.rectification_orders for each row when (new.due_on is distinct from old.due_on) execute function gr.hold_school_to_deadline();

create table guardroom.rectification_proofs (
  school_id         text not null,
  order_id          text not null,
  proof_no          integer not null,
  district_id       text not null,
  words             text not null,
  submitted_by      text not null,
  submitted_by_name text not null,
  submitted_at      timestamptz not null,
  answer            text check (answer in ('verified', 'returned')),
  answered_by       text,
  answered_by_name  text,
  answered_at       timestamptz,
  answer_words      text,
  primary key (school_id, order_id, proof_no),
  foreign key (school_id, order_id) references guardroom.rectification_orders,
  check ((answer is null) = (answered_at is null)),
  constraint verified_by_another check (answered_by is distinct from submitted_by)
);
comment on table guardroom.rectification_proofs is 'What the school says it did, and what the bureau answered. Whoever submitted it never answers it.';
select gr.protect('guardroom.rectification_proofs', school => 'select, insert', district => 'select, update (answer, answered_by, answered_by_name, answered_at, answer_words)');

create table guardroom.rectification_proof_documents (
  school_id   text not null,
  order_id    text not null,
  proof_no    integer not null,
  document_id text not null,
  district_id text not null,
  primary key (school_id, order_id, proof_no, document_id),
  foreign key (school_id, order_id, proof_no) references guardroom.rectification_proofs,
  foreign key (school_id, document_id) references guardroom.documents
);
comment on table guardroom.rectification_proof_documents is 'Papers that a proof rests on.';
select gr.protect('guardroom.rectification_proof_documents', school => 'select, insert', district => 'select');

create table guardroom.rectification_terms (
  school_id     text primary key,
  district_id   text not null,
  critical_days integer not null default 3 check (critical_days between 1 and 3),
  major_days    integer not null default 15 check (major_days between 5 and 15),
  minor_days    integer not null default 30 check (minor_days between 10 and 30),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id)
);
comment on table guardroom.rectification_terms is 'Longest time to put something right, in days, where policy is stricter than the baseline; without a row the baseline counts.';
select gr.protect('guardroom.rectification_terms', school => 'select', district => 'select');

create table guardroom.district_policies (
  district_id      text not null references guardroom.districts,
  policy_id        text not null,
  state            text not null default 'proposed' check (state in ('proposed', 'confirmed', 'declined')),
  figures          jsonb not null,
  reason           text not null,
  retention_reason text,
  effective_from   date not null,
  proposed_by      text not null,
  proposed_by_name text not null,
  proposed_at      timestamptz not null,
  decided_by       text,
  decided_by_name  text,
  decided_at       timestamptz,
  decision_words   text,
  primary key (district_id, policy_id),
  constraint decided_by_another check (decided_by is distinct from proposed_by),
  check ((state = 'proposed') = (decided_at is null))
);
create unique index district_policies_one_open on guardroom.district_policies (district_id) where state = 'proposed';
create index district_policies_in_force on guardroom.district_policies (district_id, effective_from desc, decided_at desc) where state = 'confirmed';
comment on table guardroom.district_policies is 'Versions of the district''s baseline: only what is stricter than the law is in figures. Proposed by one person, confirmed by another.';
select gr.protect('guardroom.district_policies', district => 'select, insert, update');
create policy school_reads on guardroom.district_policies for select to gr_school using (district_id = (select gr.school_district_id()));
grant select on guardroom.district_policies to gr_school;

create table guardroom.school_policies (
  school_id        text not null,
  policy_id        text not null,
  district_id      text not null,
  state            text not null default 'proposed' check (state in ('proposed', 'confirmed', 'declined')),
  figures          jsonb not null,
  reason           text not null,
  retention_reason text,
  effective_from   date not null,
  proposed_by      text not null,
  proposed_by_name text not null,
  proposed_at      timestamptz not null,
  decided_by       text,
  decided_by_name  text,
  decided_at       timestamptz,
  decision_words   text,
  primary key (school_id, policy_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  constraint decided_by_another check (decided_by is distinct from proposed_by),
  check ((state = 'proposed') = (decided_at is null))
);
create unique index school_policies_one_open on guardroom.school_policies (school_id) where state = 'proposed';
create index school_policies_in_force on guardroom.school_policies (school_id, effective_from desc, decided_at desc) where state = 'confirmed';
comment on table guardroom.school_policies is 'Versions of a school''s own policy: only what it set itself is in figures, the rest follows the district.';
select gr.protect('guardroom.school_policies', school => 'select, insert, update (state, decided_by, decided_by_name, decided_at, decision_words)', district => 'select');

-- Brings what is in force into the columns that the product reads, for the ticket's school or for all schools of the ticket's bureau.
-- It takes no figures from its caller: each one follows from the baseline and the confirmed versions of today, the strictest wins.
-- Answers the schools whose figures changed, with what was and what is.
create function gr.settle_policy() returns table (settled_school text, was jsonb, is_now jsonb)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  today date := (now() at time zone 'Asia/Shanghai')::date;
  school text;
  bureau text;
  s record;
begin
  if session_user = 'gr_school' then
    school := gr.school_id();
    bureau := gr.school_district_id();
  else
    bureau := gr.district_id();
  end if;
  for s in
    select h.school_id, h.district_id,
           jsonb_build_object('retentionDays', h.retention_days, 'maxRangeHours', h.max_range_hours, 'maxCamerasPerRequest', h.max_cameras_per_request, 'maxGapSeconds', h.max_gap_seconds,
             'explainWithinHours', h.explain_within_hours, 'completenessTargetPercent', h.completeness_target_percent::float8, 'rectifyCriticalDays', coalesce(t.critical_days, 3),
             'rectifyMajorDays', coalesce(t.major_days, 15), 'rectifyMinorDays', coalesce(t.minor_days, 30)) as before,
           jsonb_build_object(
             'retentionDays', greatest(30, (d.f ->> 'retentionDays')::int, (o.f ->> 'retentionDays')::int),
             'maxRangeHours', least(24, (d.f ->> 'maxRangeHours')::int, (o.f ->> 'maxRangeHours')::int),
             'maxCamerasPerRequest', least(8, (d.f ->> 'maxCamerasPerRequest')::int, (o.f ->> 'maxCamerasPerRequest')::int),
             'maxGapSeconds', least(10, (d.f ->> 'maxGapSeconds')::int, (o.f ->> 'maxGapSeconds')::int),
             'explainWithinHours', least(24, (d.f ->> 'explainWithinHours')::int, (o.f ->> 'explainWithinHours')::int),
             'completenessTargetPercent', greatest(99.5, (d.f ->> 'completenessTargetPercent')::numeric, (o.f ->> 'completenessTargetPercent')::numeric)::float8,
             'rectifyCriticalDays', least(3, (d.f ->> 'rectifyCriticalDays')::int, (o.f ->> 'rectifyCriticalDays')::int),
             'rectifyMajorDays', least(15, (d.f ->> 'rectifyMajorDays')::int, (o.f ->> 'rectifyMajorDays')::int),
             'rectifyMinorDays', least(30, (d.f ->> 'rectifyMinorDays')::int, (o.f ->> 'rectifyMinorDays')::int)) as after
      from guardroom.schools h
      left join guardroom.rectification_terms t on t.school_id = h.school_id
      left join lateral (select p.figures as f from guardroom.district_policies p where p.district_id = h.district_id and p.state = 'confirmed' and p.effective_from <= today
                          order by p.effective_from desc, p.decided_at desc limit 1) d on true
      left join lateral (select p.figures as f from guardroom.school_policies p where p.school_id = h.school_id and p.state = 'confirmed' and p.effective_from <= today
                          order by p.effective_from desc, p.decided_at desc limit 1) o on true
     where h.district_id = bureau and (school is null or h.school_id = school)
     order by h.school_id
       for update of h
  loop
    continue when s.before = s.after;
    update guardroom.schools h
       set retention_days = (s.after ->> 'retentionDays')::int, max_range_hours = (s.after ->> 'maxRangeHours')::int, max_cameras_per_request = (s.after ->> 'maxCamerasPerRequest')::int,
           max_gap_seconds = (s.after ->> 'maxGapSeconds')::int, explain_within_hours = (s.after ->> 'explainWithinHours')::int, completeness_target_percent = (s.after ->> 'completenessTargetPercent')::numeric
     where h.school_id = s.school_id;
    insert into guardroom.rectification_terms as t (school_id, district_id, critical_days, major_days, minor_days)
    values (s.school_id, s.district_id, (s.after ->> 'rectifyCriticalDays')::int, (s.after ->> 'rectifyMajorDays')::int, (s.after ->> 'rectifyMinorDays')::int)
        on conflict (school_id) do update set critical_days = excluded.critical_days, major_days = excluded.major_days, minor_days = excluded.minor_days;
    settled_school := s.school_id;
    was := s.before;
    is_now := s.after;
    return next;
  end loop;
end $$;
revoke all on function gr.settle_policy from public;
grant execute on function gr.settle_policy to gr_school, gr_district;
comment on function gr.settle_policy is 'The one place where policy takes effect. Two settlings at once come one after the other.';

-- Objects that were locked for a shorter retention than counts now, and how far the new lock has come.
create table guardroom.retention_extensions (
  school_id      text not null,
  days           integer not null,
  district_id    text not null,
  noted_at       timestamptz not null,
  done_to        timestamptz,
  objects        integer not null default 0,
  finished_at    timestamptz,
  primary key (school_id, noted_at),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id)
);
comment on table guardroom.retention_extensions is 'Footage that is held already is locked anew when retention grows, oldest first.';
comment on column guardroom.retention_extensions.done_to is 'Segments that began before are done.';
select gr.protect('guardroom.retention_extensions', school => 'select, insert, update', district => 'select');
