-- The feeds of the registry, polled or not.
-- params: none
-- one row per feed
select feed_code, outlet, url, language, country, family, side, kind, is_enabled, full_text
from feeds
order by language, side nulls last, feed_code
