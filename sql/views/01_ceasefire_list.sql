-- Ceasefires with the state they are in now and their parties.
create or replace view ceasefire_list as
select
    ceasefires.ceasefire_code,
    ceasefires.conflict_code,
    ceasefires.name,
    ceasefires.declared_at,
    ceasefires.effective_at,
    ceasefire_states.state,
    ceasefire_states.from_at as state_from_at,
    ceasefire_states.by_actor as state_by_actor,
    (
        select array_agg(actor_code order by actor_code)
        from ceasefire_parties
        where ceasefire_parties.ceasefire_code = ceasefires.ceasefire_code
    ) as parties,
    (
        select count(*) from clauses where clauses.ceasefire_code = ceasefires.ceasefire_code
    ) as clause_count,
    (
        select count(distinct incident_id)
        from violations
        where violations.ceasefire_code = ceasefires.ceasefire_code
    ) as violation_count,
    ceasefires.certainty,
    ceasefires.source,
    ceasefires.doubt
from ceasefires
left join ceasefire_states
    on ceasefire_states.ceasefire_code = ceasefires.ceasefire_code
    and tstzrange(ceasefire_states.from_at, ceasefire_states.to_at) @> asked_moment();
comment on view ceasefire_list is 'One row per ceasefire, with its state now (or at the moment asked for).';
