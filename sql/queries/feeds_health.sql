-- How the feeds are that are polled: by language and side.
-- params: language
-- one row per feed
select
    feed_code, language, side, state, entries_a_day, share_coded, newest_entry_at, last_success_at,
    error_count, next_at, detail
from feed_health
where is_enabled and (%(language)s::text is null or language = %(language)s)
order by language, side nulls last, feed_code
