-- How the feeds are that are polled: by language and side. Moments are UTC.
-- params: language
-- one row per feed
select
    feed_code,
    language,
    side,
    state,
    entries_a_day,
    share_coded,
    to_char(newest_entry_at, 'YYYY-MM-DD') as newest_entry,
    to_char(last_success_at, 'YYYY-MM-DD HH24:MI') as last_answer,
    error_count as errors,
    to_char(next_at, 'YYYY-MM-DD HH24:MI') as next_poll,
    detail
from feed_health
where is_enabled and (%(language)s::text is null or language = %(language)s)
order by language, side nulls last, feed_code
