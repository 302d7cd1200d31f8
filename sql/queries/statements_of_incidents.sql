-- The standing reports of these incidents.
-- params: ids
-- one row per report
select * from statements
where incident_id = any(%(ids)s) and not is_superseded
order by published_at, report_id
