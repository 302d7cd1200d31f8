-- Remember how a poll ended, the document it brought, and when to poll again; nothing when somebody else has taken the
-- feed meanwhile.
-- params: feed_code, lease_number, now, next_at, interval_seconds, error_weight, validators_at, moved_url, moving_to, moving_since, gone_at, etag, last_modified, last_body_hash, is_success, body_hash, url, content_type, headers, size_bytes, packed, outcome, http_status, entry_count, new_count, changed_count, detail
-- one row, or none when the lease was lost
with planned as (
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
        body_hash = %(last_body_hash)s
    where feed_code = %(feed_code)s and lease_number = %(lease_number)s
    returning feed_code
),
kept as (
    insert into bodies (body_hash, feed_code, url, content_type, headers, size_bytes, packed, first_fetched_at)
    select
        %(body_hash)s, feed_code, %(url)s, %(content_type)s,
        %(headers)s::jsonb, %(size_bytes)s::integer, %(packed)s::bytea, %(now)s
    from planned
    where %(size_bytes)s is not null
    on conflict (body_hash) do nothing
)
insert into fetches (
    feed_code, fetched_at, outcome, http_status, entry_count, new_count, changed_count, detail, body_hash
)
select
    feed_code, %(now)s, %(outcome)s, %(http_status)s::integer,
    %(entry_count)s, %(new_count)s, %(changed_count)s, %(detail)s, %(body_hash)s
from planned
returning feed_code
