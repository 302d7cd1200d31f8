-- Take the feeds that are due, and keep other pollers from them for the length of the lease. Feeds that are gone
-- and feeds of hosts that asked for a pause are not due.
-- params: now, lease_seconds, limit
-- one row per feed taken
with due as (
    select feed_code
    from feeds
    where is_enabled
      and gone_at is null
      and next_at <= %(now)s
      and not exists (select from paused_hosts where paused_hosts.host = feeds.host and until_at > %(now)s)
    order by next_at, feed_code
    limit %(limit)s
    for update skip locked
)
update feeds
set next_at = %(now)s + make_interval(secs => %(lease_seconds)s),
    lease_number = lease_number + 1
from due
where feeds.feed_code = due.feed_code
returning
    feeds.feed_code, feeds.outlet, feeds.url, feeds.language, feeds.family, feeds.side,
    feeds.etag, feeds.last_modified, feeds.body_hash,
    feeds.lease_number, feeds.interval_seconds, feeds.error_weight, feeds.validators_at,
    feeds.moved_url, feeds.moving_to, feeds.moving_since, feeds.gone_at
