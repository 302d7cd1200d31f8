-- The registry with parties, clauses and states, newest ceasefire first.
-- one row per ceasefire
select
    ceasefires.ceasefire_code,
    ceasefires.conflict_code,
    ceasefires.name,
    ceasefires.effective_at,
    array(
        select actor_code from ceasefire_parties
        where ceasefire_parties.ceasefire_code = ceasefires.ceasefire_code
    ) as parties,
    (
        select coalesce(jsonb_agg(to_jsonb(clauses) order by from_at nulls first, clause_number), '[]')
        from clauses
        where clauses.ceasefire_code = ceasefires.ceasefire_code
    ) as clauses,
    (
        select coalesce(jsonb_agg(to_jsonb(ceasefire_states) order by from_at), '[]')
        from ceasefire_states
        where ceasefire_states.ceasefire_code = ceasefires.ceasefire_code
    ) as states
from ceasefires
order by ceasefires.effective_at desc nulls last, ceasefires.ceasefire_code
