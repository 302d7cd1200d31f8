-- Every span of evidence stands in its entry's text, at the place it names.
-- passes when it returns no row
select reports.report_id, span ->> 'field' as field, span ->> 'text' as text
from reports
join readings using (reading_id)
join entry_versions using (entry_id, version_number)
cross join lateral jsonb_array_elements(reports.evidence) as span
where substr(
    entry_versions.title || E'\n' || entry_versions.summary,
    (span ->> 'start')::integer + 1,
    (span ->> 'end')::integer - (span ->> 'start')::integer
) is distinct from span ->> 'text'
