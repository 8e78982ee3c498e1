-- Papers that people hand in (scans, undertakings, proofs), sealed; and holds for more reasons than a request to see footage.

create table guardroom.documents (
  school_id            text not null,
  document_id          text not null,
  district_id          text not null,
  name                 text not null,
  media_type           text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg')),
  bytes                integer not null check (bytes > 0),
  sha256               bytea not null check (length(sha256) = 32),
  sealed               bytea not null,
  wrapped_key          bytea not null,
  stored_by            text not null,
  stored_by_name       text not null,
  stored_at            timestamptz not null,
  shared_district_id text check (shared_district_id = district_id),
  primary key (school_id, document_id),
  foreign key (school_id, district_id) references guardroom.schools (school_id, district_id)
);
comment on table guardroom.documents is 'Papers of a school, sealed with a key of their own that the key vault wraps. The database alone opens none.';
comment on column guardroom.documents.shared_district_id is 'The school''s district once a command handed the paper to its bureau, for example as proof of a rectification; null before.';
select gr.protect('guardroom.documents', school => 'select, insert, update (shared_district_id)');
create policy district_shared on guardroom.documents for select to gr_district using (shared_district_id = (select gr.district_id()));
grant select on guardroom.documents to gr_district;

alter table guardroom.holds add column source_kind text not null default 'footage_request' check (source_kind in ('footage_request', 'incident', 'authority_request'));
alter table guardroom.holds add column source_id text;
update guardroom.holds set source_id = request_id;
alter table guardroom.holds alter column source_id set not null, alter column source_kind drop default;
alter table guardroom.holds add constraint request_is_the_source check ((source_kind = 'footage_request') = (request_id is not null));
create index holds_by_source on guardroom.holds (school_id, source_id);
comment on column guardroom.holds.source_id is 'What the footage is held for: a request to see it, an incident, or a request of an authority.';
