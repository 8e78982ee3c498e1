-- Gateways and cameras. The bureau has no right on either: addresses and places are the layout of the defence.

create table guardroom.gateways (
  school_id            text not null,
  gateway_id           text not null,
  district_id          text not null,
  name                 text not null,
  state                text not null default 'awaiting_enrolment' check (state in ('awaiting_enrolment', 'active', 'revoked')),
  enrolment_hash       bytea unique,
  enrolment_expires_at timestamptz,
  client_id            text unique,
  sub                  text unique,
  signing_key          bytea check (length(signing_key) = 32),
  sealing_key          bytea check (length(sealing_key) = 32),
  revision             bigint not null default 1,
  created_at           timestamptz not null default now(),
  primary key (school_id, gateway_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  unique (school_id, name)
);
comment on column guardroom.gateways.revision is 'Counts up with every change of what the gateway should do.';
select gr.protect('guardroom.gateways', school => 'select, insert, update', ingest => 'select', platform => 'select');
create policy auth_reads on guardroom.gateways for select to gr_auth using (true);
grant select on guardroom.gateways to gr_auth;

create table guardroom.gateway_status (
  school_id            text not null,
  gateway_id           text not null,
  district_id          text not null,
  last_seen_at         timestamptz not null,
  version              text not null,
  clock_offset_ms      double precision not null,
  clock_uncertainty_ms double precision not null,
  spool_bytes          bigint not null,
  spool_budget_bytes   bigint not null,
  spool_segments       integer not null,
  spool_oldest_at      timestamptz,
  revision             bigint not null,
  primary key (school_id, gateway_id),
  foreign key (school_id, gateway_id) references guardroom.gateways
);
comment on table guardroom.gateway_status is 'The last heartbeat of each gateway.';
select gr.protect('guardroom.gateway_status', school => 'select', district => 'select', ingest => 'select, insert, update');

create table guardroom.cameras (
  school_id       text not null,
  camera_id       text not null,
  district_id     text not null,
  school_no       integer not null,
  camera_no       integer generated always as identity,
  gateway_id      text not null,
  name            text not null,
  location        text not null,
  space           text not null,
  rtsp_url        text not null,
  username        text not null,
  sealed_password bytea not null,
  enabled         boolean not null default true,
  registered_at   timestamptz not null,
  disabled_at     timestamptz,
  primary key (school_id, camera_id),
  unique (school_no, camera_no),
  unique (school_id, name),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, school_no) references guardroom.schools (school_id, school_no),
  foreign key (school_id, gateway_id) references guardroom.gateways,
  constraint no_camera_in_prohibited_space check (space not in ('toilet', 'bath', 'changing_room', 'dormitory_room', 'nursing_room', 'classroom')),
  check (enabled = (disabled_at is null))
);
comment on table guardroom.cameras is 'Cameras with their addresses. The password is sealed to the gateway: nobody else can read it.';
comment on constraint no_camera_in_prohibited_space on guardroom.cameras is 'R12 1, R06 6(2): no tenant can permit a camera there.';
select gr.protect('guardroom.cameras', school => 'select, insert, update', ingest => 'select', relay => 'select (school_id, camera_id, district_id, school_no, camera_no, enabled, registered_at, disabled_at)');

create table guardroom.camera_status (
  school_id     text not null,
  camera_id     text not null,
  district_id   text not null,
  state         text not null,
  since         timestamptz not null,
  detail        text,
  codec         text,
  delivered_fps double precision,
  last_frame_at timestamptz,
  reported_at   timestamptz not null,
  primary key (school_id, camera_id),
  foreign key (school_id, camera_id) references guardroom.cameras
);
comment on table guardroom.camera_status is 'What the gateway last said of each camera.';
select gr.protect('guardroom.camera_status', school => 'select', district => 'select', ingest => 'select, insert, update');

-- Keys of recordings. Private halves are wrapped under the school-day key, that one under the school''s master key in the vault.
create table guardroom.school_day_keys (
  school_id    text not null,
  day          date not null,
  district_id  text not null,
  wrapped_key  bytea,
  destroyed_at timestamptz,
  primary key (school_id, day),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check ((wrapped_key is null) = (destroyed_at is not null))
);
comment on table guardroom.school_day_keys is 'Destroying one makes every recording of that school and day unreadable.';
select gr.protect('guardroom.school_day_keys', school => 'select, insert, update');

create table guardroom.camera_day_keys (
  school_id           text not null,
  camera_id           text not null,
  day                 date not null,
  district_id         text not null,
  key_id              text not null unique,
  public_key          bytea not null check (length(public_key) = 32),
  wrapped_private_key bytea not null,
  primary key (school_id, camera_id, day),
  foreign key (school_id, camera_id) references guardroom.cameras,
  foreign key (school_id, day) references guardroom.school_day_keys
);
select gr.protect('guardroom.camera_day_keys', school => 'select, insert');
create policy gateway_own on guardroom.camera_day_keys for select to gr_ingest using (school_id = (select gr.gateway_school_id()));
grant select (school_id, camera_id, day, key_id, public_key) on guardroom.camera_day_keys to gr_ingest;
