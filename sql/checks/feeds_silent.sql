-- No feed that is polled has been without a usable answer for two days.
-- passes when it returns no row
select feed_code, last_success_at, error_count
from feeds
where is_enabled
  and exists (select from fetches where fetches.feed_code = feeds.feed_code)
  and coalesce(last_success_at, '-infinity') < now() - interval '2 days'
