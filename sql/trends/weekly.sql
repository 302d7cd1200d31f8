-- Violations versus talks, week by week.
-- params: conflict_code, from_date, to_date
-- one row per week (Monday), quiet weeks included
select
    week_start_date as week,
    clashes,
    violations_alleged,
    violations_corroborated,
    talks_held,
    claims,
    entries_side_a + entries_side_b + entries_third as entries
from weekly_trend
where conflict_code = %(conflict_code)s
  and week_start_date between date_trunc('week', %(from_date)s::date) and %(to_date)s
order by week_start_date
