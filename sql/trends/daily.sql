-- Violations versus talks, day by day, with the coverage of each side's press. A side in no_data_from was not heard: its silence is not calm.
-- params: conflict_code, from_date, to_date
-- one row per day, quiet days included
select
    day,
    clashes,
    violations_alleged,
    violations_corroborated,
    talks_held,
    claims,
    entries_side_a,
    entries_side_b,
    entries_third,
    concat_ws(
        ', ', case when entries_side_a = 0 then side_a end, case when entries_side_b = 0 then side_b end
    ) as no_data_from
from daily_trend
join conflicts using (conflict_code)
where conflict_code = %(conflict_code)s and day between %(from_date)s and %(to_date)s
order by day
