-- A gateway that was stolen or given away acts no more, from the same commit on.
create function gr.revoked_gateway_acts_no_more() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  camera record;
begin
  update auth.principals p set active = false, not_before = clock_timestamp() where p.sub = new.sub and p.kind = 'gateway';
  for camera in select c.camera_id from guardroom.cameras c where c.school_id = new.school_id and c.gateway_id = new.gateway_id order by c.camera_id loop
    perform gr.end_live_views(new.school_id, null, null, camera.camera_id, 'camera_off');
  end loop;
  return null;
end $$;
revoke all on function gr.revoked_gateway_acts_no_more from public;
create trigger revoked_gateway_acts_no_more after update of state on guardroom.gateways
  for each row when (new.state = 'revoked' and old.state <> 'revoked') execute function gr.revoked_gateway_acts_no_more();
comment on trigger revoked_gateway_acts_no_more on guardroom.gateways is 'Its principal is refused and nobody watches its cameras live, from the same commit on.';
