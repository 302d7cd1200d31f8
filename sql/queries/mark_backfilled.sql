-- Mark entries that were just loaded from a file of history.
-- params: feed_code, guids, now
-- no row
update entries
set is_backfilled = true
where feed_code = %(feed_code)s and guid = any(%(guids)s) and seen_at = %(now)s
