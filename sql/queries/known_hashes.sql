-- Which of these guids a feed has already given us, and the hash of their text.
-- Each guid is looked up by itself: else a feed without statistics is read from end to end.
-- params: feed_code, guids
-- one row per entry
select known.guid, known.content_hash
from unnest(%(guids)s::text[]) as given (guid)
cross join lateral (
    select guid, content_hash
    from entries
    where entries.feed_code = %(feed_code)s and entries.guid = given.guid
    limit 1
) as known
