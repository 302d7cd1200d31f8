-- The feeds that are polled.
-- one row per feed
select feed_code, outlet, language, side, family, kind, url
from feeds
where is_enabled
order by language, side nulls last, feed_code
