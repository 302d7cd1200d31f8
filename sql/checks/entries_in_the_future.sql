-- No entry may be published later than it was seen.
-- passes when it returns no row
select entry_id, feed_code, published_at, seen_at from entries where published_at > seen_at
