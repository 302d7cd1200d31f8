-- A feed gave a usable answer: keep its validators, forget its errors, plan the next visit.
-- params: feed_code, now, etag, last_modified, body_hash, keep_validators, interval_seconds
-- no row
update feeds
set etag = case when %(keep_validators)s then coalesce(%(etag)s, etag) else %(etag)s end,
    last_modified = case
        when %(keep_validators)s then coalesce(%(last_modified)s, last_modified)
        else %(last_modified)s
    end,
    body_hash = coalesce(%(body_hash)s, body_hash),
    error_count = 0,
    last_success_at = %(now)s,
    next_at = %(now)s + make_interval(secs => %(interval_seconds)s)
where feed_code = %(feed_code)s
