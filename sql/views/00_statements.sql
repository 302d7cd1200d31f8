-- Reports with whose voice they are and their tolls: what grouping works on. Not for analysts: see report_list.
create or replace view statements as
select
    reports.report_id,
    reports.label,
    reports.type,
    reports.assertion,
    reports.tense,
    reports.conflict_code,
    coalesce(entries.wire, feeds.family) as family,
    feeds.side,
    case when entries.title <> '' then entries.title else left(entries.summary, 120) end as title,
    entries.published_at,
    (entries.published_at at time zone coalesce(conflicts.time_zone, 'UTC'))::date as published_date,
    -- what a file of history tells was told when it was published, although we heard of it only now
    case when entries.is_backfilled then entries.published_at else reports.seen_at end as seen_at,
    reports.source_actors,
    reports.target_actors,
    reports.mediators,
    reports.status,
    reports.occurred_date,
    reports.occurred_precision,
    reports.place_code,
    reports.where_precision,
    reports.weapons,
    reports.act,
    reports.act_kind,
    reports.is_partial,
    reports.level,
    reports.topics,
    (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'category', category, 'low', low, 'best', best, 'high', high,
                    'kind', kind, 'scope', scope, 'status', status
                )
                order by toll_number
            ),
            '[]'
        )
        from tolls
        where tolls.report_id = reports.report_id
    ) as tolls,
    entries.entry_id,
    lead_of(entries.summary) as lead,
    coalesce(reports.incident_id, reports.meeting_id, reports.claim_id) as group_id,
    reports.superseded_at is not null as is_superseded,
    reports.grouped_at,
    reports.incident_id,
    reports.meeting_id,
    reports.claim_id
from reports
join readings using (reading_id)
join entries using (entry_id)
join feeds using (feed_code)
left join conflicts using (conflict_code);
comment on view statements is 'Reports with whose voice they are, when they were published, and their tolls as JSON.';
