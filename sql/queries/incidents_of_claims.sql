-- The incident that most of a claim's own items report, of the kind the claim speaks of.
-- params: ids
-- one row per claim that has one
select distinct on (claim_reports.claim_id)
    claim_reports.claim_id,
    clash_reports.incident_id
from reports as claim_reports
join reports as clash_reports on clash_reports.reading_id = claim_reports.reading_id
where claim_reports.claim_id = any(%(ids)s)
  and claim_reports.superseded_at is null
  and clash_reports.superseded_at is null
  and clash_reports.incident_id is not null
group by claim_reports.claim_id, clash_reports.incident_id
order by claim_reports.claim_id, count(*) desc, clash_reports.incident_id
