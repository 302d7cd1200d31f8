-- A kept document.
-- params: body_hash
-- one row, or none
select body_hash, feed_code, first_fetched_at, content_type, url, headers, packed
from bodies
where body_hash = %(body_hash)s
