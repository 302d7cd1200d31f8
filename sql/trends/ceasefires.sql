-- The ceasefire clock: how long each ceasefire was in force, and how it was kept.
-- params: conflict_code, from_date, to_date
-- one row per ceasefire that was ever in force
with in_force as (
    select ceasefire_code, min(from_at) as from_at, max(coalesce(to_at, %(to_date)s::date + 1)) as to_at
    from ceasefire_states
    where state = 'in_force' and from_at < %(to_date)s::date + 1
    group by 1
),
broken as (
    select ceasefire_code, incident_id, occurred_date,
        occurred_date - lag(occurred_date) over (partition by ceasefire_code order by occurred_date)
            as quiet_days
    from violation_list
    where occurred_date between %(from_date)s and %(to_date)s
)
select
    ceasefires.name as ceasefire,
    in_force.from_at::date as in_force_from,
    in_force.to_at::date as in_force_to,
    (in_force.to_at::date - in_force.from_at::date) as days_in_force,
    count(broken.incident_id) as violations,
    min(broken.occurred_date) as first_violation,
    min(broken.occurred_date) - in_force.from_at::date as days_to_first,
    max(broken.occurred_date) as last_violation,
    max(broken.quiet_days) as longest_quiet_days
from ceasefires
join in_force using (ceasefire_code)
left join broken using (ceasefire_code)
where ceasefires.conflict_code = %(conflict_code)s
group by ceasefires.ceasefire_code, ceasefires.name, in_force.from_at, in_force.to_at
order by in_force.from_at
