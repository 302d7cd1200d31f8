-- How much of each side's press was heard, day by day. Silence is not peace.
create or replace view coverage_by_side as
select
    conflicts.conflict_code,
    (entries.published_at at time zone conflicts.time_zone)::date as day,
    case
        when feeds.side in (conflicts.side_a, conflicts.side_b) then feeds.side
        else 'third'
    end as side,
    count(*) as entry_count,
    count(distinct entries.feed_code) as feed_count,
    count(*) filter (where entries.is_backfilled) as backfilled_count
from conflicts
cross join entries
join feeds using (feed_code)
group by 1, 2, 3;
comment on view coverage_by_side is 'Entries and feeds heard per conflict, day and side (third = neither side); backfilled_count: how many of them were loaded from files.';
