-- The feeds that are polled and told nothing usable when they were last asked, worst first: of a conflict's sides
-- and of third parties.
-- params: conflict_code
-- one row per feed
select feed_health.feed_code, feed_health.outlet, feed_health.side, feed_health.state, feed_health.last_success_at,
    feed_health.newest_entry_at
from feed_health
join conflicts on conflicts.conflict_code = %(conflict_code)s
where feed_health.is_enabled
  and feed_health.state in ('silent', 'empty', 'failing', 'dead', 'gone')
  and (feed_health.side is null or feed_health.side in (conflicts.side_a, conflicts.side_b))
order by feed_health.side nulls last, feed_health.state, feed_health.feed_code
