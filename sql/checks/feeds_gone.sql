-- No feed that is polled was declared gone by its own server (410): give it a new address in sql/seeds/feeds.csv, or disable it there.
-- passes when it returns no row
select feed_code, outlet, coalesce(moved_url, url) as url, gone_at
from feeds
where is_enabled and gone_at is not null
