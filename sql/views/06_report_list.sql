-- Standing reports with their entry and outlet.
create or replace view report_list as
select
    reports.report_id,
    entries.entry_id,
    entries.feed_code,
    feeds.outlet,
    coalesce(entries.wire, feeds.family) as family,
    feeds.side,
    entries.guid,
    entries.title,
    entries.link,
    entries.published_at,
    readings.language,
    reports.label,
    reports.type,
    reports.assertion,
    reports.tense,
    reports.status,
    reports.conflict_code,
    reports.source_actors,
    reports.target_actors,
    reports.level,
    reports.topics,
    reports.occurred_date,
    reports.occurred_precision,
    places.name as place,
    reports.where_precision,
    reports.unresolved_place,
    reports.weapons,
    (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'category', category, 'low', low, 'best', best, 'high', high,
                    'kind', kind, 'scope', scope, 'status', tolls.status, 'as_of_date', as_of_date
                )
                order by toll_number
            ),
            '[]'
        )
        from tolls
        where tolls.report_id = reports.report_id
    ) as tolls,
    reports.act_kind,
    reports.act,
    reports.evidence,
    reports.score,
    reports.incident_id,
    reports.meeting_id,
    reports.claim_id,
    readings.codebook_version,
    reports.seen_at,
    reports.grouped_at,
    lead_of(entries.summary) as lead,
    entries.is_backfilled
from reports
join readings using (reading_id)
join entries using (entry_id)
join feeds using (feed_code)
left join places using (place_code)
where reports.superseded_at is null;
comment on view report_list is 'What each entry says, one row per event it speaks of, with its outlet and voice.';
