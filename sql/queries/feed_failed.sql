-- A feed gave no usable answer: come back later and later, but within a week; at once later if it asks.
-- params: feed_code, now, interval_seconds, retry_after_seconds
-- no row
update feeds
set error_count = error_count + 1,
    next_at = %(now)s + least(
        greatest(
            make_interval(secs => %(interval_seconds)s) * power(2, least(error_count, 12)),
            make_interval(secs => coalesce(%(retry_after_seconds)s, 0))
        ),
        interval '7 days'
    )
where feed_code = %(feed_code)s
