-- The entries that could not be stored and still wait.
-- params: feed_code
-- one row per entry
select feed_code, guid_hash, seen_at, attempt_count, reason, left(content, 160) as content, body_hash
from quarantined_entries
where stored_at is null and (%(feed_code)s::text is null or feed_code = %(feed_code)s)
order by seen_at, feed_code, guid_hash
