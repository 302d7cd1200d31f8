-- The registry too is known as of a moment: a clause reworded or a ceasefire added later does not change what an
-- earlier day knew. What it held before any incident was held against it counts as known all along.

create function remember_registry() returns void language plpgsql set timezone = 'UTC' as $$
declare
    moment timestamptz := '-infinity';
begin
    if exists (select from registry_versions) then
        moment := known_moment();
    end if;
    create temporary table told on commit drop as
    select 'ceasefires' as table_name, ceasefire_code as row_key, to_jsonb(ceasefires) as content from ceasefires
    union all
    select 'ceasefire_parties', ceasefire_code || '/' || actor_code, to_jsonb(ceasefire_parties) from ceasefire_parties
    union all
    select 'clauses', ceasefire_code || '/' || clause_number, to_jsonb(clauses) from clauses
    union all
    select 'ceasefire_states', ceasefire_code || '/' || from_at, to_jsonb(ceasefire_states) from ceasefire_states
    union all
    select 'commitments', ceasefire_code || '/' || commitment_number, to_jsonb(commitments) from commitments;
    create temporary table outdated on commit drop as
    select history_id, known_from from history
    where known_to is null
        and table_name in ('ceasefires', 'ceasefire_parties', 'clauses', 'ceasefire_states', 'commitments')
        and (table_name, row_key, content) not in (select table_name, row_key, content from told);
    delete from history using outdated
    where history.history_id = outdated.history_id and outdated.known_from >= moment; -- nobody could have seen it
    update history set known_to = moment from outdated where history.history_id = outdated.history_id;
    insert into history (table_name, row_key, known_from, content)
    select table_name, row_key, moment, content from told
    where (table_name, row_key) not in (
        select table_name, row_key from history
        where known_to is null
            and table_name in ('ceasefires', 'ceasefire_parties', 'clauses', 'ceasefire_states', 'commitments')
    );
    drop table told;
    drop table outdated;
end $$;
comment on function remember_registry is 'Keeps a version of every row of the registry that differs from what was known; called when the seeds are loaded.';
comment on column history.table_name is 'incidents, meetings, claims, violations, reports; ceasefires, ceasefire_parties, clauses, ceasefire_states, commitments.';

-- what it held before was not kept: as it is now it counts as known all along
do $$
declare
    settled registry_versions[] := array(select registry_versions from registry_versions);
begin
    delete from registry_versions;
    perform remember_registry();
    insert into registry_versions select (unnest(settled)).*;
end $$;
