-- Store the edited text of an entry as its next version; its identity and dates stay.
-- A moment before the current text was first seen (a replay that begins anew) changes nothing, and an entry that
-- was edited so often that it is a ticker keeps the text it has.
-- params: entry_id, title, summary, link, now, content_hash, most_versions
-- one row, or none if nothing changed
with changed as (
    update entries
    set version_number = version_number + 1,
        title = %(title)s,
        summary = %(summary)s,
        link = %(link)s,
        changed_at = %(now)s,
        content_hash = %(content_hash)s
    where entry_id = %(entry_id)s
      and content_hash <> %(content_hash)s
      and changed_at <= %(now)s
      and version_number < %(most_versions)s
    returning entry_id, version_number, title, summary, content_hash
)
insert into entry_versions (entry_id, version_number, title, summary, seen_at, content_hash)
select entry_id, version_number, title, summary, %(now)s, content_hash from changed
returning entry_id
