-- What is stored of a feed's entries under these guids.
-- params: feed_code, guids
-- one row per entry
select entry_id, guid, content_hash, title, link, published_at
from entries
where feed_code = %(feed_code)s and guid = any(%(guids)s)
