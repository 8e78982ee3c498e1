-- Who watches when, who took over from whom with what open, what the keepers wrote down, and who came into the monitoring room.

create table guardroom.rosters (
  school_id           text not null,
  roster_id           text not null,
  district_id         text not null,
  post                text not null,
  week                date not null,
  version             integer not null check (version > 0),
  state               text not null check (state in ('draft', 'published', 'superseded')),
  uncovered_reason    text,
  uncovered_minutes   integer,
  drafted_by          text not null,
  drafted_by_name     text not null,
  drafted_at          timestamptz not null,
  published_by        text,
  published_by_name   text,
  published_at        timestamptz,
  superseded_at       timestamptz,
  primary key (school_id, roster_id),
  unique (school_id, post, week, version),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check ((state = 'draft') = (published_at is null)),
  check ((state = 'superseded') = (superseded_at is not null))
);
create unique index rosters_one_draft on guardroom.rosters (school_id, post, week) where state = 'draft';
create unique index rosters_one_published on guardroom.rosters (school_id, post, week) where state = 'published';
comment on table guardroom.rosters is 'Plans of one post for one civil week, from Monday. A published one is never changed: a new version supersedes it.';
comment on column guardroom.rosters.uncovered_reason is 'Why it was published although nobody is planned for a part of the week.';
select gr.protect('guardroom.rosters', school => 'select, insert, update', district => 'select (school_id, roster_id, district_id, post, week, version, state, uncovered_minutes, published_at, superseded_at)');

create table guardroom.roster_entries (
  school_id   text not null,
  roster_id   text not null,
  entry_no    integer not null,
  district_id text not null,
  person_id   text not null,
  sub         text not null,
  person_name text not null,
  from_at     timestamptz not null,
  to_at       timestamptz not null,
  primary key (school_id, roster_id, entry_no),
  foreign key (school_id, roster_id) references guardroom.rosters,
  check (to_at > from_at)
);
comment on table guardroom.roster_entries is 'The lines of a roster. Those of a draft may be replaced; publishing makes shifts of them.';
select gr.protect('guardroom.roster_entries', school => 'select, insert, delete');

create table guardroom.shifts (
  school_id          text not null,
  shift_id           text not null,
  district_id        text not null,
  post               text not null default 'monitoring_room',
  person_id          text not null,
  sub                text not null,
  person_name        text not null,
  planned_from       timestamptz not null,
  planned_to         timestamptz not null,
  planned_at         timestamptz not null default now(),
  roster_id          text,
  state              text not null check (state in ('planned', 'active', 'handing_over', 'closed', 'judged_absent')),
  signed_on_at       timestamptz,
  late_minutes       integer check (late_minutes >= 0),
  late_reason        text,
  fit_declared_at    timestamptz,
  stand_in_reason    text,
  stand_in_for       text,
  stand_in_decision  text check (stand_in_decision in ('approved', 'refused')),
  stand_in_note      text,
  decided_by         text,
  decided_by_name    text,
  decided_at         timestamptz,
  judged_absent_at   timestamptz,
  end_overdue_at     timestamptz,
  ended_at           timestamptz,
  end_kind           text check (end_kind in ('handed_over', 'no_successor', 'stand_in_refused')),
  end_reason         text,
  early_minutes      integer check (early_minutes >= 0),
  primary key (school_id, shift_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, roster_id) references guardroom.rosters,
  foreign key (school_id, stand_in_for) references guardroom.shifts,
  check (planned_to > planned_from),
  constraint only_the_signed_on_are_on_shift check (state not in ('active', 'handing_over') or (signed_on_at is not null and ended_at is null)),
  constraint closed_has_an_end check ((state = 'closed') = (ended_at is not null)),
  constraint stand_in_is_not_rostered check (roster_id is null or stand_in_reason is null)
);
create unique index shifts_one_on_shift_per_person on guardroom.shifts (school_id, sub) where state in ('active', 'handing_over');
create unique index shifts_one_stand_in_per_shift on guardroom.shifts (school_id, stand_in_for) where stand_in_for is not null;
create unique index shifts_one_stand_in_per_post on guardroom.shifts (school_id, post) where stand_in_reason is not null and state in ('active', 'handing_over');
create index shifts_time on guardroom.shifts (school_id, planned_from desc);
create index shifts_roster on guardroom.shifts (school_id, roster_id);
create index shifts_person on guardroom.shifts (school_id, sub, planned_from desc);
comment on table guardroom.shifts is 'Watches: planned by a published roster, or begun as a stand-in. On shift means state active or handing_over.';
comment on column guardroom.shifts.planned_at is 'When the shift was put on the roster. Nobody is late for a shift before it was planned.';
comment on column guardroom.shifts.judged_absent_at is 'The verdict stays, also when the keeper signed on after it.';
comment on column guardroom.shifts.end_overdue_at is 'When the shift was found still running, without handover, after its end and the window.';
select gr.protect('guardroom.shifts', school => 'select, insert, update, delete',
  district => 'select (school_id, shift_id, district_id, post, planned_from, planned_to, planned_at, roster_id, state, signed_on_at, late_minutes, fit_declared_at, stand_in_for, stand_in_decision, judged_absent_at, end_overdue_at, ended_at, end_kind, early_minutes)');

-- A new version of a roster takes away shifts that nobody has begun; what happened stays.
create function gr.keep_what_happened() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.state <> 'planned' then
    raise insufficient_privilege using message = 'a shift that was begun or judged is never deleted';
  end if;
  return old;
end $$;
revoke all on function gr.keep_what_happened from public;
create trigger keep_what_happened before delete on guardroom.shifts for each row execute function gr.keep_what_happened();

create table guardroom.duty_log_entries (
  school_id       text not null,
  entry_id        text not null,
  district_id     text not null,
  shift_id        text not null,
  post            text not null,
  kind            text not null check (kind in ('routine_check', 'patrol_notice', 'order_received', 'abnormality', 'other')),
  words           text not null,
  happened_at     timestamptz not null,
  written_at      timestamptz not null,
  written_by      text not null,
  written_by_name text not null,
  corrects        text,
  primary key (school_id, entry_id),
  foreign key (school_id, shift_id) references guardroom.shifts,
  foreign key (school_id, corrects) references guardroom.duty_log_entries,
  check (happened_at <= written_at)
);
create index duty_log_time on guardroom.duty_log_entries (school_id, happened_at desc);
create index duty_log_shift on guardroom.duty_log_entries (school_id, shift_id, happened_at);
create unique index duty_log_one_correction on guardroom.duty_log_entries (school_id, corrects) where corrects is not null;
comment on table guardroom.duty_log_entries is 'What keepers wrote down on shift. Nobody changes a line: a correction is a line of its own.';
select gr.protect('guardroom.duty_log_entries', school => 'select, insert');

create table guardroom.handovers (
  school_id            text not null,
  handover_id          text not null,
  district_id          text not null,
  post                 text not null,
  state                text not null check (state in ('prepared', 'outgoing_signed', 'incoming_signed', 'disputed')),
  outgoing_shift_id    text not null,
  outgoing_person_id   text not null,
  outgoing_sub         text not null,
  outgoing_name        text not null,
  incoming_shift_id    text,
  incoming_person_id   text,
  incoming_sub         text,
  incoming_name        text,
  prepared_at          timestamptz not null,
  outgoing_signed_at   timestamptz,
  incoming_signed_at   timestamptz,
  disputed_at          timestamptz,
  dispute_reason       text,
  room_note            text,
  room_score           integer check (room_score between 0 and 10),
  primary key (school_id, handover_id),
  foreign key (school_id, outgoing_shift_id) references guardroom.shifts,
  foreign key (school_id, incoming_shift_id) references guardroom.shifts,
  constraint nobody_takes_over_from_himself check (incoming_sub is distinct from outgoing_sub),
  constraint both_signed check (state <> 'incoming_signed' or (outgoing_signed_at is not null and incoming_signed_at is not null and incoming_sub is not null)),
  check ((state = 'disputed') = (dispute_reason is not null))
);
create unique index handovers_one_open_per_shift on guardroom.handovers (school_id, outgoing_shift_id) where state in ('prepared', 'outgoing_signed');
create index handovers_time on guardroom.handovers (school_id, prepared_at desc);
comment on table guardroom.handovers is 'From the outgoing to the incoming keeper, signed by both, each with an own sign-in.';
select gr.protect('guardroom.handovers', school => 'select, insert, update', district => 'select (school_id, handover_id, district_id, post, state, outgoing_shift_id, incoming_shift_id, prepared_at, outgoing_signed_at, incoming_signed_at, disputed_at, room_score)');

create table guardroom.handover_items (
  school_id   text not null,
  handover_id text not null,
  item_no     integer not null,
  district_id text not null,
  kind        text not null check (kind in ('recording_gap', 'fault_ticket', 'footage_request', 'incident', 'viewing_session', 'visitor_inside', 'log_missing', 'open_matter')),
  subject     text,
  words       text not null,
  since       timestamptz,
  answer      text check (answer in ('accepted', 'disputed')),
  answer_note text,
  primary key (school_id, handover_id, item_no),
  foreign key (school_id, handover_id) references guardroom.handovers
);
comment on table guardroom.handover_items is 'What was open when the handover was made: listed by the system, or written by the outgoing keeper (open_matter).';
select gr.protect('guardroom.handover_items', school => 'select, insert, update (answer, answer_note), delete');

create table guardroom.visitor_entries (
  school_id          text not null,
  visitor_id         text not null,
  district_id        text not null,
  state              text not null check (state in ('awaiting_approval', 'approved', 'refused', 'inside', 'left')),
  name               text not null,
  unit               text not null,
  document_kind      text not null,
  document_tail      text not null,
  purpose            text not null,
  items              text not null,
  registered_by      text not null,
  registered_by_name text not null,
  registered_at      timestamptz not null,
  approver_person_id text,
  approver_name      text,
  decided_at         timestamptz,
  decision_note      text,
  escort_person_id   text,
  escort_sub         text,
  escort_name        text,
  escort_signed_at   timestamptz,
  goods_checked      boolean not null default false,
  phones_stored      boolean not null default false,
  entered_at         timestamptz,
  leave_by           timestamptz,
  exit_overdue_at    timestamptz,
  left_at            timestamptz,
  left_noted_by      text,
  left_noted_by_name text,
  exit_note          text,
  primary key (school_id, visitor_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  constraint only_a_tail_of_the_document check (length(document_tail) <= 4),
  constraint nobody_enters_unapproved_or_alone check (entered_at is null or (decided_at is not null and approver_person_id is not null and escort_signed_at is not null)),
  check ((state in ('inside', 'left')) = (entered_at is not null)),
  check ((state = 'left') = (left_at is not null)),
  check (left_at is null or left_at >= entered_at)
);
create index visitor_entries_time on guardroom.visitor_entries (school_id, registered_at desc);
create index visitor_entries_inside on guardroom.visitor_entries (school_id, entered_at) where state = 'inside';
comment on table guardroom.visitor_entries is 'Visitor register of the monitoring room. Of a document only its kind and last four characters: the whole number is not needed and not kept.';
select gr.protect('guardroom.visitor_entries', school => 'select, insert, update');
