-- Every incident that is not withdrawn has a standing report.
-- passes when it returns no row
select incident_id, summary
from incidents
where status <> 'withdrawn'
  and not exists (
      select from reports
      where reports.incident_id = incidents.incident_id and reports.superseded_at is null
  )
