-- What each feed was heard to say, day by day, when it was polled: entries loaded from files are left out. With it a
-- trend can keep to the feeds that were heard all the time.
create or replace view coverage_by_feed as
select
    conflicts.conflict_code,
    entries.feed_code,
    (entries.published_at at time zone conflicts.time_zone)::date as day,
    count(*) as entry_count
from conflicts
cross join entries
where not entries.is_backfilled
group by 1, 2, 3;
comment on view coverage_by_feed is 'Entries polled per conflict, feed and day; those loaded from files are not counted.';
