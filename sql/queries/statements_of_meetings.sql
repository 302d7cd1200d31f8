-- The standing reports of these meetings.
-- params: ids
-- one row per report
select * from statements
where meeting_id = any(%(ids)s) and not is_superseded
order by published_at, report_id
