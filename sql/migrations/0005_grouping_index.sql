-- What was known of a row is found by the index of history, however long that has grown. PostgreSQL holds the name
-- of a trigger's table as a `name`, sorted by another collation than a text: compared with one it read the whole index.
-- And no more is asked than a change needs: what was open before this moment cannot have been taken back within it.

create or replace function remember() returns trigger language plpgsql security definer set search_path = public as $$
-- arguments: the key columns, then the columns to keep (none for all), both separated by commas
declare
    moment timestamptz := known_moment();
    told text := tg_table_name;
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

create index on claims (incident_id) where incident_id is not null;
