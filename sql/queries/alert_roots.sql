-- The first mail of each incident's thread.
-- params: ids
-- one row per incident that was mailed about
select distinct on (incident_id) incident_id, message_id
from alerts
where incident_id = any(%(ids)s)
order by incident_id, queued_at, alert_id
