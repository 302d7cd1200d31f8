-- Which of these incidents the accused deny.
-- params: ids
-- one row per incident
select distinct incident_id
from claims
where incident_id = any(%(ids)s) and response = 'deny' and report_count > 0
