-- What is stored of a feed's entries under these guids, each looked up by itself (see known_hashes).
-- params: feed_code, guids
-- one row per entry
select known.*
from unnest(%(guids)s::text[]) as given (guid)
cross join lateral (
    select entry_id, guid, content_hash, title, link, published_at
    from entries
    where entries.feed_code = %(feed_code)s and entries.guid = given.guid
    limit 1
) as known
