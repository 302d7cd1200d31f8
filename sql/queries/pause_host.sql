-- A host asked for a pause: none of its feeds is polled before its end.
-- params: url, until_at, reason
-- no row
insert into paused_hosts (host, until_at, reason)
select lower(substring(%(url)s from '^[A-Za-z]+://(?:[^/@]*@)?([^/?#]+)')), %(until_at)s, %(reason)s
on conflict (host) do update
set until_at = greatest(paused_hosts.until_at, excluded.until_at), reason = excluded.reason
