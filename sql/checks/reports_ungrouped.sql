-- Every report is grouped within two hours.
-- passes when it returns no row
select report_id, label, seen_at
from reports
where grouped_at is null and coalesce(superseded_at, seen_at) < now() - interval '2 hours'
