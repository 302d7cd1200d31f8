-- Incidents that reports of these days may speak of.
-- params: from_date, to_date
-- one row per incident
select *
from incidents
where occurred_date between %(from_date)s and %(to_date)s and status <> 'withdrawn'
order by incident_id
