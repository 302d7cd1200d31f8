-- How a text begins, to tell copies of it: see voices.py.

create function lead_of(summary text) returns text language sql immutable as $$
    select left(regexp_replace(
        regexp_replace(lower(summary), '^[^()]{0,40}[(][^()]{2,20}[)]\s*[-–—:]*', ''), '[[:space:][:punct:]]+', '', 'g'
    ), 120)
$$;
comment on function lead_of is 'The first 120 letters of a text in lower case, without its dateline, spaces and signs: copies begin alike.';
