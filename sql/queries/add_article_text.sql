-- Keep the text of an article: it makes the next version of its entry, which the coder then reads. An entry that
-- was edited meanwhile keeps its summary, and its own article is asked for.
-- params: entry_id, version_number, now, http_status, text
-- one row, or none if the entry was edited or the text is there already
with changed as (
    update entries
    set version_number = entries.version_number + 1, changed_at = %(now)s
    from article_texts
    where entries.entry_id = %(entry_id)s
      and entries.version_number = %(version_number)s
      and article_texts.entry_id = entries.entry_id
      and article_texts.version_number = entries.version_number
      and article_texts.text is null
    returning entries.entry_id, entries.version_number, entries.title, entries.summary, entries.content_hash
),
made as (
    insert into entry_versions (entry_id, version_number, title, summary, seen_at, content_hash)
    select entry_id, version_number, title, summary, %(now)s, content_hash from changed
    returning entry_id, version_number
)
update article_texts
set outcome = 'read',
    text = %(text)s,
    made_version = made.version_number,
    fetched_at = %(now)s,
    http_status = %(http_status)s,
    detail = null
from made
where article_texts.entry_id = made.entry_id and article_texts.version_number = %(version_number)s
returning made.version_number
