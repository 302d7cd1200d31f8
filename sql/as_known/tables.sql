-- The tables as they were known at the moment truce.as_known_on, under the names they have. The files of
-- sql/views are read a second time above these (search_path as_known, public): one text, two times.
create view entries as
select
    entries.entry_id, entries.feed_code, entries.guid, entry_versions.version_number, entry_versions.title,
    entry_versions.summary, entries.link, entries.author, entries.wire, entries.published_at, entries.published_raw,
    entries.seen_at, entry_versions.seen_at as changed_at, entry_versions.content_hash,
    entries.is_backfilled
from public.entries
cross join lateral (
    select * from public.entry_versions
    where entry_versions.entry_id = entries.entry_id and entry_versions.seen_at <= public.asked_moment()
    order by version_number desc
    limit 1
) as entry_versions;
comment on view entries is 'Entries seen by then, with the text they had.';

create view readings as
select * from public.readings where read_at <= public.asked_moment();
comment on view readings is 'Readings made by then.';

create view fetches as
select * from public.fetches where fetched_at <= public.asked_moment();
comment on view fetches is 'Attempts on feeds made by then.';

create view known_history as
select * from public.history
where known_from <= public.asked_moment() and (known_to is null or known_to > public.asked_moment());
comment on view known_history is 'The versions that were what was known then.';

do $$
declare
    kept record;
begin
    for kept in
        select * from (values
            ('incidents', 'Incidents as known then.'),
            ('meetings', 'Meetings as known then.'),
            ('claims', 'Claims as known then.'),
            ('violations', 'Violations as known then.'),
            ('places', 'The gazetteer as known then.'),
            ('actors', 'Parties, bodies and persons as known then.'),
            ('ceasefires', 'Ceasefires as known then.'),
            ('ceasefire_parties', 'Who was bound by a ceasefire, as known then.'),
            ('clauses', 'Clauses as known then.'),
            ('ceasefire_states', 'The life of ceasefires as known then.'),
            ('commitments', 'Promises and whether they were kept, as known then.')
        ) as kept (name, told)
    loop
        execute format(
            'create view %1$I as
            select known.*
            from known_history as history
            cross join lateral jsonb_populate_record(null::public.%1$I, history.content) as known
            where history.table_name = %1$L',
            kept.name
        );
        execute format('comment on view %I is %L', kept.name, kept.told);
    end loop;
end $$;

create view reports as
select known.*
from known_history as history
join public.reports on reports.report_id = history.row_key::bigint
cross join lateral jsonb_populate_record(reports, history.content) as known
where history.table_name = 'reports';
comment on view reports is 'Reports made by then, with where they belonged and whether they stood.';
