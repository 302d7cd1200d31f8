-- What is claimed about these incidents, and what was answered.
-- params: ids
-- one row per claim
select incident_id, accuser, accused, act, response
from claim_list
where incident_id = any(%(ids)s)
order by incident_id, claim_id
