-- Keep an entry that could not be stored, with the reason and the document it came in.
-- params: feed_code, guid_hash, now, reason, content, body_hash
-- no row
insert into quarantined_entries (feed_code, guid_hash, seen_at, reason, content, body_hash)
values (%(feed_code)s, %(guid_hash)s, %(now)s, %(reason)s, %(content)s, %(body_hash)s)
on conflict (feed_code, guid_hash) do update
set seen_at = excluded.seen_at,
    reason = excluded.reason,
    content = excluded.content,
    body_hash = excluded.body_hash,
    attempt_count = quarantined_entries.attempt_count + 1,
    stored_at = null
