-- Killed and injured in incidents, by ceasefire in force that day: "killed since the ceasefire".
-- Figures are of incidents alone: cumulative tolls are never added. Unknown stays out, so these are floors.
-- params: conflict_code, from_date, to_date
-- one row per stretch of the conflict's life
with stretches as (
    select ceasefires.name, ceasefire_states.state, ceasefire_states.from_at, ceasefire_states.to_at
    from ceasefire_states
    join ceasefires using (ceasefire_code)
    where ceasefires.conflict_code = %(conflict_code)s and ceasefire_states.state in ('in_force', 'collapsed')
)
select
    stretches.name || ': ' || replace(stretches.state, '_', ' ') as stretch,
    stretches.from_at::date as from_date,
    stretches.to_at::date as to_date,
    count(incident_list.incident_id) as clashes,
    sum(killed_low) as killed_at_least,
    sum(coalesce(killed_best, killed_low)) as killed_best,
    sum(injured_low) as injured_at_least,
    count(*) filter (where killed_low is null and incident_id is not null) as clashes_without_figure
from stretches
left join incident_list
    on incident_list.conflict_code = %(conflict_code)s
    and incident_list.is_kinetic
    and incident_list.occurred_date between %(from_date)s and %(to_date)s
    and incident_list.occurred_date >= stretches.from_at::date
    and (stretches.to_at is null or incident_list.occurred_date < stretches.to_at::date)
group by stretches.name, stretches.state, stretches.from_at, stretches.to_at
order by stretches.from_at, stretches.name
