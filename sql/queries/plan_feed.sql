-- Remember how a poll ended and when to poll again; refused when somebody else has taken the feed meanwhile.
-- params: feed_code, lease_number, now, next_at, interval_seconds, error_weight, validators_at, moved_url, moving_to, moving_since, gone_at, etag, last_modified, body_hash, is_success
-- one row, or none when the lease was lost
update feeds
set next_at = %(next_at)s,
    interval_seconds = %(interval_seconds)s,
    error_weight = %(error_weight)s,
    error_count = case when %(is_success)s then 0 else error_count + 1 end,
    last_success_at = case when %(is_success)s then %(now)s else last_success_at end,
    validators_at = %(validators_at)s,
    moved_url = %(moved_url)s,
    moving_to = %(moving_to)s,
    moving_since = %(moving_since)s,
    gone_at = %(gone_at)s,
    etag = %(etag)s,
    last_modified = %(last_modified)s,
    body_hash = %(body_hash)s
where feed_code = %(feed_code)s and lease_number = %(lease_number)s
returning feed_code
