-- Each side's press was heard in the last two days, where any side's is polled: silence is not peace.
-- passes when it returns no row
select conflicts.conflict_code, side
from conflicts
cross join lateral (values (side_a), (side_b)) as sides (side)
where exists (select from fetches)
  and exists (select from feeds where is_enabled and feeds.side in (side_a, side_b))
  and not exists (
      select from coverage_by_side
      where coverage_by_side.conflict_code = conflicts.conflict_code
        and coverage_by_side.side = sides.side
        and coverage_by_side.entry_count > coverage_by_side.backfilled_count
        and coverage_by_side.day >= (now() - interval '2 days')::date
  )
