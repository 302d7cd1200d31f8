-- The ceasefire clock: how many days each ceasefire was in force up to the last day asked for, and how it was kept.
-- params: conflict_code, from_date, to_date
-- one row per ceasefire that was ever in force
with in_force as (
    select
        ceasefire_code,
        (from_at at time zone time_zone)::date as from_date,
        least((to_at at time zone time_zone)::date, %(to_date)s::date + 1) as to_date
    from ceasefire_states
    join ceasefires using (ceasefire_code)
    join conflicts using (conflict_code)
    where conflict_code = %(conflict_code)s
      and state = 'in_force'
      and (from_at at time zone time_zone)::date <= %(to_date)s
),
broken as (
    select ceasefire_code, occurred_date
    from violation_list
    where occurred_date between %(from_date)s and %(to_date)s
),
-- quiet days lie between the beginning, the violations and the end of each stretch in force
marks as (
    select ceasefire_code, from_date, unnest(array[from_date, to_date]) as day from in_force
    union all
    select ceasefire_code, from_date, occurred_date
    from in_force
    join broken using (ceasefire_code)
    where occurred_date between from_date and to_date
),
quiet as (
    select ceasefire_code, day - lag(day) over (partition by ceasefire_code, from_date order by day) as days
    from marks
),
clocks as (
    select ceasefire_code, min(from_date) as from_date, max(to_date) as to_date, sum(to_date - from_date) as days
    from in_force
    group by 1
)
select
    ceasefires.name as ceasefire,
    clocks.from_date as in_force_from,
    clocks.to_date as in_force_to,
    clocks.days as days_in_force,
    count(broken.occurred_date) as violations,
    min(broken.occurred_date) as first_violation,
    min(broken.occurred_date) - clocks.from_date as days_to_first,
    max(broken.occurred_date) as last_violation,
    (
        select max(days) from quiet where quiet.ceasefire_code = clocks.ceasefire_code
    ) as longest_quiet_days
from clocks
join ceasefires using (ceasefire_code)
left join broken using (ceasefire_code)
group by clocks.ceasefire_code, ceasefires.name, clocks.from_date, clocks.to_date, clocks.days
order by clocks.from_date
