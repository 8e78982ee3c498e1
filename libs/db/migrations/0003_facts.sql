-- What happened, the log that proves it, and the work that follows from it. A command writes its state, its fact, the staged
-- leaf and the outbox row in one transaction. Nobody may change or remove a fact.

create table guardroom.facts (
  fact_id     text primary key,
  district_id text not null,
  school_id   text,
  type        text not null,
  subject     text not null,
  actor_kind  text not null check (actor_kind in ('person', 'gateway', 'machine')),
  actor_sub   text not null,
  actor_name  text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  body        jsonb not null,
  salt        bytea not null check (length(salt) = 32)
);
create index facts_by_subject on guardroom.facts (school_id, subject, recorded_at);
create index facts_by_school on guardroom.facts (school_id, recorded_at desc);
create index facts_by_district on guardroom.facts (district_id, recorded_at desc);
comment on table guardroom.facts is 'Audit rows. The salt keeps the public leaf from being guessed back.';
select gr.protect('guardroom.facts', school => 'select, insert', district => 'select, insert', ingest => 'insert', relay => 'select (fact_id, district_id, school_id, type, subject, recorded_at)');

create table guardroom.ledger_staged (
  district_id text not null,
  school_id   text,
  fact_id     text not null,
  entry       bytea not null,
  primary key (district_id, fact_id)
);
comment on table guardroom.ledger_staged is 'Leaves that wait for the sealer, 2 s at most. One row per fact; never ordered by arrival.';
select gr.protect('guardroom.ledger_staged', school => 'select, insert', district => 'select, insert', ingest => 'insert', relay => 'select, delete');

create table guardroom.ledger_entries (
  district_id text not null,
  leaf_index  bigint not null,
  fact_id     text not null,
  entry       bytea not null,
  sealed_at   timestamptz not null,
  primary key (district_id, leaf_index)
);
create unique index ledger_entries_fact on guardroom.ledger_entries (fact_id);
comment on table guardroom.ledger_entries is 'Sealed leaves in the order of the log: salted commitments only, so every reader may see them.';
create table guardroom.ledger_tiles (
  district_id text not null,
  level       smallint not null,
  tile_index  bigint not null,
  width       smallint not null,
  bytes       bytea not null,
  primary key (district_id, level, tile_index)
);
comment on table guardroom.ledger_tiles is 'Hash tiles of C2SP tlog-tiles, the widest of each place: a narrower one is its beginning. Entry bundles follow from ledger_entries.';
create table guardroom.ledger_checkpoints (
  district_id text not null,
  tree_size   bigint not null,
  root        bytea not null,
  note        text not null,
  sealed_at   timestamptz not null,
  primary key (district_id, tree_size)
);
comment on table guardroom.ledger_checkpoints is 'Signed tree heads, every one ever published.';

-- The log itself is public (salted hashes); only the sealer writes it.
do $$
declare t regclass;
begin
  foreach t in array array['guardroom.ledger_entries', 'guardroom.ledger_tiles', 'guardroom.ledger_checkpoints']::regclass[] loop
    perform gr.protect(t, relay => 'select, insert, update');
    execute format('create policy log_is_public on %s for select to gr_school, gr_district, gr_auth using (true)', t);
    execute format('grant select on %s to gr_school, gr_district, gr_auth', t);
  end loop;
end $$;

create table guardroom.outbox (
  outbox_id    bigint generated always as identity primary key,
  district_id  text not null,
  school_id    text,
  fact_id      text not null unique,
  type         text not null,
  created_at   timestamptz not null default now(),
  leased_until timestamptz,
  done_at      timestamptz,
  attempts     integer not null default 0,
  last_error   text
);
create index outbox_open on guardroom.outbox (outbox_id) where done_at is null;
comment on table guardroom.outbox is 'Facts whose reactions are owed. A row is done only when every reaction has committed its receipt.';
select gr.protect('guardroom.outbox', school => 'insert', district => 'insert', ingest => 'insert', relay => 'select, update');

-- Fact, staged leaf and outbox row in one call, in the writer's own name and place: they come from the ticket, and a caller that
-- believes to be somebody else is refused, because its leaf would not fit. The ticket is looked up once and the statements keep
-- their plans, which halves the cost of three inserts under row security.
create function gr.append_fact(fact_id text, district_id text, school_id text, type text, subject text, actor_kind text, actor_sub text, actor_name text,
    occurred_at timestamptz, recorded_at timestamptz, body jsonb, salt bytea, entry bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  presented text := current_setting('gr.ticket', true);
  mine record;
begin
  if presented is null or presented !~ '^[0-9a-f]{64}$' then
    raise insufficient_privilege using message = 'no ticket in this transaction';
  end if;
  select t.sub, t.district_id, t.school_id, p.kind into mine
    from auth.tickets t join auth.principals p on p.sub = t.sub
   where t.hash = sha256(decode(presented, 'hex'))
     and t.kind = case session_user when 'gr_school' then 'school' when 'gr_district' then 'district' when 'gr_ingest' then 'gateway' end
     and t.expires_at > clock_timestamp()
     and p.active
     and t.token_issued_at >= p.not_before;
  if not found then
    raise insufficient_privilege using message = 'the ticket is not valid for this reader';
  end if;
  if (actor_sub, actor_kind, district_id, school_id) is distinct from (mine.sub, mine.kind, mine.district_id, mine.school_id) then
    raise insufficient_privilege using message = 'a fact is written in the writer''s own name and place';
  end if;
  insert into guardroom.facts values (fact_id, district_id, school_id, type, subject, actor_kind, actor_sub, actor_name, occurred_at, recorded_at, body, salt);
  insert into guardroom.ledger_staged values (district_id, school_id, fact_id, entry);
  insert into guardroom.outbox (district_id, school_id, fact_id, type) values (district_id, school_id, fact_id, type);
end $$;
revoke all on function gr.append_fact from public;
grant execute on function gr.append_fact to gr_school, gr_district, gr_ingest;
comment on function gr.append_fact is 'Appends a fact to the audit rows, the ledger and the outbox, in the caller''s transaction.';

create table guardroom.reaction_receipts (
  fact_id     text not null,
  reaction    text not null,
  district_id text not null,
  school_id   text,
  done_at     timestamptz not null default now(),
  primary key (fact_id, reaction)
);
comment on table guardroom.reaction_receipts is 'Written in the transaction of the effect: a reaction delivered twice takes effect once.';
select gr.protect('guardroom.reaction_receipts', school => 'select, insert', relay => 'select, insert');

create table guardroom.due_work (
  kind         text not null,
  subject      text not null,
  due_at       timestamptz(3) not null,
  district_id  text not null,
  school_id    text not null,
  leased_until timestamptz,
  done_at      timestamptz,
  attempts     integer not null default 0,
  last_error   text,
  primary key (school_id, kind, subject, due_at)
);
create index due_work_open on guardroom.due_work (due_at) where done_at is null;
comment on table guardroom.due_work is 'What is due when. PostgreSQL remembers, the queue only carries: a flushed queue loses nothing.';
select gr.protect('guardroom.due_work', school => 'select, insert, update', ingest => 'insert', relay => 'select, insert, update, delete');

create table guardroom.schedules (
  kind         text primary key,
  every        interval not null,
  watermark_at timestamptz(3) not null
);
comment on table guardroom.schedules is 'Recurring work: everything up to the watermark has been turned into due work.';
alter table guardroom.schedules enable row level security;
alter table guardroom.schedules force row level security;
create policy owner_all on guardroom.schedules to gr_owner using (true) with check (true);
create policy relay_all on guardroom.schedules to gr_relay using (true) with check (true);
grant select, insert, update on guardroom.schedules to gr_relay;
