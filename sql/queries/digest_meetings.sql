-- Meetings of a digest's day, those first heard of on it, and those ahead.
-- params: conflict_code, day, time_zone
-- one row per meeting
select *
from meeting_list
where conflict_code = %(conflict_code)s
  and (
      meeting_date >= %(day)s
      or (first_reported_at at time zone %(time_zone)s)::date = %(day)s
      or (held_at at time zone %(time_zone)s)::date = %(day)s
  )
order by meeting_date nulls last, meeting_id
