-- Where polling stands, feed by feed.
create or replace view feed_health as
select
    feeds.feed_code,
    feeds.outlet,
    feeds.language,
    feeds.side,
    feeds.is_enabled,
    last_fetch.outcome as last_outcome,
    last_fetch.fetched_at as last_fetched_at,
    feeds.last_success_at,
    feeds.error_count,
    feeds.next_at,
    newest.published_at as newest_entry_at,
    newest.entry_count,
    last_fetch.detail
from feeds
left join lateral (
    select outcome, fetched_at, detail
    from fetches
    where fetches.feed_code = feeds.feed_code
    order by fetched_at desc, fetch_id desc
    limit 1
) as last_fetch on true
left join lateral (
    select max(published_at) as published_at, count(*) as entry_count
    from entries
    where entries.feed_code = feeds.feed_code
) as newest on true;
comment on view feed_health is 'One row per feed: last outcome, errors in a row, newest entry.';
