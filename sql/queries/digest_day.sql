-- What a digest says of one conflict and day: the numbers of the day and of the week up to it.
-- params: conflict_code, day
-- one row
select
    coalesce(sum(clashes) filter (where day = %(day)s), 0)::bigint as clashes,
    coalesce(sum(violations_alleged) filter (where day = %(day)s), 0)::bigint as violations_alleged,
    coalesce(sum(violations_corroborated) filter (where day = %(day)s), 0)::bigint
        as violations_corroborated,
    coalesce(sum(talks_held) filter (where day = %(day)s), 0)::bigint as talks_held,
    coalesce(sum(claims) filter (where day = %(day)s), 0)::bigint as claims,
    coalesce(sum(clashes), 0)::bigint as week_clashes,
    coalesce(sum(violations_alleged), 0)::bigint as week_violations_alleged,
    coalesce(sum(violations_corroborated), 0)::bigint as week_violations_corroborated,
    coalesce(sum(talks_held), 0)::bigint as week_talks_held,
    coalesce(sum(claims), 0)::bigint as week_claims,
    coalesce(sum(entries_side_a) filter (where day = %(day)s), 0)::bigint as entries_side_a,
    coalesce(sum(entries_side_b) filter (where day = %(day)s), 0)::bigint as entries_side_b,
    coalesce(sum(entries_third) filter (where day = %(day)s), 0)::bigint as entries_third
from daily_trend
where conflict_code = %(conflict_code)s and day between %(day)s::date - 6 and %(day)s
