-- The ceasefires of a conflict, oldest first.
-- params: conflict_code
-- one row per ceasefire
select * from ceasefire_list where conflict_code = %(conflict_code)s order by declared_at
