-- Violations versus talks, day by day. Quiet days are filled with zero from the first entry to the last;
-- what happened before anybody was heard still has its day.
create or replace view daily_trend as
with broken as (
    select distinct incident_id from violations
),
incident_days as (
    select
        conflict_code,
        occurred_date as day,
        count(*) filter (where is_kinetic) as clashes,
        count(*) filter (
            where broken.incident_id is not null and status in ('alleged', 'disputed')
        ) as violations_alleged,
        count(*) filter (
            where broken.incident_id is not null and status in ('corroborated', 'verified')
        ) as violations_corroborated
    from incidents
    left join broken using (incident_id)
    where status not in ('withdrawn', 'refuted')
    group by 1, 2
),
meeting_days as (
    select
        meetings.conflict_code,
        coalesce(meeting_date, (held_at at time zone conflicts.time_zone)::date) as day,
        count(*) as talks_held
    from meetings
    join conflicts using (conflict_code)
    where status = 'held' and report_count > 0
    group by 1, 2
),
claim_days as (
    select conflict_code, claimed_date as day, count(*) as claims
    from claims
    where report_count > 0
    group by 1, 2
),
days as (
    select conflicts.conflict_code, day::date as day
    from conflicts
    cross join lateral (
        select
            min(published_at at time zone conflicts.time_zone)::date as first_day,
            max(published_at at time zone conflicts.time_zone)::date as last_day
        from entries
    ) as span
    cross join lateral generate_series(span.first_day, span.last_day, interval '1 day') as day
    union
    select conflict_code, day from incident_days
    union
    select conflict_code, day from meeting_days
    union
    select conflict_code, day from claim_days
),
coverage as (
    select conflict_code, day,
        jsonb_object_agg(side, entry_count) as entries_by_side
    from coverage_by_side
    group by 1, 2
)
select
    days.conflict_code,
    days.day,
    coalesce(incident_days.clashes, 0) as clashes,
    coalesce(incident_days.violations_alleged, 0) as violations_alleged,
    coalesce(incident_days.violations_corroborated, 0) as violations_corroborated,
    coalesce(meeting_days.talks_held, 0) as talks_held,
    coalesce(claim_days.claims, 0) as claims,
    coalesce((coverage.entries_by_side ->> conflicts.side_a)::bigint, 0) as entries_side_a,
    coalesce((coverage.entries_by_side ->> conflicts.side_b)::bigint, 0) as entries_side_b,
    coalesce((coverage.entries_by_side ->> 'third')::bigint, 0) as entries_third
from days
join conflicts using (conflict_code)
left join incident_days using (conflict_code, day)
left join meeting_days using (conflict_code, day)
left join claim_days using (conflict_code, day)
left join coverage using (conflict_code, day);
comment on view daily_trend is 'One row per conflict and day: clashes, violations (alleged, corroborated), talks held, claims, and how many entries each side''s press and third parties published.';
