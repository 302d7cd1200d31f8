-- The ceasefires declared by the end of a day, with their state then, oldest first.
-- params: conflict_code, day, time_zone
-- one row per ceasefire
select
    ceasefire_list.ceasefire_code,
    ceasefire_list.name,
    ceasefire_list.effective_at,
    ceasefire_list.clause_count,
    ceasefire_states.state,
    ceasefire_states.from_at as state_from_at
from ceasefire_list
join ceasefire_states
    on ceasefire_states.ceasefire_code = ceasefire_list.ceasefire_code
    and tstzrange(from_at, to_at)
        @> ((%(day)s::date + 1)::timestamp at time zone %(time_zone)s - interval '1 second')
where ceasefire_list.conflict_code = %(conflict_code)s
  and ceasefire_states.state <> 'never_in_force'
order by ceasefire_list.declared_at
