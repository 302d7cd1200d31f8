-- Note that a codebook version has read an entry's text. The same reading twice is one.
-- params: entry_id, version_number, codebook_version, language, labels, scores, reason, now
-- one row, or none if it was noted already
insert into readings (
    entry_id, version_number, codebook_version, language, labels, scores, reason, read_at
)
values (
    %(entry_id)s, %(version_number)s, %(codebook_version)s, %(language)s, %(labels)s, %(scores)s,
    %(reason)s, %(now)s
)
on conflict (entry_id, version_number, codebook_version) do nothing
returning reading_id
