-- Violations with their incident, clause and reason.
create or replace view violation_list as
select
    violations.incident_id,
    incident_list.conflict_code,
    incident_list.occurred_date,
    incident_list.type,
    incident_list.status,
    incident_list.place,
    violations.by_actors,
    violations.ceasefire_code,
    ceasefires.name as ceasefire,
    violations.clause_number,
    clauses.paraphrase as clause,
    violations.state_from_at,
    violations.reason,
    incident_list.killed_low,
    incident_list.killed_best,
    incident_list.killed_high,
    incident_list.family_count,
    incident_list.voices,
    incident_list.summary
from violations
join incident_list using (incident_id)
join ceasefires using (ceasefire_code)
join clauses using (ceasefire_code, clause_number)
where incident_list.status <> 'refuted';
comment on view violation_list is 'One row per incident and ceasefire it broke. Count distinct incident_id to count violations.';
