-- Every span of evidence stands in the text that was read (title, and article or summary), at the place it names; where
-- that is kept.
-- passes when it returns no row
select reports.report_id, span ->> 'field' as field, span ->> 'text' as text
from reports
join readings using (reading_id)
join read_texts using (entry_id, version_number)
cross join lateral jsonb_array_elements(reports.evidence) as span
where readings.read_at > read_texts.text_since
  and substr(
      read_texts.title || E'\n' || read_texts.text,
      (span ->> 'start')::integer + 1,
      (span ->> 'end')::integer - (span ->> 'start')::integer
  ) is distinct from span ->> 'text'
