-- Entries that reviewers decided about, as cases to train and to test with (the form of tests/cases). They hold
-- the texts of others: for reviewers, not for analysts.
create or replace view training_case_list as
with nowhere as (
    select distinct entry_id, kind
    from pins
    where group_id is null
        and not exists (
            select from pins as others
            where others.entry_id = pins.entry_id and others.kind = pins.kind and others.group_id is not null
        )
),
latest as (
    select distinct on (entry_id) *
    from readings
    where entry_id in (select entry_id from pins)
    order by entry_id, reading_id desc
),
labels (label, kind) as (
    values ('clash', 'incident'), ('meeting', 'meeting'), ('allegation', 'claim')
)
select
    entries.feed_code || '/' || entries.guid as id,
    latest.language as lang,
    entries.published_at::date as date,
    read_texts.title,
    read_texts.text,
    (
        select coalesce(array_agg(upper(label) order by label), array['NONE'])
        from labels
        where label = any(latest.labels)
            and not exists (
                select from nowhere where nowhere.entry_id = entries.entry_id and nowhere.kind = labels.kind
            )
    ) as labels,
    (
        select jsonb_build_object(
            'event_date', occurred_date, 'date_precision', occurred_precision, 'place', incident_list.place,
            'weapons', incident_list.weapons,
            'killed', jsonb_build_object('low', killed_low, 'high', killed_high, 'cumulative', false),
            'injured', jsonb_build_object('low', injured_low, 'high', injured_high, 'cumulative', false),
            'attacker', incident_list.source_actors
        )
        from incident_list
        where incident_id = (
            select min(incident_id) from report_list
            where report_list.entry_id = entries.entry_id and label = 'clash' and incident_id is not null
        )
    ) as clash,
    (
        select jsonb_build_object(
            'status', meeting_list.status, 'date', meeting_date, 'venue', venue, 'kind', meeting_list.type,
            'participants', participants
        )
        from meeting_list
        where meeting_id = (
            select min(meeting_id) from report_list
            where report_list.entry_id = entries.entry_id and meeting_id is not null
        )
    ) as meeting,
    (
        select jsonb_build_object('accuser', accuser, 'accused', accused, 'act', act, 'kind', act_kind)
        from claim_list
        where claim_id = (
            select min(claim_id) from report_list where report_list.entry_id = entries.entry_id and claim_id is not null
        )
    ) as allegation
from entries
join latest using (entry_id)
join read_texts on read_texts.entry_id = latest.entry_id and read_texts.version_number = latest.version_number
where latest.read_at > read_texts.text_since;
comment on view training_case_list is 'One row per entry that a reviewer decided about, labelled as decided.';
