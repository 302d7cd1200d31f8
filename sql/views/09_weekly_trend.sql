-- The daily trend by ISO week.
create or replace view weekly_trend as
select
    conflict_code,
    date_trunc('week', day)::date as week_start_date,
    sum(clashes)::bigint as clashes,
    sum(violations_alleged)::bigint as violations_alleged,
    sum(violations_corroborated)::bigint as violations_corroborated,
    sum(talks_held)::bigint as talks_held,
    sum(claims)::bigint as claims,
    sum(entries_side_a)::bigint as entries_side_a,
    sum(entries_side_b)::bigint as entries_side_b,
    sum(entries_third)::bigint as entries_third
from daily_trend
group by 1, 2;
comment on view weekly_trend is 'daily_trend summed by ISO week (Monday to Sunday).';
