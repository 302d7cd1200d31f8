-- No feed that is polled has been without a usable answer for two days, or ever since it was first tried.
-- passes when it returns no row
select feed_code, last_success_at, error_count
from feeds
where is_enabled
  and coalesce(
      last_success_at,
      (select min(fetched_at) from fetches where fetches.feed_code = feeds.feed_code)
  ) < now() - interval '2 days'
