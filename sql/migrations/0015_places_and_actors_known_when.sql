-- Places and actors too are known as of a moment: a place moved to another province, or an actor renamed, later does
-- not change what an earlier day said. What there is already counts as known all along.

create function registry_tables() returns table (table_name text, key_columns text[]) language sql immutable as $$
    values
        ('places', array['place_code']),
        ('actors', array['actor_code']),
        ('ceasefires', array['ceasefire_code']),
        ('ceasefire_parties', array['ceasefire_code', 'actor_code']),
        ('clauses', array['ceasefire_code', 'clause_number']),
        ('ceasefire_states', array['ceasefire_code', 'from_at']),
        ('commitments', array['ceasefire_code', 'commitment_number'])
$$;
comment on function registry_tables is 'The tables loaded from files of which every version is kept, with the columns of their keys.';

create function registry_rows() returns table (table_name text, row_key text, content jsonb)
language plpgsql stable set timezone = 'UTC' as $$
declare
    kept record;
begin
    for kept in select * from registry_tables() loop
        return query execute format(
            'select %1$L, concat_ws(''/'', %2$s), to_jsonb(%1$I) from public.%1$I',
            kept.table_name, (select string_agg(quote_ident(name), ', ') from unnest(kept.key_columns) as name)
        );
    end loop;
end $$;
comment on function registry_rows is 'Every row of the registry as it is, with its key and table.';

create or replace function remember_registry() returns void language plpgsql set timezone = 'UTC' as $$
declare
    moment timestamptz := '-infinity';
begin
    if exists (select from registry_versions) then
        moment := known_moment();
    end if;
    create temporary table told on commit drop as select * from registry_rows();
    create temporary table outdated on commit drop as
    select history_id, known_from from history
    where known_to is null
        and table_name in (select table_name from registry_tables())
        and (table_name, row_key, content) not in (select table_name, row_key, content from told);
    delete from history using outdated
    where history.history_id = outdated.history_id and outdated.known_from >= moment; -- nobody could have seen it
    update history set known_to = moment from outdated where history.history_id = outdated.history_id;
    insert into history (table_name, row_key, known_from, content)
    select table_name, row_key, moment, content from told
    where (table_name, row_key) not in (
        select table_name, row_key from history
        where known_to is null and table_name in (select table_name from registry_tables())
    );
    drop table told;
    drop table outdated;
end $$;
comment on column history.table_name is 'incidents, meetings, claims, violations, reports; and those of registry_tables().';

insert into history (table_name, row_key, known_from, content)
select table_name, row_key, '-infinity', content from registry_rows() where table_name in ('places', 'actors');
