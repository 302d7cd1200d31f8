-- Claims of a digest's day.
-- params: conflict_code, day
-- one row per claim
select *
from claim_list
where conflict_code = %(conflict_code)s and claimed_date = %(day)s
order by claim_id
