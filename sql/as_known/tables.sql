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

create view incidents as
select incidents.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.incidents, history.content) as incidents
where history.table_name = 'incidents';
comment on view incidents is 'Incidents as known then.';

create view meetings as
select meetings.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.meetings, history.content) as meetings
where history.table_name = 'meetings';
comment on view meetings is 'Meetings as known then.';

create view claims as
select claims.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.claims, history.content) as claims
where history.table_name = 'claims';
comment on view claims is 'Claims as known then.';

create view violations as
select violations.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.violations, history.content) as violations
where history.table_name = 'violations';
comment on view violations is 'Violations as known then.';

create view reports as
select known.*
from known_history as history
join public.reports on reports.report_id = history.row_key::bigint
cross join lateral jsonb_populate_record(reports, history.content) as known
where history.table_name = 'reports';
comment on view reports is 'Reports made by then, with where they belonged and whether they stood.';

create view ceasefires as
select ceasefires.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.ceasefires, history.content) as ceasefires
where history.table_name = 'ceasefires';
comment on view ceasefires is 'Ceasefires as known then.';

create view ceasefire_parties as
select ceasefire_parties.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.ceasefire_parties, history.content) as ceasefire_parties
where history.table_name = 'ceasefire_parties';
comment on view ceasefire_parties is 'Who was bound by a ceasefire, as known then.';

create view clauses as
select clauses.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.clauses, history.content) as clauses
where history.table_name = 'clauses';
comment on view clauses is 'Clauses as known then.';

create view ceasefire_states as
select ceasefire_states.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.ceasefire_states, history.content) as ceasefire_states
where history.table_name = 'ceasefire_states';
comment on view ceasefire_states is 'The life of ceasefires as known then.';

create view commitments as
select commitments.*
from known_history as history
cross join lateral jsonb_populate_record(null::public.commitments, history.content) as commitments
where history.table_name = 'commitments';
comment on view commitments is 'Promises and whether they were kept, as known then.';
