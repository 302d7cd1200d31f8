-- Violations versus talks, day by day, with the coverage of each side's press.
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
    entries_third
from daily_trend
where conflict_code = %(conflict_code)s and day between %(from_date)s and %(to_date)s
order by day
