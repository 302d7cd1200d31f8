-- What is stored of these entries.
-- params: entry_ids
-- one row per entry
select entry_id, guid, content_hash, title, link, published_at
from entries
where entry_id = any(%(entry_ids)s)
