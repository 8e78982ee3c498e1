-- When a camera was in service: recordings are expected then and at no other time. Switching a camera off is a fact; without these
-- rows a switched-off hour could not be told from a missing one.

create table guardroom.camera_service_times (
  school_id   text not null,
  camera_id   text not null,
  from_at     timestamptz not null,
  district_id text not null,
  to_at       timestamptz,
  primary key (school_id, camera_id, from_at),
  foreign key (school_id, camera_id) references guardroom.cameras,
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check (to_at is null or to_at > from_at)
);
create unique index camera_service_times_open on guardroom.camera_service_times (school_id, camera_id) where to_at is null;
comment on table guardroom.camera_service_times is 'Half-open stretches in which a camera is in service; to_at is null while it is.';
select gr.protect('guardroom.camera_service_times', school => 'select, insert, update');

comment on column guardroom.segments.sha256 is 'Of the whole object, as the gateway computed it and the store confirmed. The signed footer, named by footer_sha256, holds that of the ciphertext.';
