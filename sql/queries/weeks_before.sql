-- The weekly trend up to the week of a day.
-- params: conflict_code, day, weeks
-- one row per week
select *
from weekly_trend
where conflict_code = %(conflict_code)s
  and week_start_date <= %(day)s
  and week_start_date > %(day)s::date - 7 * %(weeks)s
order by week_start_date
