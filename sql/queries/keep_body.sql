-- Keep a document as it came, once.
-- params: body_hash, feed_code, url, content_type, headers, size_bytes, packed, now
-- no row
insert into bodies (body_hash, feed_code, url, content_type, headers, size_bytes, packed, first_fetched_at)
values (
    %(body_hash)s, %(feed_code)s, %(url)s, %(content_type)s, %(headers)s, %(size_bytes)s, %(packed)s, %(now)s
)
on conflict (body_hash) do nothing
