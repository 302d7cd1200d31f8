-- Documents, texts of articles, and the log of polls, older than the days they are kept are dropped; entries, their
-- versions and what was read of them stay.
-- params: now, days
-- one row: how many documents and texts
with dropped as (
    delete from bodies
    where first_fetched_at < %(now)s - make_interval(days => %(days)s)
    returning 1
),
emptied as (
    update article_texts
    set text = null, dropped_at = %(now)s
    where text is not null and fetched_at < %(now)s - make_interval(days => %(days)s)
    returning 1
),
forgotten as (
    delete from fetches
    where fetched_at < %(now)s - make_interval(days => %(days)s)
)
select (select count(*) from dropped) + (select count(*) from emptied)
