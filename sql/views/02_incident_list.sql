-- Incidents with place names and whether they broke a ceasefire.
create or replace view incident_list as
select
    incidents.incident_id,
    incidents.conflict_code,
    incidents.occurred_date,
    incidents.occurred_precision,
    incidents.type,
    incidents.is_kinetic,
    incidents.status,
    places.name as place,
    places.admin1 as province,
    places.country as side_of_border,
    incidents.where_precision,
    incidents.source_actors,
    incidents.weapons,
    incidents.killed_low,
    incidents.killed_best,
    incidents.killed_high,
    incidents.injured_low,
    incidents.injured_best,
    incidents.injured_high,
    incidents.late_killed,
    incidents.late_injured,
    coalesce(incidents.has_civilian_victims, false) as has_civilian_victims,
    incidents.family_count,
    incidents.family_count || case incidents.family_count when 1 then ' family: ' else ' families: ' end
        || incidents.families_side_a || ' ' || coalesce(one.demonyms[1], one.name) || ', '
        || incidents.families_side_b || ' ' || coalesce(other.demonyms[1], other.name) || ', '
        || incidents.families_third || ' third' as voices,
    incidents.report_count,
    incidents.sides_heard,
    exists (
        select from violations where violations.incident_id = incidents.incident_id
    ) as is_violation,
    incidents.summary,
    incidents.first_reported_at,
    incidents.last_reported_at
from incidents
join conflicts using (conflict_code)
join actors as one on one.actor_code = conflicts.side_a
join actors as other on other.actor_code = conflicts.side_b
left join places using (place_code)
where incidents.status <> 'withdrawn';
comment on view incident_list is 'One row per incident: the unit to count. is_kinetic = true are clashes. voices: its independent publishers by side; late_killed, late_injured: how many of the toll came more than three days after its day.';
