-- The standing reports of these claims.
-- params: ids
-- one row per report
select * from statements
where claim_id = any(%(ids)s) and not is_superseded
order by published_at, report_id
