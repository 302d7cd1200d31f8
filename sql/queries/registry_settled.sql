-- All incidents have been held against this state of the registry.
-- params: registry_version, now
-- no row
insert into registry_versions (registry_version, settled_at)
values (%(registry_version)s, %(now)s)
on conflict (registry_version) do update set settled_at = excluded.settled_at
