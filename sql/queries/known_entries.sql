-- Which of these entries a feed has not given us yet, or not with this text, and what is stored of each: the entry of
-- the same guid, else the latest of the same link (its guid is another), else nothing.
-- Each is looked up by itself, a link without regard to its feed at first: else a feed without statistics is read from
-- end to end.
-- params: feed_code, guids, content_hashes, links
-- one row per entry that is not stored just so
select
    given.guid as given_guid,
    coalesce(by_guid.entry_id, by_link.entry_id) as entry_id,
    coalesce(by_guid.guid, by_link.guid) as guid,
    coalesce(by_guid.content_hash, by_link.content_hash) as content_hash,
    coalesce(by_guid.title, by_link.title) as title,
    case when by_guid.entry_id is null then by_link.link else by_guid.link end as link,
    coalesce(by_guid.published_at, by_link.published_at) as published_at
from unnest(%(guids)s::text[], %(content_hashes)s::text[], %(links)s::text[]) as given (guid, content_hash, link)
left join lateral (
    select entry_id, guid, content_hash, title, link, published_at
    from entries
    where entries.feed_code = %(feed_code)s and entries.guid = given.guid
    limit 1
) as by_guid on true
left join lateral (
    select entry_id, guid, content_hash, title, link, published_at
    from (select * from entries where by_guid.entry_id is null and entries.link = given.link offset 0) as linked
    where linked.feed_code = %(feed_code)s
    order by published_at desc, entry_id desc
    limit 1
) as by_link on true
where by_guid.content_hash is distinct from given.content_hash
