-- Long work is leased and not locked, the locking of held footage remembers how far it has come, a worker finds again what an older one closed,
-- and what every reaction has done goes after a week.

alter table guardroom.due_work add column held_by text;
alter table guardroom.due_work add column held_until timestamptz;
comment on column guardroom.due_work.held_by is 'Who is doing long work, renewed while it lasts: a row lock of hours would hold the database back, and the server ends idle transactions.';
comment on column guardroom.due_work.held_until is 'The lease of held_by. Past it somebody else may do the work again.';

create index outbox_closed on guardroom.outbox (done_at) where done_at is not null;

create function gr.sweep_outbox(most integer) returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
  with over as (
    delete from guardroom.outbox where outbox_id in (select outbox_id from guardroom.outbox where done_at < now() - interval '7 days' order by done_at limit most) returning fact_id),
  receipts as (delete from guardroom.reaction_receipts r using over where r.fact_id = over.fact_id)
  select count(*) from over
$$;
comment on function gr.sweep_outbox is 'Removes rows that were done a week ago, with their receipts: their facts are not delivered again. The facts stay.';
revoke all on function gr.sweep_outbox from public;
grant execute on function gr.sweep_outbox to gr_relay;

create table guardroom.hold_locks (
  school_id   text not null,
  hold_id     text not null,
  district_id text not null,
  until_at    timestamptz not null,
  done_to     timestamptz not null,
  objects     integer not null,
  extended    integer not null,
  ahead_to    timestamptz,
  failure     text,
  primary key (school_id, hold_id),
  foreign key (school_id, hold_id) references guardroom.holds
);
comment on table guardroom.hold_locks is 'How far the locking of held footage has come, while it is under way.';
comment on column guardroom.hold_locks.until_at is 'The end of the hold that these locks are for: a hold that was kept longer begins anew.';
comment on column guardroom.hold_locks.done_to is 'Segments that began before are done, and counted.';
comment on column guardroom.hold_locks.ahead_to is 'Beyond a failure: what began before was tried, so that one lost object keeps no others from being locked.';
comment on column guardroom.hold_locks.failure is 'What failed first between done_to and ahead_to.';
select gr.protect('guardroom.hold_locks', school => 'select, insert, update, delete');
