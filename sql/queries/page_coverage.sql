-- How much of each side's press was heard lately, for the page.
-- params: conflict_code
-- one row per day
select day, entries_side_a as entries_of_side_a, entries_side_b as entries_of_side_b, entries_third
from daily_trend
where conflict_code = %(conflict_code)s
  and entries_side_a + entries_side_b + entries_third > 0
order by day desc
limit 7
