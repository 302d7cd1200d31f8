-- Meetings that reports of these days may speak of.
-- params: from_date, to_date
-- one row per meeting
select *
from meetings
where coalesce(meeting_date, first_reported_at::date) between %(from_date)s and %(to_date)s
  and report_count > 0
order by meeting_id
