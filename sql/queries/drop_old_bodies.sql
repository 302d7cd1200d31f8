-- Documents older than the days they are kept are dropped; entries and their versions stay.
-- params: now, days
-- one row: how many
with dropped as (
    delete from bodies
    where first_fetched_at < %(now)s - make_interval(days => %(days)s)
    returning 1
)
select count(*) from dropped
