-- Reports still to be put where they belong (or, superseded, to be taken out again), oldest first.
-- params: limit
-- one row per report
select * from statements
where grouped_at is null
order by published_at, report_id
limit %(limit)s
