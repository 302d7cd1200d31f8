-- Violations versus talks, week by week. A side in no_data_from was not heard at all: its silence is not calm.
-- params: conflict_code, from_date, to_date
-- one row per week (Monday), quiet weeks included
select
    week_start_date as week,
    clashes,
    violations_alleged,
    violations_corroborated,
    talks_held,
    claims,
    entries_side_a + entries_side_b + entries_third as entries,
    concat_ws(
        ', ', case when entries_side_a = 0 then side_a end, case when entries_side_b = 0 then side_b end
    ) as no_data_from
from weekly_trend
join conflicts using (conflict_code)
where conflict_code = %(conflict_code)s
  and week_start_date between date_trunc('week', %(from_date)s::date) and %(to_date)s
order by week_start_date
