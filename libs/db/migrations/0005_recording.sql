-- The index of recordings. Rows are slim and carry short numbers: the district''s scale is billions of segments. The object in
-- the bucket describes itself; this index only says where and when.

create table guardroom.segments (
  school_no      integer not null,
  camera_no      integer not null,
  started_at     timestamptz not null,
  ended_at       timestamptz not null,
  sequence       bigint not null,
  bytes          integer not null,
  frames         integer not null,
  uncertainty_ms integer not null,
  verified       boolean not null default false,
  sha256         bytea not null check (length(sha256) = 32),
  footer_sha256  bytea not null check (length(footer_sha256) = 32),
  object_version text,
  primary key (school_no, camera_no, started_at),
  foreign key (school_no, camera_no) references guardroom.cameras (school_no, camera_no),
  check (ended_at > started_at)
) partition by range (started_at);
comment on table guardroom.segments is 'One row per sealed segment in the bucket. The object key follows from camera, start and sequence.';
comment on column guardroom.segments.sha256 is 'Of the whole object, footer included, as the store confirmed it.';
comment on column guardroom.segments.object_version is 'The version that was verified: write-only credentials could still shadow an object.';
select gr.protect('guardroom.segments', school => 'select, update (verified, object_version)', ingest => 'select, insert, update');

create table guardroom.minute_manifests (
  school_no     integer not null,
  camera_no     integer not null,
  minute        timestamptz not null,
  sequence      bigint not null,
  sha256        bytea not null,
  previous      bytea,
  footers       smallint not null,
  signature     bytea not null,
  signer_key_id text not null,
  primary key (school_no, camera_no, minute),
  foreign key (school_no, camera_no) references guardroom.cameras (school_no, camera_no)
) partition by range (minute);
comment on table guardroom.minute_manifests is 'The gateway''s signed statement of each camera minute. Its text follows from segments and gaps.';
select gr.protect('guardroom.minute_manifests', school => 'select', ingest => 'select, insert');

create table guardroom.reported_gaps (
  school_no integer not null,
  camera_no integer not null,
  from_at   timestamptz not null,
  to_at     timestamptz not null,
  cause     text not null,
  primary key (school_no, camera_no, from_at),
  foreign key (school_no, camera_no) references guardroom.cameras (school_no, camera_no),
  check (to_at > from_at)
);
comment on table guardroom.reported_gaps is 'What the gateway itself says is missing, with the machine cause.';
select gr.protect('guardroom.reported_gaps', school => 'select', ingest => 'select, insert, update');

-- Partitions of one civil day (Asia/Shanghai) for every table with billions of rows. Owner-defined, so that a worker may call
-- it without owning anything; a partition reached directly has the same policies as through its parent.
create function gr.ensure_day_partitions(day date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  parent text;
  child text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('gr.ensure_day_partitions'));
  foreach parent in array array['segments', 'minute_manifests'] loop
    child := parent || to_char(day, '"_"YYYYMMDD');
    if to_regclass('guardroom.' || child) is null then
      execute format('create table guardroom.%I partition of guardroom.%I for values from (%L) to (%L)', child, parent,
        day::timestamp at time zone 'Asia/Shanghai', (day + 1)::timestamp at time zone 'Asia/Shanghai');
      perform gr.protect(('guardroom.' || child)::regclass, school => 'select', ingest => 'select');
      made := made + 1;
    end if;
  end loop;
  return made;
end $$;
revoke all on function gr.ensure_day_partitions from public;
grant execute on function gr.ensure_day_partitions to gr_relay;
comment on function gr.ensure_day_partitions is 'Makes the partitions of one civil day; answers how many were missing.';

create table guardroom.recording_gaps (
  school_id      text not null,
  gap_id         text not null,
  district_id    text not null,
  camera_id      text not null,
  from_at        timestamptz not null,
  to_at          timestamptz,
  cause          text not null,
  found_at       timestamptz not null,
  explain_by     timestamptz not null,
  reason         text,
  words          text,
  explained_by   text,
  explained_name text,
  explained_at   timestamptz,
  primary key (school_id, gap_id),
  unique (school_id, camera_id, from_at),
  foreign key (school_id, camera_id) references guardroom.cameras,
  check (to_at is null or to_at > from_at),
  check ((reason is null) = (explained_at is null))
);
create index recording_gaps_time on guardroom.recording_gaps (school_id, from_at desc);
comment on table guardroom.recording_gaps is 'Missing footage longer than the policy permits, until footage that arrives late fills it. to_at is null while it goes on.';
select gr.protect('guardroom.recording_gaps', school => 'select, insert, update, delete', district => 'select (school_id, gap_id, district_id, camera_id, from_at, to_at, cause, found_at, explain_by, reason, explained_at)');

create table guardroom.camera_days (
  school_id           text not null,
  camera_id           text not null,
  day                 date not null,
  district_id         text not null,
  expected_seconds    double precision not null,
  held_seconds        double precision not null,
  verified_seconds    double precision not null,
  unexplained_seconds double precision not null,
  gaps                integer not null,
  computed_at         timestamptz not null,
  primary key (school_id, camera_id, day),
  foreign key (school_id, camera_id) references guardroom.cameras
);
create index camera_days_district on guardroom.camera_days (district_id, day);
comment on table guardroom.camera_days is 'Completeness per camera and civil day, recomputed when footage or an explanation arrives.';
select gr.protect('guardroom.camera_days', school => 'select, insert, update', district => 'select');
