-- What the texts call places that the gazetteer lacks: candidates for places.csv, the most frequent first.
create or replace view unresolved_place_list as
select
    unresolved_place as words,
    count(*) as reports,
    count(distinct feed_code) as feeds,
    array_agg(distinct language order by language) as languages,
    coalesce(where_precision = 5, false) as is_the_line,
    min(published_at) as first_published_at,
    max(published_at) as last_published_at,
    (array_agg(title order by published_at desc))[1] as latest_title
from report_list
where unresolved_place is not null
group by unresolved_place, coalesce(where_precision = 5, false);
comment on view unresolved_place_list is 'Words for places that the gazetteer lacks, with how often they were used; is_the_line: the border as such.';
