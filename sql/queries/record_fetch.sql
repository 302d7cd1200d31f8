-- Note how an attempt on a feed ended.
-- params: feed_code, now, outcome, http_status, entry_count, new_count, changed_count, detail, body_hash
-- no row
insert into fetches (
    feed_code, fetched_at, outcome, http_status, entry_count, new_count, changed_count, detail, body_hash
)
values (
    %(feed_code)s, %(now)s, %(outcome)s, %(http_status)s,
    %(entry_count)s, %(new_count)s, %(changed_count)s, %(detail)s, %(body_hash)s
)
