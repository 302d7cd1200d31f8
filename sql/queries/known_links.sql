-- The latest entry of a feed under each of these links.
-- params: feed_code, links
-- one row per link
select distinct on (link) entry_id, guid, content_hash, title, link, published_at
from entries
where feed_code = %(feed_code)s and link = any(%(links)s)
order by link, published_at desc, entry_id desc
