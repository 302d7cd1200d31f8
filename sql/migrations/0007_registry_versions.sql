-- Which states of the registry the violations were computed with: a changed clause or interval is held against
-- every incident once more.

create table registry_versions (
    registry_version text primary key,
    settled_at timestamptz not null
);
comment on table registry_versions is 'States of the registry that all incidents have been held against.';
comment on column registry_versions.registry_version is 'MD5 of ceasefires, their parties, clauses and states.';
comment on column registry_versions.settled_at is 'When.';
