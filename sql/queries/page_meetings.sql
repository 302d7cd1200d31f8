-- Meetings ahead, overdue and lately held, for the page.
-- params: conflict_code
-- one row per meeting
select
    meeting_date as day,
    type,
    status,
    level,
    array_to_string(topics, ', ') as about,
    venue,
    array_to_string(participants, ', ') as participants,
    array_to_string(mediators, ', ') as mediators,
    family_count as voices,
    summary as first_headline
from meeting_list
where conflict_code = %(conflict_code)s
order by meeting_date desc nulls first, meeting_id desc
limit 20
