-- Who accuses whom of what, and what came back.
-- params: conflict_code, from_date, to_date
-- one row per accuser, accused and kind of act
select
    accuser,
    accused,
    act_kind,
    count(*) as claims,
    count(*) filter (where response = 'deny') as denied,
    count(*) filter (where response in ('admit', 'partly_admit')) as admitted,
    count(*) filter (where response = 'counter_accuse') as countered,
    count(*) filter (where response = 'finding') as found,
    count(*) filter (where response = 'silence') as unanswered,
    count(*) filter (where incident_id is not null) as tied_to_incidents
from claim_list
where conflict_code = %(conflict_code)s
  and claimed_date between %(from_date)s and %(to_date)s
group by 1, 2, 3
order by claims desc, accuser, accused, act_kind
