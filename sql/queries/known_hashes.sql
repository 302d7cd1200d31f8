-- Which of these guids a feed has already given us, and the hash of their text.
-- params: feed_code, guids
-- one row per entry
select guid, content_hash
from entries
where feed_code = %(feed_code)s and guid = any(%(guids)s)
