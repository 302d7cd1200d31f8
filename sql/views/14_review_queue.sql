-- What a person should look at, and why; gone from here once decided about, until it changes again.
create or replace view review_queue as
with rungs (type, rung) as (
    values ('small_arms', 1), ('ground_assault', 1), ('artillery', 2), ('rocket', 3), ('drone', 4),
        ('air_strike', 4), ('unconventional', 5)
),
looks as (
    select 'incident' as kind, incident_id as group_id, 'low confidence' as reason,
        'its surest report scores ' || round(max(score)::numeric, 2) as detail
    from report_list
    where incident_id is not null
    group by incident_id
    having max(score) < 0.6
    union all
    select 'incident', incident_list.incident_id, 'higher rung',
        'nothing as heavy as ' || replace(incident_list.type, '_', ' ') || ' in the 30 days before'
    from incident_list
    join rungs using (type)
    where rungs.rung >= 2
        and not exists (
            select from incident_list as earlier
            join rungs as its on its.type = earlier.type
            where earlier.conflict_code = incident_list.conflict_code
                and earlier.occurred_date between incident_list.occurred_date - 30 and incident_list.occurred_date
                and (earlier.occurred_date, earlier.incident_id) < (incident_list.occurred_date, incident_list.incident_id)
                and its.rung >= rungs.rung
        )
    union all
    select 'incident', incident_id, 'conflicting tolls',
        'voices give ' || killed_low || ' to ' || killed_high || ' killed'
    from incident_list
    where family_count >= 2 and killed_high > killed_low
    union all
    select 'incident', incident_list.incident_id, 'unresolved place',
        'reports say: ' || string_agg(distinct report_list.unresolved_place, '; ')
    from incident_list
    join report_list using (incident_id)
    where incident_list.place is null and report_list.unresolved_place is not null
    group by incident_list.incident_id
    union all
    select 'meeting', meeting_id, 'overdue', 'was to be on ' || meeting_date || '; nothing was heard since'
    from meeting_list
    where status = 'overdue'
),
shown as (
    select 'incident' as kind, incident_id as group_id, conflict_code, occurred_date as day, status, summary
    from incident_list
    union all
    select 'meeting', meeting_id, conflict_code, meeting_date, status, summary
    from meeting_list
),
versions as (
    select rtrim(table_name, 's') as kind, row_key, count(*) as version, max(known_from) as changed_at
    from version_list
    group by table_name, row_key
)
select
    looks.kind,
    looks.group_id,
    versions.version,
    looks.reason,
    looks.detail,
    shown.day,
    shown.status,
    shown.conflict_code,
    shown.summary
from looks
join shown using (kind, group_id)
join versions on versions.kind = looks.kind and versions.row_key = looks.group_id::text
where not exists (
    select from decision_list
    where decision_list.kind = looks.kind
        and decision_list.group_id = looks.group_id
        and decision_list.decided_at >= versions.changed_at
);
comment on view review_queue is 'One row per incident or meeting and reason to look at it: low confidence, higher rung, conflicting tolls, unresolved place, overdue.';
