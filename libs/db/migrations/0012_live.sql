-- Live watching: who watched which camera when, and the rooms in which gateways publish. A view is a right of this moment, not of a
-- token: whatever ends it, the row says so first and everybody who holds a socket is told when the transaction commits.

create table guardroom.live_rooms (
  school_id    text not null,
  room         text not null,
  district_id  text not null,
  camera_id    text not null,
  gateway_id   text not null,
  opened_at    timestamptz not null,
  published_at timestamptz,
  trouble      text,
  closed_at    timestamptz,
  primary key (school_id, room),
  foreign key (school_id, camera_id) references guardroom.cameras,
  foreign key (school_id, gateway_id) references guardroom.gateways
);
create unique index live_rooms_name on guardroom.live_rooms (room);
create unique index live_rooms_open on guardroom.live_rooms (school_id, camera_id) where closed_at is null;
create index live_rooms_closed on guardroom.live_rooms (closed_at) where closed_at is not null;
comment on table guardroom.live_rooms is 'One publication per camera, whoever watches. A name is random and never used twice: a room that is closed stays closed.';
comment on column guardroom.live_rooms.trouble is 'Why the gateway cannot publish, in its own words; null while it can.';
select gr.protect('guardroom.live_rooms', school => 'select, insert, update', ingest => 'select, update (published_at, trouble)',
  relay => 'select (school_id, room, district_id, camera_id, gateway_id, opened_at, published_at, closed_at)');

create table guardroom.live_views (
  school_id        text not null,
  view_id          text not null,
  district_id      text not null,
  camera_id        text not null,
  shift_id         text not null,
  person_id        text not null,
  sub              text not null,
  viewer_name      text not null,
  mark             text not null,
  proof_thumbprint text not null,
  opened_at        timestamptz not null,
  expires_at       timestamptz not null,
  seen_at          timestamptz not null,
  watched_from     timestamptz,
  admission_hash   bytea,
  admission_until  timestamptz,
  ended_at         timestamptz,
  end_reason       text check (end_reason in ('closed', 'revoked', 'replaced', 'left', 'expired', 'shift_ended', 'appointment_ended', 'camera_off')),
  ended_by         text,
  ended_by_name    text,
  primary key (school_id, view_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, camera_id) references guardroom.cameras,
  foreign key (school_id, shift_id) references guardroom.shifts,
  check ((ended_at is null) = (end_reason is null)),
  constraint one_live_view_per_camera exclude using btree (school_id with =, sub with =, camera_id with =) where (ended_at is null) deferrable initially deferred
);
create unique index live_views_id on guardroom.live_views (view_id);
create index live_views_open on guardroom.live_views (school_id, camera_id) where ended_at is null;
create index live_views_time on guardroom.live_views (school_id, opened_at desc);
create index live_views_shift on guardroom.live_views (school_id, shift_id);
create index live_views_ended on guardroom.live_views (ended_at) where ended_at is not null;
comment on constraint one_live_view_per_camera on guardroom.live_views is 'Deferred: the new view is there before the one that it replaces ends, or the room between them would be closed.';
comment on table guardroom.live_views is 'The register of live watching: one row per person and camera, bounded by the shift that carries it.';
comment on column guardroom.live_views.seen_at is 'When a process last held this view''s connection; one that nobody holds for a while has been left.';
comment on column guardroom.live_views.watched_from is 'When its first connection was admitted; null while nobody has looked.';
comment on column guardroom.live_views.admission_hash is 'SHA-256 of the admission that waits to be used. Using it empties this column, so it works once.';
select gr.protect('guardroom.live_views', school => 'select, insert, update',
  relay => 'select (school_id, view_id, district_id, camera_id, sub, opened_at, expires_at, seen_at, watched_from, admission_hash, admission_until, ended_at), update (seen_at, watched_from, admission_hash)');

-- Every end of a view passes here: whoever holds its sockets is told, the fact is owed, and a room that nobody watches any more is closed.
create function gr.live_view_has_ended() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  closing record;
begin
  perform pg_notify('live_view', new.view_id);
  if new.ended_by is null then
    insert into guardroom.due_work (kind, subject, due_at, district_id, school_id)
      values ('live.note-end', new.view_id, new.ended_at, new.district_id, new.school_id) on conflict do nothing;
  end if;
  select r.room, r.gateway_id into closing from guardroom.live_rooms r
   where r.school_id = new.school_id and r.camera_id = new.camera_id and r.closed_at is null for update;
  if found and not exists (select from guardroom.live_views v where v.school_id = new.school_id and v.camera_id = new.camera_id and v.ended_at is null) then
    update guardroom.live_rooms r set closed_at = clock_timestamp() where r.school_id = new.school_id and r.room = closing.room;
    update guardroom.gateways g set revision = g.revision + 1 where g.school_id = new.school_id and g.gateway_id = closing.gateway_id;
    perform pg_notify('gateway_revision', closing.gateway_id);
  end if;
  return null;
end $$;
revoke all on function gr.live_view_has_ended from public;
create trigger live_view_has_ended after update of ended_at on guardroom.live_views
  for each row when (old.ended_at is null and new.ended_at is not null) execute function gr.live_view_has_ended();

-- Ends open views in the order of gateway and camera, so that two who end many at once wait for each other and never in a circle.
create function gr.end_live_views(school text, of_shift text, of_sub text, of_camera text, reason text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  open_view record;
begin
  for open_view in
    select v.view_id from guardroom.live_views v join guardroom.cameras c on c.school_id = v.school_id and c.camera_id = v.camera_id
     where v.school_id = school and v.ended_at is null
       and (of_shift is null or v.shift_id = of_shift) and (of_sub is null or v.sub = of_sub) and (of_camera is null or v.camera_id = of_camera)
     order by c.gateway_id, v.camera_id, v.view_id
  loop
    update guardroom.live_views v set ended_at = date_trunc('milliseconds', clock_timestamp()), end_reason = reason
     where v.school_id = school and v.view_id = open_view.view_id and v.ended_at is null;
  end loop;
end $$;
revoke all on function gr.end_live_views from public;

create function gr.shift_takes_live_views() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gr.end_live_views(new.school_id, new.shift_id, null, null, 'shift_ended');
  return null;
end $$;
revoke all on function gr.shift_takes_live_views from public;
create trigger shift_takes_live_views after update of state on guardroom.shifts
  for each row when (old.state in ('active', 'handing_over') and new.state not in ('active', 'handing_over')) execute function gr.shift_takes_live_views();
comment on trigger shift_takes_live_views on guardroom.shifts is 'Who goes off shift watches nothing, from the same commit on.';

create function gr.appointment_takes_live_views() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gr.end_live_views(new.school_id, null, new.sub, null, 'appointment_ended');
  return null;
end $$;
revoke all on function gr.appointment_takes_live_views from public;
create trigger appointment_takes_live_views after update of ended_at on guardroom.appointments
  for each row when (old.ended_at is null and new.ended_at is not null) execute function gr.appointment_takes_live_views();
comment on trigger appointment_takes_live_views on guardroom.appointments is 'Whose post ends watches nothing, from the same commit on.';

create function gr.camera_takes_live_views() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gr.end_live_views(new.school_id, null, null, new.camera_id, 'camera_off');
  return null;
end $$;
revoke all on function gr.camera_takes_live_views from public;
create trigger camera_takes_live_views after update of enabled, gateway_id on guardroom.cameras
  for each row when (old.enabled and not new.enabled or old.gateway_id <> new.gateway_id) execute function gr.camera_takes_live_views();
comment on trigger camera_takes_live_views on guardroom.cameras is 'A camera that is switched off, or moved to another gateway, shows nothing more where it was.';

-- What time alone ends: the view is over, nobody has held its connection for `unseen`, or its viewer is no longer active.
create function gr.end_stale_live_views(unseen interval) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stale record;
  ended integer := 0;
begin
  for stale in
    select v.school_id, v.view_id,
           case when v.expires_at <= clock_timestamp() then 'expired' when not p.active then 'appointment_ended' else 'left' end as reason
      from guardroom.live_views v join auth.principals p on p.sub = v.sub join guardroom.cameras c on c.school_id = v.school_id and c.camera_id = v.camera_id
     where v.ended_at is null and (v.expires_at <= clock_timestamp() or not p.active or v.seen_at < clock_timestamp() - unseen)
     order by c.gateway_id, v.camera_id, v.view_id
  loop
    update guardroom.live_views v set ended_at = date_trunc('milliseconds', clock_timestamp()), end_reason = stale.reason
     where v.school_id = stale.school_id and v.view_id = stale.view_id and v.ended_at is null;
    ended := ended + 1;
  end loop;
  return ended;
end $$;
revoke all on function gr.end_stale_live_views from public;
grant execute on function gr.end_stale_live_views to gr_relay;
comment on function gr.end_stale_live_views is 'Ends what is over anyway and nothing else, so that the login that sees all districts needs no right on the rows.';

-- Leaves a room that somebody could not be removed from: the camera goes on in a room of another name, and the old name is never served again.
create function gr.move_live_room(old_room text, new_room text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  moved guardroom.live_rooms;
begin
  update guardroom.live_rooms r set closed_at = clock_timestamp() where r.room = old_room and r.closed_at is null returning r.* into moved;
  if not found then
    return false;
  end if;
  insert into guardroom.live_rooms (school_id, room, district_id, camera_id, gateway_id, opened_at) values (moved.school_id, new_room, moved.district_id, moved.camera_id, moved.gateway_id, clock_timestamp());
  update guardroom.gateways g set revision = g.revision + 1 where g.school_id = moved.school_id and g.gateway_id = moved.gateway_id;
  perform pg_notify('gateway_revision', moved.gateway_id);
  perform pg_notify('live_room', old_room);
  return true;
end $$;
revoke all on function gr.move_live_room from public;
grant execute on function gr.move_live_room to gr_relay;
