-- Which ceasefires these incidents broke, and why.
-- params: ids
-- one row per incident and ceasefire
select incident_id, ceasefire_code, ceasefire, clause_number, reason
from violation_list
where incident_id = any(%(ids)s)
order by incident_id, state_from_at desc
