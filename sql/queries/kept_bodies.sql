-- The documents kept of a feed, or of all, in the order they came.
-- params: feed_code, from_date
-- one row per document
select body_hash, feed_code, first_fetched_at, size_bytes, content_type, url
from bodies
where (%(feed_code)s::text is null or feed_code = %(feed_code)s)
  and first_fetched_at >= coalesce(%(from_date)s::date, '-infinity'::timestamptz)
order by first_fetched_at, feed_code
