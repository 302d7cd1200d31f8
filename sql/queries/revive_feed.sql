-- Ask a feed again at once, whatever it said: forget its errors, that it is gone, and that its host wants a pause.
-- params: feed_code
-- one row, or none when there is no such feed
with freed as (
    update paused_hosts
    set until_at = '-infinity'
    where host = (select host from feeds where feed_code = %(feed_code)s)
)
update feeds
set next_at = '-infinity', gone_at = null, error_count = 0, error_weight = 0, moved_url = null, moving_to = null
where feed_code = %(feed_code)s
returning feed_code
