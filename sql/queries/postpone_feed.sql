-- Give back a feed that was taken and not asked, because its host wants a pause.
-- params: feed_code, lease_number, now
-- no row
update feeds
set next_at = %(now)s
where feed_code = %(feed_code)s and lease_number = %(lease_number)s
