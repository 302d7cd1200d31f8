-- The watched conflicts.
-- one row per conflict
select conflict_code, name, side_a, side_b, time_zone from conflicts order by conflict_code
