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
    decisions.note
from decisions
join reviewers using (reviewer_code)
where decisions.decided_at <= asked_moment();
comment on view decision_list is 'One row per decision of a reviewer.';
