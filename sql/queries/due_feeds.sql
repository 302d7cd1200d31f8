-- Take the feeds that are due, and keep other pollers from them for the length of the lease.
-- params: now, lease_seconds, limit
-- one row per feed taken
with due as (
    select feed_code
    from feeds
    where is_enabled and next_at <= %(now)s
    order by next_at, feed_code
    limit %(limit)s
    for update skip locked
)
update feeds
set next_at = %(now)s + make_interval(secs => %(lease_seconds)s)
from due
where feeds.feed_code = due.feed_code
returning
    feeds.feed_code, feeds.outlet, feeds.url, feeds.language, feeds.family, feeds.side,
    feeds.etag, feeds.last_modified, feeds.body_hash
