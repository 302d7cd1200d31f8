-- What reviewers corrected: the latest word on each field.
-- no params
-- one row per kind, group and field
select distinct on (kind, group_id, field) kind, group_id, field, value
from decisions
where action = 'correct'
order by kind, group_id, field, decision_id desc
