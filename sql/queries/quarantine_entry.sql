-- Keep an entry that could not be stored, with the reason.
-- params: feed_code, guid_hash, now, reason, content
-- no row
insert into quarantined_entries (feed_code, guid_hash, seen_at, reason, content)
values (%(feed_code)s, %(guid_hash)s, %(now)s, %(reason)s, %(content)s)
on conflict (feed_code, guid_hash) do update
set seen_at = excluded.seen_at, reason = excluded.reason, content = excluded.content
