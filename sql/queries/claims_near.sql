-- Claims that reports of these days may repeat or answer.
-- params: from_date, to_date
-- one row per claim
select *
from claims
where conflict_code = any(array(select conflict_code from conflicts)) -- the index begins with it
  and claimed_date between %(from_date)s and %(to_date)s
  and report_count > 0
order by claim_id
