-- Violations versus talks, week by week, by the word of the feeds alone that were heard all the time: a feed that was
-- added, or history loaded from files, shows no rise here. The panel are the feeds that were polled and gave an entry
-- in every whole week from the first day asked for (or the first day anything was polled) to the last. Violations
-- are not told apart into alleged and corroborated: that depends on voices outside of the panel.
-- params: conflict_code, from_date, to_date
-- one row per week (Monday), quiet weeks included; nothing but nulls where no feed was heard all the time
with polled as (
    select feed_code, day, entry_count
    from coverage_by_feed
    where conflict_code = %(conflict_code)s and day between %(from_date)s and %(to_date)s
),
span as (
    select min(day) as from_date, max(day) as to_date from polled
),
weeks as (
    select
        week::date as week,
        week::date >= span.from_date and week::date + 6 <= span.to_date as is_whole
    from span
    cross join lateral generate_series(
        date_trunc('week', span.from_date), date_trunc('week', span.to_date), interval '7 days'
    ) as week
),
panel as (
    select feed_code
    from polled
    left join weeks on weeks.week = date_trunc('week', polled.day)::date and weeks.is_whole
    group by feed_code
    having count(distinct weeks.week) = (select count(*) from weeks where is_whole)
),
told as (
    select incident_id, meeting_id, claim_id
    from report_list
    join panel using (feed_code)
    where not is_backfilled
),
incident_weeks as (
    select
        date_trunc('week', occurred_date)::date as week,
        count(*) filter (where is_kinetic) as clashes,
        count(*) filter (where is_violation) as violations
    from incident_list
    where conflict_code = %(conflict_code)s
      and status <> 'refuted'
      and occurred_date between %(from_date)s and %(to_date)s
      and incident_id in (select incident_id from told)
    group by 1
),
meeting_weeks as (
    select date_trunc('week', meeting_date)::date as week, count(*) as talks_held
    from meeting_list
    where conflict_code = %(conflict_code)s
      and status = 'held'
      and meeting_date between %(from_date)s and %(to_date)s
      and meeting_id in (select meeting_id from told)
    group by 1
),
claim_weeks as (
    select date_trunc('week', claimed_date)::date as week, count(*) as claims
    from claim_list
    where conflict_code = %(conflict_code)s
      and claimed_date between %(from_date)s and %(to_date)s
      and claim_id in (select claim_id from told)
    group by 1
),
entry_weeks as (
    select date_trunc('week', day)::date as week, sum(entry_count)::bigint as entries
    from polled
    join panel using (feed_code)
    group by 1
),
size as (
    select nullif(count(*), 0) as feeds from panel
)
select
    weeks.week,
    size.feeds,
    case when size.feeds > 0 then coalesce(clashes, 0) end as clashes,
    case when size.feeds > 0 then coalesce(violations, 0) end as violations,
    case when size.feeds > 0 then coalesce(talks_held, 0) end as talks_held,
    case when size.feeds > 0 then coalesce(claims, 0) end as claims,
    case when size.feeds > 0 then coalesce(entries, 0) end as entries
from weeks
cross join size
left join incident_weeks using (week)
left join meeting_weeks using (week)
left join claim_weeks using (week)
left join entry_weeks using (week)
order by weeks.week
