-- What the controls found, per school and civil day.

create table guardroom.control_results (
  school_id    text not null,
  day          date not null,
  control      text not null,
  district_id  text not null,
  severity     text not null check (severity in ('critical', 'major', 'minor')),
  result       text not null check (result in ('pass', 'partial', 'fail', 'not_applicable', 'no_evidence')),
  reason       jsonb not null,
  looked_at    integer not null,
  evidence     jsonb not null,
  evaluated_at timestamptz not null,
  primary key (school_id, day, control),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  constraint nothing_looked_at_never_passes check (looked_at > 0 or result <> 'pass')
);
create index control_results_district on guardroom.control_results (district_id, day);
select gr.protect('guardroom.control_results', school => 'select, insert, update', district => 'select');
