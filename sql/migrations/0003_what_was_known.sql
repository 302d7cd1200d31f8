-- What was known when: every version of an incident, meeting, claim, violation and of where a report belongs,
-- from the moment it was known to the moment it was known otherwise. Rows are never edited away.

create table history (
    history_id bigint generated always as identity primary key,
    table_name text not null,
    row_key text not null,
    known_from timestamptz not null,
    known_to timestamptz,
    content jsonb not null,
    check (known_to > known_from)
);
create unique index history_open on history (table_name, row_key) where known_to is null;
create index on history (table_name, row_key, known_to);
create index on history (table_name, known_from);
comment on table history is 'Every version of the rows that change, as half-open intervals [known_from, known_to) of what was known; kept by triggers.';
comment on column history.history_id is 'Running number.';
comment on column history.table_name is 'incidents, meetings, claims, violations or reports.';
comment on column history.row_key is 'Key of the row; parts of a composite key joined by "/".';
comment on column history.known_from is 'From when this was what was known.';
comment on column history.known_to is 'Until when; null for still. A row that was taken back has no open version.';
comment on column history.content is 'The row; of a report only where it belongs and whether it stands.';

create function known_moment() returns timestamptz language sql stable as $$
    select coalesce(nullif(current_setting('truce.now', true), '')::timestamptz, now())
$$;
comment on function known_moment is 'The moment that a change is known from: that of the job (a replay has a clock of its own), else now.';

create function remember() returns trigger language plpgsql security definer set search_path = public as $$
-- arguments: the key columns, then the columns to keep (none for all), both separated by commas
declare
    moment timestamptz := known_moment();
    told text := tg_table_name; -- as text: a `name` is sorted otherwise, and would read the whole index
    found_row jsonb := to_jsonb(coalesce(new, old));
    key text;
    said jsonb;
    before history;
begin
    key := found_row ->> tg_argv[0];
    if key is null then -- several columns
        select string_agg(found_row ->> name, '/' order by place) into key
        from unnest(string_to_array(tg_argv[0], ',')) with ordinality as columns (name, place);
    end if;
    if tg_op <> 'DELETE' then
        said := found_row - array['changed_at', 'computed_at'];
        if tg_nargs > 1 then
            select jsonb_object_agg(name, found_row -> name) into said
            from unnest(string_to_array(tg_argv[1], ',')) as columns (name);
        end if;
    end if;
    select * into before from history
    where table_name = told and row_key = key and known_to is null;
    if before.content = said then
        return null;
    end if;
    if before.known_from >= moment then
        delete from history where history_id = before.history_id; -- nobody could have seen it
    elsif before.history_id is not null then
        update history set known_to = moment where history_id = before.history_id;
    end if;
    if said is null then
        return null;
    end if;
    if before.history_id is null or before.known_from >= moment then
        -- taken back and given again in one moment: it was known all the time
        update history set known_to = null
        where table_name = told and row_key = key and known_to = moment and content = said;
        if found then
            return null;
        end if;
    end if;
    insert into history (table_name, row_key, known_from, content) values (told, key, moment, said);
    return null;
end $$;
comment on function remember is 'Keeps a version of a row that was added, changed or taken back.';

create trigger remember after insert or update or delete on incidents
    for each row execute function remember('incident_id');
create trigger remember after insert or update or delete on meetings
    for each row execute function remember('meeting_id');
create trigger remember after insert or update or delete on claims
    for each row execute function remember('claim_id');
create trigger remember after insert or update or delete on violations
    for each row execute function remember('incident_id,ceasefire_code');
create trigger remember after insert or delete or update of incident_id, meeting_id, claim_id, superseded_at, grouped_at on reports
    for each row execute function remember('report_id', 'incident_id,meeting_id,claim_id,superseded_at,grouped_at');

-- what is there already is known from its last change on; what it was before was not kept
insert into history (table_name, row_key, known_from, content)
select 'incidents', incident_id::text, changed_at, to_jsonb(incidents) - array['changed_at'] from incidents
union all
select 'meetings', meeting_id::text, changed_at, to_jsonb(meetings) - array['changed_at'] from meetings
union all
select 'claims', claim_id::text, changed_at, to_jsonb(claims) - array['changed_at'] from claims
union all
select 'violations', incident_id || '/' || ceasefire_code, computed_at, to_jsonb(violations) - array['computed_at']
from violations
union all
select 'reports', report_id::text, seen_at, jsonb_build_object(
    'incident_id', incident_id, 'meeting_id', meeting_id, 'claim_id', claim_id,
    'superseded_at', superseded_at, 'grouped_at', grouped_at
)
from reports;

create function asked_moment() returns timestamptz language sql stable as $$
    select coalesce(nullif(current_setting('truce.as_known_on', true), '')::timestamptz, now())
$$;
comment on function asked_moment is 'The moment that "as known on" asks for, else now.';
