-- The ceasefires and where they stand, for the page.
-- params: conflict_code
-- one row per ceasefire
select
    name, state, state_from_at as since, state_by_actor as by, violation_count as violations, certainty,
    doubt
from ceasefire_list
where conflict_code = %(conflict_code)s
order by declared_at desc
