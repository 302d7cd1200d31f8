-- Give an article back that a run took and did not get to: it was not tried.
-- params: entry_id, version_number, now, detail
-- no row
update article_texts
set outcome = 'failed', attempt_count = attempt_count - 1, next_at = %(now)s, detail = %(detail)s
where entry_id = %(entry_id)s and version_number = %(version_number)s and outcome = 'asked'
