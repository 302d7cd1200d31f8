-- Meetings that reports of these days may speak of.
-- params: from_date, to_date
-- one row per meeting
select *
from meetings
where conflict_code = any(array(select conflict_code from conflicts)) -- the index begins with it
  and (
    meeting_date between %(from_date)s and %(to_date)s
    or meeting_date is null and first_reported_at::date between %(from_date)s and %(to_date)s
  )
  and report_count > 0
order by meeting_id
