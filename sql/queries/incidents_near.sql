-- Incidents that reports of these days may speak of.
-- params: from_date, to_date
-- one row per incident
select *
from incidents
where conflict_code = any(array(select conflict_code from conflicts)) -- the index begins with it
  and occurred_date between %(from_date)s and %(to_date)s
  and status <> 'withdrawn'
order by incident_id
