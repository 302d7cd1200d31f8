-- Reports of these entries that were in one group belong to another from now on, or nowhere.
-- params: kind, entry_ids, from_id, to_id, decision_id
-- no row
with taken as (
    delete from pins
    where kind = %(kind)s and entry_id = any(%(entry_ids)s) and group_id = %(from_id)s
        and %(from_id)s is distinct from %(to_id)s
    returning entry_id
)
insert into pins (entry_id, kind, group_id, decision_id)
select distinct entry_id, %(kind)s, %(to_id)s::bigint, %(decision_id)s::bigint from taken
on conflict do nothing
