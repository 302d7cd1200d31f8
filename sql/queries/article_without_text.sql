-- Note why an article gave no text, and when it may be asked for again (outcome failed).
-- params: entry_id, version_number, outcome, http_status, detail, now, next_at
-- no row
update article_texts
set outcome = %(outcome)s,
    http_status = %(http_status)s,
    detail = %(detail)s,
    fetched_at = %(now)s,
    next_at = %(next_at)s
where entry_id = %(entry_id)s and version_number = %(version_number)s and text is null
