-- The asset register, fault tickets and change orders. Places of devices are the layout of the defence: the bureau has no right on any of it
-- and learns of equipment by results and counts.

create table guardroom.assets (
  school_id            text not null,
  asset_id             text not null,
  district_id          text not null,
  asset_class          text not null check (asset_class in ('camera', 'gateway', 'server', 'recorder', 'switch', 'display', 'workstation', 'storage', 'power_supply', 'lamp', 'fire_equipment', 'other')),
  tag_number           text not null,
  name                 text not null,
  state                text not null check (state in ('planned', 'installed', 'commissioned', 'accepted', 'in_service', 'degraded', 'offline', 'spare', 'retired')),
  maker                text,
  model                text,
  spec                 text,
  serial_number        text,
  technical_parameters text,
  supplier             text,
  installer            text,
  location             text,
  purchased_on         date,
  installed_on         date,
  accepted_on          date,
  warranty_until       date,
  service_life_years   integer not null default 5 check (service_life_years between 1 and 5),
  service_life_ends_on date generated always as ((accepted_on + make_interval(years => service_life_years))::date) stored,
  keeper_person_id     text,
  keeper_name          text,
  commissioned_by_person_id text,
  commissioned_by_name text,
  accepted_by_person_id text,
  accepted_by_name     text,
  retired_on           date,
  remarks              text,
  life_told            text check (life_told in ('due', 'over_age')),
  camera_id            text,
  gateway_id           text,
  registered_at        timestamptz not null,
  changed_at           timestamptz not null,
  primary key (school_id, asset_id),
  unique (school_id, tag_number),
  unique (school_id, camera_id),
  unique (school_id, gateway_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, camera_id) references guardroom.cameras,
  foreign key (school_id, gateway_id) references guardroom.gateways,
  check ((keeper_person_id is null) = (keeper_name is null)),
  constraint an_asset_is_one_device check (camera_id is null or gateway_id is null)
);
create index assets_state on guardroom.assets (school_id, state);
comment on table guardroom.assets is 'R10 §9, R02 §5: every device of the surveillance system with what the regulations want to know of it.';
comment on column guardroom.assets.service_life_ends_on is 'R02 §6: the first day on which the device is over age, counted from its acceptance; five years at most (C25).';
comment on column guardroom.assets.life_told is 'The standing to its service life that is a fact already.';
comment on column guardroom.assets.tag_number is 'What is glued to the device; the key of import.';
select gr.protect('guardroom.assets', school => 'select, insert, update');

create table guardroom.equipment_numbers (
  school_id   text not null,
  series      text not null,
  district_id text not null,
  last_number integer not null,
  primary key (school_id, series)
);
comment on table guardroom.equipment_numbers is 'Running numbers of tags, tickets and orders per school, such as SXJ-0007, G2026-0012 and B2026-0003.';
select gr.protect('guardroom.equipment_numbers', school => 'select, insert, update');

create table guardroom.fault_tickets (
  school_id             text not null,
  ticket_id             text not null,
  district_id           text not null,
  number                text not null,
  state                 text not null check (state in ('open', 'assigned', 'in_repair', 'repaired', 'verified')),
  source                text not null check (source in ('machine', 'person')),
  cause                 text not null,
  urgency               text not null check (urgency in ('critical', 'normal')),
  words                 text not null,
  asset_id              text not null,
  camera_id             text,
  gateway_id            text,
  first_sign_at         timestamptz not null,
  opened_at             timestamptz not null,
  repair_by             timestamptz not null,
  reported_by_person_id text,
  reported_by_name      text,
  acknowledged_at       timestamptz,
  acknowledged_by_name  text,
  assignee_person_id    text,
  assignee_name         text,
  assigned_at           timestamptz,
  started_at            timestamptz,
  repaired_at           timestamptz,
  repaired_by_person_id text,
  repaired_by_name      text,
  repair_words          text,
  verified_at           timestamptz,
  verified_by_person_id text,
  verified_by_name      text,
  verify_words          text,
  times_sent_back       integer not null default 0,
  primary key (school_id, ticket_id),
  unique (school_id, number),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, asset_id) references guardroom.assets,
  foreign key (school_id, camera_id) references guardroom.cameras,
  foreign key (school_id, gateway_id) references guardroom.gateways,
  check ((source = 'person') = (reported_by_person_id is not null)),
  check (state <> 'verified' or verified_at is not null),
  constraint a_repair_is_verified_by_somebody_else check (verified_by_person_id is null or verified_by_person_id is distinct from coalesce(repaired_by_person_id, assignee_person_id))
);
create unique index fault_tickets_one_per_camera_and_cause on guardroom.fault_tickets (school_id, camera_id, cause) where source = 'machine' and camera_id is not null and state <> 'verified';
create unique index fault_tickets_one_per_gateway on guardroom.fault_tickets (school_id, gateway_id) where source = 'machine' and gateway_id is not null and state <> 'verified';
create index fault_tickets_state on guardroom.fault_tickets (school_id, state, opened_at desc);
create index fault_tickets_asset on guardroom.fault_tickets (school_id, asset_id);
comment on table guardroom.fault_tickets is 'R18 3.3, R22 2: faults from their first sign to a verified repair. What a camera or gateway says by itself is one ticket per cause until somebody has verified it.';
comment on column guardroom.fault_tickets.first_sign_at is 'When the device itself first failed, or the report; the repair limit counts from here.';
comment on column guardroom.fault_tickets.repaired_by_person_id is 'Empty where the device came back by itself.';
select gr.protect('guardroom.fault_tickets', school => 'select, insert, update');

create table guardroom.fault_ticket_notes (
  school_id         text not null,
  ticket_id         text not null,
  note_no           integer not null,
  district_id       text not null,
  words             text not null,
  document_id       text,
  noted_at          timestamptz not null,
  noted_by_person_id text not null,
  noted_by_name     text not null,
  primary key (school_id, ticket_id, note_no),
  foreign key (school_id, ticket_id) references guardroom.fault_tickets
);
comment on table guardroom.fault_ticket_notes is 'What people wrote to a ticket on the way, with a photo where there is one; never changed.';
select gr.protect('guardroom.fault_ticket_notes', school => 'select, insert');

create table guardroom.change_orders (
  school_id             text not null,
  order_id              text not null,
  district_id           text not null,
  number                text not null,
  state                 text not null check (state in ('proposed', 'approved', 'in_progress', 'closed', 'rejected')),
  kind                  text not null check (kind in ('move', 're_aim', 'replace', 'modify', 'switch_off', 'dismantle')),
  asset_id              text not null,
  words                 text not null,
  reason                text not null,
  from_location         text,
  to_location           text,
  planned_on            date not null,
  proposed_by_person_id text not null,
  proposed_by_name      text not null,
  proposed_at           timestamptz not null,
  decided_by_person_id  text,
  decided_by_name       text,
  decided_at            timestamptz,
  decision_words        text,
  started_at            timestamptz,
  closed_at             timestamptz,
  closed_by_person_id   text,
  closed_by_name        text,
  result_words          text,
  primary key (school_id, order_id),
  unique (school_id, number),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  foreign key (school_id, asset_id) references guardroom.assets,
  check ((state in ('proposed')) = (decided_at is null)),
  check ((state = 'closed') = (closed_at is not null)),
  check (kind <> 'move' or to_location is not null),
  constraint nobody_approves_an_own_order check (decided_by_person_id is distinct from proposed_by_person_id)
);
create index change_orders_state on guardroom.change_orders (school_id, state, proposed_at desc);
create index change_orders_asset on guardroom.change_orders (school_id, asset_id);
comment on table guardroom.change_orders is 'R02 §7, R03 1.9: nobody moves, takes down or alters a device without one.';
select gr.protect('guardroom.change_orders', school => 'select, insert, update');
