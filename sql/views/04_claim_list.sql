-- Claims with what came back.
create or replace view claim_list as
select
    claims.claim_id,
    claims.conflict_code,
    claims.claimed_date,
    claims.accuser,
    claims.accused,
    claims.act_kind,
    claims.act,
    places.name as place,
    case
        when claims.response = 'silence' and exists (
            select from claims as others
            where others.conflict_code = claims.conflict_code
                and others.report_count > 0
                and (others.accuser, others.accused) = (claims.accused, claims.accuser)
                and others.claimed_date between claims.claimed_date and claims.claimed_date + 3
        ) then 'counter_accuse'
        else claims.response
    end as response,
    claims.incident_id,
    claims.report_count,
    claims.family_count,
    claims.first_reported_at,
    claims.last_reported_at,
    claims.point,
    named.ceasefire_code,
    named.clause_number
from claims
left join places using (place_code)
left join lateral (
    -- the point belongs to the latest text then agreed that has one of that number
    select clauses.ceasefire_code, clauses.clause_number
    from clauses
    join ceasefires using (ceasefire_code)
    where ceasefires.conflict_code = claims.conflict_code
        and ltrim(split_part('/' || clauses.clause_number, '/', -1), '0') = claims.point::text
        and coalesce(clauses.from_at, ceasefires.effective_at)::date <= claims.claimed_date
    order by coalesce(clauses.from_at, ceasefires.effective_at) desc, clauses.clause_number
    limit 1
) as named on true
where claims.report_count > 0;
comment on view claim_list is 'One row per claim: who accuses whom of what, and the answer (counter_accuse: nothing but an accusation back within three days). point: the numbered point said to be broken, and the clause that is.';
