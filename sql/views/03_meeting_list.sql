-- Meetings with their venue; an announced one whose day (or week, or month) has passed in silence is overdue.
create or replace view meeting_list as
select
    meetings.meeting_id,
    meetings.conflict_code,
    meetings.type,
    case
        when meetings.status in ('announced', 'confirmed')
            and meetings.meeting_date
                + case meetings.meeting_precision when 'week' then 6 when 'month' then 30 else 0 end
                < (select max(seen_at) from entries)::date - 1
            then 'overdue'
        else meetings.status
    end as status,
    meetings.meeting_date,
    meetings.meeting_precision,
    meetings.level,
    coalesce(meetings.topics, '{}') as topics,
    places.name as venue,
    meetings.participants,
    meetings.mediators,
    meetings.has_agreement,
    meetings.report_count,
    meetings.family_count,
    meetings.summary,
    meetings.first_reported_at,
    meetings.held_at,
    meetings.last_reported_at
from meetings
left join places using (place_code)
where meetings.report_count > 0;
comment on view meeting_list is 'One row per meeting. status = overdue: announced, its day passed, nothing heard.';
