-- Entries whose current text this codebook version has not read yet, oldest first; of those seen by now
-- (a replay that begins anew stands before most of them). Where the article was fetched, it stands for the summary.
-- params: codebook_version, now, limit
-- one row per entry
select
    entries.entry_id,
    entries.version_number,
    feeds.language,
    entries.title,
    coalesce(article_texts.text, entries.summary) as summary,
    entries.published_at
from entries
join feeds using (feed_code)
left join article_texts
    on article_texts.entry_id = entries.entry_id
    and article_texts.made_version = entries.version_number
where entries.changed_at <= %(now)s
  and not exists (
    select from readings
    where readings.entry_id = entries.entry_id
      and readings.version_number = entries.version_number
      and readings.codebook_version = %(codebook_version)s
)
order by entries.published_at, entries.feed_code, entries.guid
limit %(limit)s
