-- Incidents that a digest names: of its day, or first heard of on its day.
-- params: conflict_code, day, time_zone
-- one row per incident
select *
from incident_list
where conflict_code = %(conflict_code)s
  and (
      occurred_date = %(day)s
      or (first_reported_at at time zone %(time_zone)s)::date = %(day)s
  )
order by occurred_date, is_kinetic desc, incident_id
