-- Every promise of every ceasefire: what became of it, and how that is known.
create or replace view commitment_list as
with broken as (
    select
        ceasefire_code,
        clause_number,
        count(distinct incident_id) as violations,
        array_agg(distinct incident_id) as incident_ids,
        bool_or(status in ('corroborated', 'verified')) as is_sure,
        array_agg(distinct by_actor) filter (where by_actor is not null) as by_actors
    from violation_list
    left join lateral unnest(by_actors) as by_actor on true
    group by 1, 2
),
accused as (
    select ceasefire_code, clause_number, count(*) as accusations, array_agg(claim_id) as claim_ids
    from claim_list
    where clause_number is not null
    group by 1, 2
),
promises as (
    select
        clauses.ceasefire_code,
        clauses.clause_number,
        coalesce(commitments.commitment_number, clauses.clause_number) as commitment_number,
        coalesce(commitments.promise, clauses.paraphrase) as promise,
        coalesce(commitments.obligated, clauses.obligated) as obligated,
        commitments.deadline_at,
        coalesce(commitments.verifier, clauses.verifier) as verifier,
        case when commitments.outcome_date <= asked_moment()::date then commitments.outcome end as told,
        commitments.outcome_date,
        coalesce(commitments.certainty, clauses.certainty) as certainty,
        coalesce(commitments.source, clauses.source) as source,
        coalesce(commitments.doubt, clauses.doubt) as doubt
    from clauses
    left join commitments using (ceasefire_code, clause_number)
)
select
    promises.ceasefire_code,
    ceasefires.conflict_code,
    ceasefires.name as ceasefire,
    ceasefires.declared_at,
    promises.clause_number,
    promises.commitment_number,
    promises.promise,
    promises.obligated,
    promises.deadline_at,
    promises.verifier,
    case
        when promises.told in ('kept', 'breached') then promises.told
        when broken.is_sure then 'breached'
        when promises.told is not null and promises.told <> 'unknown' then promises.told
        when promises.deadline_at < asked_moment() then 'overdue'
        else 'unknown'
    end as outcome,
    promises.outcome_date,
    coalesce(broken.violations, 0) as violations,
    coalesce(accused.accusations, 0) as accusations,
    case
        when promises.told in ('kept', 'breached') then promises.source
        when broken.is_sure then 'incidents ' || array_to_string(broken.incident_ids, ', ')
        when promises.told is not null and promises.told <> 'unknown' then promises.source
        when promises.deadline_at < asked_moment() then 'its deadline has passed'
    end as evidence,
    broken.by_actors,
    broken.incident_ids,
    accused.claim_ids,
    promises.certainty,
    promises.source,
    promises.doubt
from promises
join ceasefires using (ceasefire_code)
left join broken using (ceasefire_code, clause_number)
left join accused using (ceasefire_code, clause_number);
comment on view commitment_list is 'One row per promise of a ceasefire: kept or breached where the registry says so or sure incidents broke its clause, overdue where its deadline has passed, else unknown.';
