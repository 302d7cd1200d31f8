-- Every violation falls into an interval in which its ceasefire was in force, and says why it counts.
-- passes when it returns no row
select violations.incident_id, violations.ceasefire_code
from violations
join incidents using (incident_id)
join conflicts using (conflict_code)
where violations.reason = ''
   or not exists (
      select from ceasefire_states
      where ceasefire_states.ceasefire_code = violations.ceasefire_code
        and ceasefire_states.state = 'in_force'
        and tstzrange(from_at, to_at)
            @> (incidents.occurred_date::timestamp at time zone conflicts.time_zone)
  )
