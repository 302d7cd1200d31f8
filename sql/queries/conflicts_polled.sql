-- The watched conflicts of which the press of a side is polled. Of the others only world news is heard.
-- one row per conflict
select conflict_code, name, side_a, side_b, time_zone
from conflicts
where exists (select from feed_list where is_enabled and side in (conflicts.side_a, conflicts.side_b))
order by conflict_code
