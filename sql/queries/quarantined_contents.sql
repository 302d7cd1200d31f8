-- The entries that wait in quarantine, whole.
-- params: feed_code
-- one row per entry
select feed_code, guid_hash, content, body_hash
from quarantined_entries
where stored_at is null and (%(feed_code)s::text is null or feed_code = %(feed_code)s)
order by feed_code, guid_hash
for update
