-- Where it happens most.
-- params: conflict_code, from_date, to_date
-- one row per place, most clashes first
select
    coalesce(place, '(no place named)') as place,
    province,
    side_of_border,
    count(*) filter (where is_kinetic) as clashes,
    count(*) filter (where is_violation) as violations,
    min(occurred_date) as first_day,
    max(occurred_date) as last_day
from incident_list
where conflict_code = %(conflict_code)s
  and status <> 'refuted'
  and occurred_date between %(from_date)s and %(to_date)s
group by 1, 2, 3
order by clashes desc, violations desc, place
