-- Store an entry that its feed never gave before, with its first version.
-- params: feed_code, guid, title, summary, link, author, wire, published_at, published_raw, now, content_hash
-- one row, or none if another poller was quicker
with added as (
    insert into entries (
        feed_code, guid, title, summary, link, author, wire,
        published_at, published_raw, seen_at, changed_at, content_hash
    )
    values (
        %(feed_code)s, %(guid)s, %(title)s, %(summary)s, %(link)s, %(author)s, %(wire)s,
        least(coalesce(%(published_at)s, %(now)s), %(now)s), %(published_raw)s,
        %(now)s, %(now)s, %(content_hash)s
    )
    on conflict (feed_code, guid) do nothing
    returning entry_id, version_number, title, summary, seen_at, content_hash
)
insert into entry_versions (entry_id, version_number, title, summary, seen_at, content_hash)
select entry_id, version_number, title, summary, seen_at, content_hash from added
returning entry_id
