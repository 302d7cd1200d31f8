-- From what was said to what happened: how high talks are and what they are about; tolls that came late; whose
-- voices an incident has; whom a clause protects. What is there already gets its values when it is next grouped.

alter table reports
    add column level text check (level in ('head_of_government', 'ministerial', 'military', 'official')),
    add column topics text[] not null default '{}';
comment on column reports.level is 'Meetings: head_of_government, ministerial, military, official (envoys, experts, secretariats); null where not said.';
comment on column reports.topics is 'Meetings: ceasefire, withdrawal, boundary, prisoners, demining, observers, humanitarian, crossings, crime.';

alter table meetings
    add column level text check (level in ('head_of_government', 'ministerial', 'military', 'official')),
    add column topics text[] not null default '{}';
comment on column meetings.level is 'The level most reports give: head_of_government, ministerial, military, official; null where none does.';
comment on column meetings.topics is 'What its reports say it is about, what most say first.';

alter table incidents
    add column families_side_a integer check (families_side_a >= 0),
    add column families_side_b integer check (families_side_b >= 0),
    add column families_third integer check (families_third >= 0),
    add column late_killed integer check (late_killed > 0),
    add column late_injured integer check (late_injured > 0),
    add column has_civilian_victims boolean not null default false;
comment on column incidents.families_side_a is 'Of its independent voices, those of the press of the conflict''s side_a; null where not counted yet.';
comment on column incidents.families_side_b is 'Of its independent voices, those of the press of the conflict''s side_b; null where not counted yet.';
comment on column incidents.families_third is 'Of its independent voices, those of neither side; null where not counted yet.';
comment on column incidents.late_killed is 'Late batch: by how many killed the highest figure published more than 3 days after its day exceeds the highest one before; null for none.';
comment on column incidents.late_injured is 'Late batch: the same for injured.';
comment on column incidents.has_civilian_victims is 'Whether a report counts civilians among the killed or injured.';

alter table clauses add column protects text check (protects in ('civilians'));
comment on column clauses.protects is 'Whom the clause protects in particular: it fits acts that hurt them; null for everybody.';

alter table actors add column demonyms text[] not null default '{}';
comment on column actors.demonyms is 'Words for what is of this state, the usual one first: Thai, Thais.';
