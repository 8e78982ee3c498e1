-- No register entry, no picture. The bureau reads requests and registers as counts and records; it has no way to footage.

create table guardroom.footage_requests (
  school_id               text not null,
  request_id              text not null,
  district_id             text not null,
  number                  text not null,
  state                   text not null check (state in ('submitted', 'approved', 'refused', 'withdrawn', 'fulfilled', 'sealed')),
  applicant_person_id     text not null,
  applicant_sub           text not null,
  applicant_name          text not null,
  relation                text not null,
  purpose                 text not null,
  reason                  text not null,
  from_at                 timestamptz not null,
  to_at                   timestamptz not null,
  fulfilment_asked        text not null,
  findings                text[] not null,
  filed_at                timestamptz not null,
  decision_kind           text check (decision_kind in ('approved', 'approved_in_part', 'refused')),
  decided_by_person_id    text,
  decided_by_name         text,
  decided_at              timestamptz,
  decision_reasons        text,
  viewing_consent         text,
  fulfilment              text check (fulfilment in ('result_only', 'escorted_viewing')),
  granted_from            timestamptz,
  granted_to              timestamptz,
  valid_until             timestamptz,
  finding_words           text,
  finding_by_person_id    text,
  finding_by_name         text,
  finding_at              timestamptz,
  closed_at               timestamptz,
  primary key (school_id, request_id),
  unique (school_id, number),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check (to_at > from_at),
  check ((decision_kind is null) = (decided_at is null)),
  constraint granted_part_lies_inside_the_application check (granted_from is null or (granted_from >= from_at and granted_to <= to_at and granted_to > granted_from)),
  constraint escorted_viewing_has_second_consent check (fulfilment is distinct from 'escorted_viewing' or viewing_consent is not null)
);
create index footage_requests_state on guardroom.footage_requests (school_id, state, filed_at desc);
create index footage_requests_applicant on guardroom.footage_requests (school_id, applicant_sub, filed_at desc);
select gr.protect('guardroom.footage_requests', school => 'select, insert, update', district => 'select (school_id, request_id, district_id, number, state, relation, purpose, from_at, to_at, filed_at, decision_kind, decided_at, fulfilment, granted_from, granted_to)');

create table guardroom.footage_request_cameras (
  school_id   text not null,
  request_id  text not null,
  camera_id   text not null,
  district_id text not null,
  granted     boolean not null default false,
  primary key (school_id, request_id, camera_id),
  foreign key (school_id, request_id) references guardroom.footage_requests,
  foreign key (school_id, camera_id) references guardroom.cameras
);
select gr.protect('guardroom.footage_request_cameras', school => 'select, insert, update', district => 'select');

create table guardroom.request_numbers (
  school_id   text not null,
  year        integer not null,
  district_id text not null,
  last_number integer not null,
  primary key (school_id, year)
);
comment on table guardroom.request_numbers is 'The running number of requests per school and year; short numbers are said aloud.';
select gr.protect('guardroom.request_numbers', school => 'select, insert, update');

create table guardroom.holds (
  school_id   text not null,
  hold_id     text not null,
  district_id text not null,
  kind        text not null check (kind in ('provisional', 'preservation')),
  request_id  text,
  from_at     timestamptz not null,
  to_at       timestamptz not null,
  until_at    timestamptz not null,
  placed_at   timestamptz not null,
  released_at timestamptz,
  locked_at   timestamptz,
  primary key (school_id, hold_id),
  foreign key (school_id, request_id) references guardroom.footage_requests,
  check (to_at > from_at)
);
create index holds_by_request on guardroom.holds (school_id, request_id);
comment on table guardroom.holds is 'Footage that must not go. Provisional: from filing to decision or expiry. Preservation: ordered, released by two people.';
comment on column guardroom.holds.locked_at is 'When the objects'' retention was seen to reach the end of the hold.';
select gr.protect('guardroom.holds', school => 'select, insert, update');

create table guardroom.hold_cameras (
  school_id   text not null,
  hold_id     text not null,
  camera_id   text not null,
  district_id text not null,
  primary key (school_id, hold_id, camera_id),
  foreign key (school_id, hold_id) references guardroom.holds,
  foreign key (school_id, camera_id) references guardroom.cameras
);
create index hold_cameras_camera on guardroom.hold_cameras (school_id, camera_id);
select gr.protect('guardroom.hold_cameras', school => 'select, insert');

create table guardroom.viewing_sessions (
  school_id        text not null,
  session_id       text not null,
  district_id      text not null,
  request_id       text not null,
  state            text not null check (state in ('authenticating', 'playing', 'blanked', 'ended')),
  viewer_person_id text not null,
  viewer_sub       text not null,
  viewer_name      text not null,
  escort_person_id text,
  escort_sub       text,
  escort_name      text,
  escort_needed    boolean not null,
  proof_thumbprint text not null,
  mark             text not null,
  opened_at        timestamptz not null,
  expires_at       timestamptz not null,
  viewer_seen_at   timestamptz not null,
  escort_seen_at   timestamptz,
  over_range       integer not null default 0,
  served_from      timestamptz,
  ended_at         timestamptz,
  end_reason       text,
  primary key (school_id, session_id),
  foreign key (school_id, request_id) references guardroom.footage_requests,
  check (escort_sub is distinct from viewer_sub),
  check ((state = 'ended') = (ended_at is not null))
);
create index viewing_sessions_request on guardroom.viewing_sessions (school_id, request_id);
create index viewing_sessions_open on guardroom.viewing_sessions (school_id, opened_at desc);
create unique index viewing_sessions_one_per_viewer on guardroom.viewing_sessions (school_id, viewer_sub) where state <> 'ended';
comment on column guardroom.viewing_sessions.proof_thumbprint is 'RFC 7638 thumbprint of the key that cannot leave the viewer''s tab.';
comment on column guardroom.viewing_sessions.served_from is 'When playback began: the gate paces against it.';
select gr.protect('guardroom.viewing_sessions', school => 'select, insert, update');

create table guardroom.viewing_entries (
  school_id   text not null,
  session_id  text not null,
  entry_no    integer not null,
  district_id text not null,
  request_id  text not null,
  camera_id   text not null,
  from_at     timestamptz not null,
  to_at       timestamptz not null,
  bytes       integer not null,
  served_at   timestamptz not null,
  primary key (school_id, session_id, entry_no),
  foreign key (school_id, session_id) references guardroom.viewing_sessions,
  foreign key (school_id, camera_id) references guardroom.cameras
);
create index viewing_entries_time on guardroom.viewing_entries (school_id, served_at desc);
comment on table guardroom.viewing_entries is 'The viewing register: each fragment is written here before its bytes leave.';
select gr.protect('guardroom.viewing_entries', school => 'select, insert', district => 'select');
