-- Violations with their incident, clause and reason.
create or replace view violation_list as
select
    violations.incident_id,
    incidents.conflict_code,
    incidents.occurred_date,
    incidents.type,
    incidents.status,
    places.name as place,
    violations.by_actors,
    violations.ceasefire_code,
    ceasefires.name as ceasefire,
    violations.clause_number,
    clauses.paraphrase as clause,
    violations.state_from_at,
    violations.reason,
    incidents.killed_low,
    incidents.killed_best,
    incidents.killed_high,
    incidents.family_count,
    incidents.summary
from violations
join incidents using (incident_id)
join ceasefires using (ceasefire_code)
join clauses using (ceasefire_code, clause_number)
left join places using (place_code)
where incidents.status not in ('withdrawn', 'refuted');
comment on view violation_list is 'One row per incident and ceasefire it broke. Count distinct incident_id to count violations.';
