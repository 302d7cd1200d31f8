-- How often reviewers agreed with what the coder and the grouping made, month by month.
-- params: conflict_code (from_date and to_date are days of happenings; decisions are made at any time)
-- one row per month and kind; agreement: confirmed, as a share of all decisions
select
    date_trunc('month', decided_at)::date as month,
    kind,
    count(*) as decisions,
    count(*) filter (where action = 'confirm') as confirmed,
    count(*) filter (where action = 'correct') as corrected,
    count(*) filter (where action in ('merge', 'split')) as regrouped,
    count(*) filter (where action = 'reject') as rejected,
    round(count(*) filter (where action = 'confirm')::numeric / count(*), 2) as agreement
from decision_list
where conflict_code = %(conflict_code)s
group by 1, 2
order by 1, 2
