-- The watched conflict that most is told of: what to show where nobody says which, and no side's press is polled.
-- one row
select conflict_code
from conflicts
left join daily_trend using (conflict_code)
group by conflict_code
order by coalesce(sum(clashes + talks_held + claims), 0) desc, conflict_code
limit 1
