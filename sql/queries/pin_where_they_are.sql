-- Reports of these entries stay where they are: a decision about one of them is not to move the others.
-- params: kind, entry_ids, decision_id
-- no row
insert into pins (entry_id, kind, group_id, decision_id)
select distinct readings.entry_id, %(kind)s,
    case %(kind)s
        when 'incident' then reports.incident_id when 'meeting' then reports.meeting_id else reports.claim_id
    end,
    %(decision_id)s::bigint
from reports
join readings using (reading_id)
where readings.entry_id = any(%(entry_ids)s)
  and reports.superseded_at is null
  and case %(kind)s
        when 'incident' then reports.incident_id when 'meeting' then reports.meeting_id else reports.claim_id
    end is not null
on conflict do nothing
