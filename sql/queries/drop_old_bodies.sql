-- Documents, and the log of polls, older than the days they are kept are dropped; entries and their versions stay.
-- params: now, days
-- one row: how many documents
with dropped as (
    delete from bodies
    where first_fetched_at < %(now)s - make_interval(days => %(days)s)
    returning 1
),
forgotten as (
    delete from fetches
    where fetched_at < %(now)s - make_interval(days => %(days)s)
)
select count(*) from dropped
