-- Killed and injured in incidents, by ceasefire in force that day: "killed since the ceasefire".
-- Figures are of incidents alone: cumulative tolls are never added. Unknown stays out, so these are floors.
-- A day belongs to the state it began in, as for violations: see ceasefires.first_moment.
-- killed_told_late: late batches, how far figures published more than three days after the act exceed those before.
-- params: conflict_code, from_date, to_date
-- one row per stretch of the conflict's life
with stretches as (
    select ceasefires.name, conflicts.time_zone, ceasefire_states.*
    from ceasefire_states
    join ceasefires using (ceasefire_code)
    join conflicts using (conflict_code)
    where conflict_code = %(conflict_code)s and ceasefire_states.state in ('in_force', 'collapsed')
)
select
    stretches.name || ': ' || replace(stretches.state, '_', ' ') as stretch,
    (stretches.from_at at time zone stretches.time_zone)::date as from_date,
    (stretches.to_at at time zone stretches.time_zone)::date as to_date,
    count(incident_list.incident_id) as clashes,
    sum(killed_low) as killed_at_least,
    sum(coalesce(killed_best, killed_low)) as killed_best,
    sum(injured_low) as injured_at_least,
    sum(late_killed) as killed_told_late,
    count(*) filter (where killed_low is null and incident_id is not null) as clashes_without_figure
from stretches
left join incident_list
    on incident_list.conflict_code = %(conflict_code)s
    and incident_list.is_kinetic
    and incident_list.status <> 'refuted'
    and incident_list.occurred_date between %(from_date)s and %(to_date)s
    and tstzrange(stretches.from_at, stretches.to_at)
        @> (incident_list.occurred_date::timestamp at time zone stretches.time_zone)
group by stretches.name, stretches.state, stretches.from_at, stretches.to_at, stretches.time_zone
order by stretches.from_at, stretches.name
