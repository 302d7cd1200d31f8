-- Where polling stands, feed by feed: does it answer, is it fresh, how much of it is of the watched conflicts.
-- A feed is silent when its newest entry is older, at the last good answer, than three times the longest usual pause
-- between its entries (nine tenths of them are shorter), and than a day: it answers, but tells nothing.
create or replace view feed_health as
select
    feeds.feed_code,
    feeds.outlet,
    feeds.language,
    feeds.side,
    case
        when not feeds.is_enabled then 'disabled'
        when feeds.gone_at is not null then 'gone'
        when last_fetch.fetched_at is null then 'never asked'
        when feeds.error_weight >= 15 then 'dead'
        when feeds.error_count > 0 then 'failing'
        when newest.entry_count = 0 then 'empty'
        when feeds.last_success_at - newest.published_at
            > greatest(3 * coalesce(usual.pause, interval '10 days'), interval '1 day') then 'silent'
        else 'fresh'
    end as state,
    feeds.is_enabled,
    last_fetch.outcome as last_outcome,
    last_fetch.fetched_at as last_fetched_at,
    feeds.last_success_at,
    feeds.error_count,
    feeds.next_at,
    newest.published_at as newest_entry_at,
    newest.entry_count,
    round(lately.entry_count / 30.0, 2) as entries_a_day,
    round(lately.coded_count::numeric / nullif(lately.entry_count, 0), 2) as share_coded,
    usual.pause as usual_pause,
    paused_hosts.until_at as host_paused_until,
    coalesce(feeds.moved_url, feeds.url) as url,
    last_fetch.detail
from feeds
left join paused_hosts using (host)
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
) as newest on true
left join lateral (
    select percentile_disc(0.9) within group (order by pause) as pause
    from (
        select published_at - lag(published_at) over (order by published_at) as pause
        from (
            select published_at
            from entries
            where entries.feed_code = feeds.feed_code
            order by published_at desc
            limit 100
        ) as latest
    ) as pauses
) as usual on true
left join lateral (
    select
        count(*) as entry_count,
        count(*) filter (where exists (
            select from readings
            where readings.entry_id = entries.entry_id and readings.labels <> '{}'
        )) as coded_count
    from entries
    where entries.feed_code = feeds.feed_code and entries.published_at > newest.published_at - interval '30 days'
) as lately on true;
comment on view feed_health is 'One row per feed: its state (fresh, silent, empty, failing, dead, gone, never asked, disabled), errors in a row, newest entry, entries a day and share of them that carry a label in the 30 days up to the newest.';
