-- Store entries that their feed never gave before, each with its first version.
-- params: feed_code, entries, now
-- one row per entry stored; none for one that another poller stored meanwhile
with given as (
    select *
    from jsonb_to_recordset(%(entries)s::jsonb) as given (
        guid text, title text, summary text, link text, author text, wire text,
        published_at timestamptz, published_raw text, content_hash text
    )
),
added as (
    insert into entries (
        feed_code, guid, title, summary, link, author, wire,
        published_at, published_raw, seen_at, changed_at, content_hash
    )
    select
        %(feed_code)s, guid, title, summary, link, author, wire,
        least(coalesce(published_at, %(now)s), %(now)s), published_raw, %(now)s, %(now)s, content_hash
    from given
    order by guid
    on conflict (feed_code, guid) do nothing
    returning entry_id, version_number, title, summary, seen_at, content_hash
)
insert into entry_versions (entry_id, version_number, title, summary, seen_at, content_hash)
select entry_id, version_number, title, summary, seen_at, content_hash from added
returning entry_id
