-- The feeds of the registry: whose voice each is, and where it is polled.
create or replace view feed_list as
select
    feed_code,
    outlet,
    language,
    country,
    family,
    side,
    kind,
    is_enabled,
    coalesce(moved_url, url) as url,
    note
from feeds;
comment on view feed_list is 'One row per feed: outlet, language, publisher family, side it stands with, address.';
