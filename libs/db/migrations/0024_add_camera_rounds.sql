-- How far the running round has looked for missing footage: its own watermark, so that nothing else that counts a camera day can move it.

create table guardroom.camera_rounds (
  school_no    integer not null,
  camera_no    integer not null,
  looked_until timestamptz not null,
  primary key (school_no, camera_no),
  foreign key (school_no, camera_no) references guardroom.cameras (school_no, camera_no)
) with (fillfactor = 50);
comment on table guardroom.camera_rounds is 'How far the running round has looked. Only the running round moves it.';
comment on column guardroom.camera_rounds.looked_until is 'Every stretch of missing footage before this instant, less the round''s look-back, is in the register. Moved at most once a minute.';
select gr.protect('guardroom.camera_rounds', school => 'select, insert, update');

insert into guardroom.camera_rounds (school_no, camera_no, looked_until)
  select c.school_no, c.camera_no, max(d.computed_at) from guardroom.camera_days d join guardroom.cameras c using (school_id, camera_id) group by 1, 2;
