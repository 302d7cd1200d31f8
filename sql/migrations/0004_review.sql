-- What people decide about what the coder and the grouping made: who, when, on which version, and why.

create table reviewers (
    reviewer_code text primary key check (reviewer_code ~ '^[a-z0-9-]+$'),
    name text not null,
    note text
);
comment on table reviewers is 'Who may decide; from seeds/reviewers.csv.';
comment on column reviewers.reviewer_code is 'Short stable code, given with --by.';
comment on column reviewers.name is 'Name as shown to people.';
comment on column reviewers.note is 'What a reader should know.';

create table decisions (
    decision_id bigint generated always as identity primary key,
    kind text not null check (kind in ('incident', 'meeting', 'claim')),
    group_id bigint not null,
    action text not null check (action in ('confirm', 'correct', 'merge', 'split', 'reject')),
    field text,
    value jsonb,
    other_id bigint,
    entry_ids bigint[] not null default '{}',
    seen_version integer not null check (seen_version >= 1),
    reviewer_code text not null references reviewers,
    note text,
    decided_at timestamptz not null,
    check ((action = 'correct') = (field is not null)),
    check ((action in ('merge', 'split')) = (other_id is not null)),
    check (other_id <> group_id)
);
create index on decisions (kind, group_id, decided_at);
comment on table decisions is 'Decisions of reviewers, never edited: a later one outweighs an earlier one.';
comment on column decisions.decision_id is 'Running number.';
comment on column decisions.kind is 'incident, meeting or claim.';
comment on column decisions.group_id is 'Number of the incident, meeting or claim decided about.';
comment on column decisions.action is 'confirm, correct (a field), merge (into other_id), split (entry_ids into other_id), reject (nothing of the kind happened).';
comment on column decisions.field is 'The field corrected.';
comment on column decisions.value is 'What it is; JSON null for "not known".';
comment on column decisions.other_id is 'The other incident, meeting or claim of a merge or split.';
comment on column decisions.entry_ids is 'Entries the decision moves or keeps.';
comment on column decisions.seen_version is 'The version the reviewer had seen.';
comment on column decisions.reviewer_code is 'Who decided.';
comment on column decisions.note is 'Why, in words.';
comment on column decisions.decided_at is 'When.';

create table pins (
    entry_id bigint not null references entries,
    kind text not null check (kind in ('incident', 'meeting', 'claim')),
    group_id bigint,
    decision_id bigint not null references decisions,
    unique nulls not distinct (entry_id, kind, group_id)
);
comment on table pins is 'Where reports of an entry belong by decision, whatever reads them later; several places where it speaks of several.';
comment on column pins.entry_id is 'The entry.';
comment on column pins.kind is 'incident, meeting or claim.';
comment on column pins.group_id is 'Where its reports of that kind belong; null for nowhere.';
comment on column pins.decision_id is 'The decision that says so.';
