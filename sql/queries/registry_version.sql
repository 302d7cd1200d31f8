-- The state of the registry, and whether it is the one that violations were last computed with.
-- no params
-- one row
with rows (content) as (
    select ceasefires::text from ceasefires
    union all
    select ceasefire_parties::text from ceasefire_parties
    union all
    select clauses::text from clauses
    union all
    select ceasefire_states::text from ceasefire_states
),
registry (registry_version) as (
    select md5(coalesce(string_agg(content, '' order by content), '')) from rows
)
select
    registry_version,
    registry_version = (
        select latest.registry_version from registry_versions as latest order by settled_at desc limit 1
    ) as is_settled
from registry
