-- Where reviewers put the reports of these entries.
-- params: entry_ids
-- one row per entry, kind and place
select entry_id, kind, group_id
from pins
where entry_id = any(%(entry_ids)s)
order by entry_id, kind, group_id nulls first
