-- Write a decision down.
-- params: kind, group_id, action, field, value, other_id, entry_ids, seen_version, reviewer_code, note, now
-- one row: its number
insert into decisions (
    kind, group_id, action, field, value, other_id, entry_ids, seen_version, reviewer_code, note, decided_at
)
values (
    %(kind)s, %(group_id)s, %(action)s, %(field)s, %(value)s, %(other_id)s, %(entry_ids)s::bigint[],
    %(seen_version)s, %(reviewer_code)s, %(note)s, %(now)s
)
returning decision_id
