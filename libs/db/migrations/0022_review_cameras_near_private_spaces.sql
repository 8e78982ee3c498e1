-- Whoever answers for a camera beside a private space looks whether it sees into it, and says so. R12 1, R06 6(2).

create table guardroom.camera_reviews (
  school_id             text not null,
  camera_id             text not null,
  reviewed_at           timestamptz not null,
  district_id           text not null,
  sees_private          boolean not null,
  words                 text not null,
  reviewed_by_person_id text not null,
  reviewed_by_name      text not null,
  primary key (school_id, camera_id, reviewed_at),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, camera_id) references guardroom.cameras
);
comment on table guardroom.camera_reviews is 'R12 1: what somebody saw who looked whether a camera beside a private space sees into it. Lines are added, never changed.';
select gr.protect('guardroom.camera_reviews', school => 'select, insert');
