-- Who reports these incidents, one line per entry, earliest first.
-- params: ids
-- one row per incident and entry
select distinct on (reports.incident_id, entries.published_at, entries.entry_id)
    reports.incident_id,
    feeds.outlet,
    coalesce(entries.wire, feeds.family) as family,
    feeds.side,
    entries.title,
    entries.link,
    entries.published_at,
    reports.assertion,
    readings.language
from reports
join readings using (reading_id)
join entries using (entry_id)
join feeds using (feed_code)
where reports.incident_id = any(%(ids)s) and reports.superseded_at is null
order by reports.incident_id, entries.published_at, entries.entry_id, reports.report_id
