-- Every version of incidents, meetings, claims and violations: what was known from when to when.
create or replace view version_list as
select
    table_name,
    row_key,
    row_number() over (partition by table_name, row_key order by known_from) as version,
    known_from,
    case when known_to <= asked_moment() then known_to end as known_to,
    content
from history
where table_name <> 'reports' and known_from <= asked_moment();
comment on view version_list is 'One row per version of an incident, meeting, claim or violation; content holds the row as it was.';
