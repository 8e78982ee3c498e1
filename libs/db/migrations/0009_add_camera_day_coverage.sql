-- What is held of a camera's civil day, packed into one row: a question about a month reads thirty rows and not 268 000 segments.

create table guardroom.camera_day_coverage (
  school_no   integer not null,
  camera_no   integer not null,
  day         date not null,
  held        tstzmultirange not null,
  verified    tstzmultirange not null,
  known_until timestamptz not null,
  primary key (school_no, camera_no, day),
  foreign key (school_no, camera_no) references guardroom.cameras (school_no, camera_no)
);
comment on table guardroom.camera_day_coverage is 'Stretches held and verified of a camera day, seams closed. Follows from segments and may be computed again at any time.';
comment on column guardroom.camera_day_coverage.known_until is 'Segments before this instant, less the running round''s look-back, are in the row; later ones are read from the index.';
select gr.protect('guardroom.camera_day_coverage', school => 'select, insert, update');
