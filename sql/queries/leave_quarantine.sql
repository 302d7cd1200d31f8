-- An entry that could not be stored has been.
-- params: feed_code, guid_hash, now
-- no row
update quarantined_entries
set stored_at = %(now)s
where feed_code = %(feed_code)s and guid_hash = %(guid_hash)s
