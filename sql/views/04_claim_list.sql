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
    claims.response,
    claims.incident_id,
    claims.report_count,
    claims.family_count,
    claims.first_reported_at,
    claims.last_reported_at
from claims
left join places using (place_code)
where claims.report_count > 0;
comment on view claim_list is 'One row per claim: who accuses whom of what, and the answer.';
