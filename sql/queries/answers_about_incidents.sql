-- Which of these incidents the accused deny, and what third parties found about the claim.
-- params: ids
-- one row per incident with an answer; found: true (it is so), false (it is not), null (nobody looked)
select
    claims.incident_id,
    bool_or(claims.response = 'deny') as is_denied,
    bool_and(reports.assertion <> 'denied') filter (where reports.type = 'finding') as found
from claims
join reports using (claim_id)
where claims.incident_id = any(%(ids)s)
  and reports.superseded_at is null
  and (claims.response = 'deny' or reports.type = 'finding')
group by claims.incident_id
