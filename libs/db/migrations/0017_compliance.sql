-- Results that can be computed again elsewhere, samples of the store, and cases of violation.

alter table guardroom.control_results
  add column domain text not null generated always as (split_part(control, '.', 1)) stored,
  add column rule jsonb not null default '{"kind": "worst"}',
  add column tally jsonb not null default '[]',
  add column parameters jsonb not null default '{}',
  add column fact_id text;
comment on column guardroom.control_results.rule is 'How the result follows from those of its subjects.';
comment on column guardroom.control_results.tally is 'How many subjects came to which result for which reason: all of them, where evidence keeps the worst fifty.';
comment on column guardroom.control_results.fact_id is 'The fact of the last change of this result.';
create index control_results_matrix on guardroom.control_results (district_id, day, school_id, domain) include (result, severity, looked_at);

create table guardroom.segment_checks (
  school_id   text not null,
  camera_id   text not null,
  day         date not null,
  district_id text not null,
  examined    integer not null check (examined >= 0),
  missing     integer not null check (missing >= 0),
  mismatched  integer not null check (mismatched >= 0),
  unlocked    integer not null check (unlocked >= 0),
  checked_at  timestamptz not null,
  primary key (school_id, camera_id, day),
  foreign key (school_id, camera_id) references guardroom.cameras
);
comment on table guardroom.segment_checks is 'Objects drawn by lot and fetched from the store, per camera and day of checking: how many were gone, other than sealed, or not locked for their time.';
select gr.protect('guardroom.segment_checks', school => 'select, insert, update');

create table guardroom.violation_cases (
  school_id    text not null,
  case_id      text not null,
  district_id  text not null,
  rule         text not null check (rule in ('absence', 'late', 'over_range_attempt', 'unapproved_swap')),
  subject_kind text not null check (subject_kind in ('shift', 'viewing_session')),
  subject_id   text not null,
  person_id    text not null,
  person_name  text not null,
  happened_at  timestamptz not null,
  found_at     timestamptz not null,
  decide_by    timestamptz not null,
  outcome      text check (outcome in ('unfounded', 'talk', 'warning', 'referred')),
  words        text,
  decided_by   text,
  decided_by_name text,
  decided_at   timestamptz,
  primary key (school_id, case_id),
  unique (school_id, rule, subject_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id),
  check ((outcome is null) = (decided_at is null)),
  check ((outcome is null) = (words is null)),
  constraint nobody_decides_an_own_case check (decided_by is distinct from person_id)
);
create index violation_cases_time on guardroom.violation_cases (school_id, found_at desc);
comment on table guardroom.violation_cases is 'Violations that the records show by themselves, each once, until somebody with the post for it has decided.';
select gr.protect('guardroom.violation_cases', school => 'select, insert, update (outcome, words, decided_by, decided_by_name, decided_at)');
