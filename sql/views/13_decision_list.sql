-- What reviewers decided.
create or replace view decision_list as
select
    decisions.decision_id,
    decisions.decided_at,
    reviewers.name as reviewer,
    decisions.kind,
    decisions.group_id,
    decisions.action,
    decisions.field,
    decisions.value,
    decisions.other_id,
    decisions.entry_ids,
    decisions.seen_version,
    decisions.note,
    coalesce(incidents.conflict_code, meetings.conflict_code, claims.conflict_code) as conflict_code
from decisions
join reviewers using (reviewer_code)
left join incidents on decisions.kind = 'incident' and incidents.incident_id = decisions.group_id
left join meetings on decisions.kind = 'meeting' and meetings.meeting_id = decisions.group_id
left join claims on decisions.kind = 'claim' and claims.claim_id = decisions.group_id
where decisions.decided_at <= asked_moment();
comment on view decision_list is 'One row per decision of a reviewer.';
