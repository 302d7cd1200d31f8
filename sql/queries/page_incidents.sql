-- The latest incidents, for the page.
-- params: conflict_code
-- one row per incident
select
    occurred_date as day,
    type,
    coalesce(place, '(no place named)') as place,
    status,
    case when is_violation then 'violation' when is_kinetic then 'clash' else 'breach' end as counts_as,
    killed_low as killed_at_least,
    injured_low as injured_at_least,
    family_count as voices,
    array_to_string(sides_heard, ', ') as heard_from,
    summary as first_headline
from incident_list
where conflict_code = %(conflict_code)s
order by occurred_date desc, incident_id desc
limit 25
