-- The same article under the guid that its feed gives it now.
-- params: entry_id, guid
-- no row
update entries
set guid = %(guid)s
where entry_id = %(entry_id)s
  and not exists (select from entries as other where other.feed_code = entries.feed_code and other.guid = %(guid)s)
