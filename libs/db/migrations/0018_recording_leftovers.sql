-- What a gateway may know of holds, breaks in its chain of signed minutes, and what it dropped because nobody may keep it.

-- When footage is held and until when, and nothing of why or for whom: late uploads are locked long enough at once and come first.
create policy gateway_own on guardroom.holds for select to gr_ingest using (school_id = (select gr.gateway_school_id()));
grant select (school_id, hold_id, from_at, to_at, until_at, released_at) on guardroom.holds to gr_ingest;
create policy gateway_own on guardroom.hold_cameras for select to gr_ingest using (school_id = (select gr.gateway_school_id()));
grant select (school_id, hold_id, camera_id) on guardroom.hold_cameras to gr_ingest;

create table guardroom.chain_breaks (
  school_no  integer not null,
  camera_no  integer not null,
  minute     timestamptz not null,
  sequence   bigint not null,
  kind       text not null check (kind in ('differs', 'restarted')),
  noticed_at timestamptz not null,
  primary key (school_no, camera_no, minute),
  foreign key (school_no, camera_no) references guardroom.cameras (school_no, camera_no)
);
comment on table guardroom.chain_breaks is 'Signed minutes that do not follow the one before them, as their gateway promised: something was exchanged, or the gateway lost its memory.';
comment on column guardroom.chain_breaks.kind is 'differs: names another minute as the one before it. restarted: counts from the beginning, or a number twice.';
select gr.protect('guardroom.chain_breaks', school => 'select', ingest => 'select, insert');

alter table guardroom.gateway_status add column spool_expired bigint not null default 0;
comment on column guardroom.gateway_status.spool_expired is 'Segments that the gateway dropped since its start because they were older than footage is kept.';
