-- Entries with the labels that the latest reading of their current text, as it is kept, gave them, oldest first.
-- params: none
-- one row per entry
select distinct on (entries.published_at, entries.entry_id)
    entries.entry_id,
    read_texts.title,
    read_texts.text as summary,
    entries.published_at,
    feeds.language,
    readings.labels
from entries
join feeds using (feed_code)
join readings using (entry_id, version_number)
join read_texts using (entry_id, version_number)
where readings.read_at > read_texts.text_since
order by entries.published_at, entries.entry_id, readings.reading_id desc
