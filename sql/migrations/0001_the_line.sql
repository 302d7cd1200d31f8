-- The whole line: feeds -> entries -> readings, reports -> incidents, meetings, claims -> violations, alerts.

create type assertion as enum ('stated', 'alleged', 'denied');
create type tense as enum ('past', 'ongoing', 'future', 'hypothetical', 'negated', 'background');
create type day_precision as enum ('day', 'week', 'month', 'unknown');
create type certainty as enum ('high', 'medium', 'low');

-- ---------------------------------------------------------------- who and where

create table actors (
    actor_code text primary key check (actor_code ~ '^[A-Z][A-Z0-9-]*$'),
    name text not null,
    kind text not null,
    side text,
    role text,
    source text not null
);
comment on table actors is 'Parties, bodies, offices and persons of the watched conflicts; loaded from codebook/actors.csv.';
comment on column actors.actor_code is 'Short stable code: TH, KH, TH-ANUTIN.';
comment on column actors.name is 'English name as shown to people.';
comment on column actors.kind is 'state, army, ministry, body, person, observer, mediator ...';
comment on column actors.side is 'Actor code of the party it speaks for; null for third parties.';
comment on column actors.role is 'Office or part played, in words.';
comment on column actors.source is 'Where the row comes from.';

create table conflicts (
    conflict_code text primary key check (conflict_code ~ '^[a-z0-9-]+$'),
    name text not null,
    side_a text not null references actors,
    side_b text not null references actors,
    time_zone text not null,
    source text not null,
    check (side_a <> side_b)
);
comment on table conflicts is 'The conflicts that are watched: one unordered pair of sides each; from codebook/conflicts.csv.';
comment on column conflicts.conflict_code is 'Stable code, e.g. thailand-cambodia.';
comment on column conflicts.name is 'Name as shown to people.';
comment on column conflicts.side_a is 'One side (actor code).';
comment on column conflicts.side_b is 'The other side (actor code).';
comment on column conflicts.time_zone is 'IANA zone of the place where it happens; days are days of this zone.';
comment on column conflicts.source is 'Where the row comes from.';

create table places (
    place_code text primary key check (place_code ~ '^[a-z0-9-]+$'),
    name text not null,
    kind text not null,
    country text,
    admin1 text,
    latitude double precision check (latitude between -90 and 90),
    longitude double precision check (longitude between -180 and 180),
    precision_km double precision check (precision_km >= 0),
    source text not null
);
comment on table places is 'The gazetteer, from codebook/places.csv.';
comment on column places.place_code is 'Stable code.';
comment on column places.name is 'English name as shown to people.';
comment on column places.kind is 'province, district, crossing, temple, hill, venue ...';
comment on column places.country is 'ISO 3166 code of the side of the border it lies on; null where that is disputed.';
comment on column places.admin1 is 'Province.';
comment on column places.latitude is 'Degrees north.';
comment on column places.longitude is 'Degrees east.';
comment on column places.precision_km is 'How far off the point may be, in kilometres.';
comment on column places.source is 'Where the row comes from.';

-- ---------------------------------------------------------------- feeds and entries

create table feeds (
    feed_code text primary key check (feed_code ~ '^[a-z0-9][a-z0-9-]*$'),
    outlet text not null,
    url text not null,
    language text not null check (language ~ '^[a-z]{2,3}$'),
    country text,
    family text not null,
    side text references actors,
    kind text not null default 'national',
    is_enabled boolean not null default true,
    note text,
    source text not null,
    etag text,
    last_modified text,
    body_hash text,
    error_count integer not null default 0 check (error_count >= 0),
    last_success_at timestamptz,
    next_at timestamptz not null default '-infinity'
);
comment on table feeds is 'Outlets'' feed addresses, whose voice each is, and where polling stands.';
comment on column feeds.feed_code is 'Stable code.';
comment on column feeds.outlet is 'Name of the outlet.';
comment on column feeds.url is 'Address polled.';
comment on column feeds.language is 'Declared language (ISO 639).';
comment on column feeds.country is 'Country of the outlet (ISO 3166).';
comment on column feeds.family is 'Publisher family: feeds under one owner are one voice.';
comment on column feeds.side is 'Party whose press it is (actor code); null for third parties.';
comment on column feeds.kind is 'national, regional, wire, government, un, aid ...';
comment on column feeds.is_enabled is 'Whether it is polled.';
comment on column feeds.note is 'What a reader should know.';
comment on column feeds.source is 'Where the row comes from.';
comment on column feeds.etag is 'Validator of the last good answer, byte for byte.';
comment on column feeds.last_modified is 'Validator of the last good answer, byte for byte.';
comment on column feeds.body_hash is 'SHA-256 of the last body parsed.';
comment on column feeds.error_count is 'Failures since the last success.';
comment on column feeds.last_success_at is 'When it last gave a usable answer.';
comment on column feeds.next_at is 'Not to be polled before this moment.';

create table fetches (
    fetch_id bigint generated always as identity primary key,
    feed_code text not null references feeds on delete cascade,
    fetched_at timestamptz not null,
    outcome text not null
        check (outcome in ('fresh', 'unchanged', 'same_body', 'failed', 'gone', 'not_a_feed')),
    http_status integer,
    entry_count integer not null default 0,
    new_count integer not null default 0,
    changed_count integer not null default 0,
    detail text
);
create index on fetches (feed_code, fetched_at desc);
comment on table fetches is 'Every attempt on a feed and how it ended.';
comment on column fetches.fetch_id is 'Running number.';
comment on column fetches.feed_code is 'The feed.';
comment on column fetches.fetched_at is 'When.';
comment on column fetches.outcome is 'fresh (new body), unchanged (304), same_body, failed, gone (410), not_a_feed.';
comment on column fetches.http_status is 'HTTP status, if there was an answer.';
comment on column fetches.entry_count is 'Entries in the document.';
comment on column fetches.new_count is 'Entries not seen before.';
comment on column fetches.changed_count is 'Entries whose text was edited.';
comment on column fetches.detail is 'Why it failed, or what was odd about the document, in plain words.';

create table entries (
    entry_id bigint generated always as identity primary key,
    feed_code text not null references feeds,
    guid text not null check (length(guid) between 1 and 2000),
    version_number integer not null default 1 check (version_number >= 1),
    title text not null,
    summary text not null,
    link text,
    author text,
    wire text,
    published_at timestamptz not null,
    published_raw text,
    seen_at timestamptz not null,
    changed_at timestamptz not null,
    content_hash text not null,
    unique (feed_code, guid),
    constraint entries_not_published_after_seen check (published_at <= seen_at)
);
create index on entries (published_at);
comment on table entries is 'Items as published, one row per feed and guid, holding the current version of the text.';
comment on column entries.entry_id is 'Running number.';
comment on column entries.feed_code is 'The feed it came from.';
comment on column entries.guid is 'The identity its feed gives it.';
comment on column entries.version_number is 'Which version of the text this is; the earlier ones are in entry_versions.';
comment on column entries.title is 'Headline, cleaned; may be empty.';
comment on column entries.summary is 'Summary as plain text, cleaned; may be empty.';
comment on column entries.link is 'Address of the article.';
comment on column entries.author is 'Byline as given.';
comment on column entries.wire is 'Wire service it credits, if any: then the wire is the voice, not the outlet.';
comment on column entries.published_at is 'When published; the moment first seen where the feed gives no date or one in the future.';
comment on column entries.published_raw is 'The date as the feed wrote it.';
comment on column entries.seen_at is 'When Truce first saw it.';
comment on column entries.changed_at is 'When the current text was first seen.';
comment on column entries.content_hash is 'SHA-256 of title, summary and link.';

create table entry_versions (
    entry_id bigint not null references entries on delete cascade,
    version_number integer not null,
    title text not null,
    summary text not null,
    seen_at timestamptz not null,
    content_hash text not null,
    primary key (entry_id, version_number)
);
comment on table entry_versions is 'Every text an entry ever had.';
comment on column entry_versions.entry_id is 'The entry.';
comment on column entry_versions.version_number is '1 is the text first seen.';
comment on column entry_versions.title is 'Headline of that version.';
comment on column entry_versions.summary is 'Summary of that version.';
comment on column entry_versions.seen_at is 'When that version was first seen.';
comment on column entry_versions.content_hash is 'SHA-256 of its title, summary and link.';

create table quarantined_entries (
    feed_code text not null references feeds on delete cascade,
    guid_hash text not null,
    seen_at timestamptz not null,
    reason text not null,
    content text not null,
    primary key (feed_code, guid_hash)
);
comment on table quarantined_entries is 'Items that could not be stored, with the reason; the rest of their feed was.';
comment on column quarantined_entries.feed_code is 'The feed.';
comment on column quarantined_entries.guid_hash is 'SHA-256 of the guid.';
comment on column quarantined_entries.seen_at is 'When.';
comment on column quarantined_entries.reason is 'What the database said.';
comment on column quarantined_entries.content is 'The item, escaped.';

-- ---------------------------------------------------------------- readings and reports

create table codebooks (
    codebook_version text primary key,
    first_used_at timestamptz not null
);
comment on table codebooks is 'Codebook versions that have read entries.';
comment on column codebooks.codebook_version is 'Hash of the codebook''s data and the coder''s source.';
comment on column codebooks.first_used_at is 'When it first read anything.';

create table readings (
    reading_id bigint generated always as identity primary key,
    entry_id bigint not null,
    version_number integer not null,
    codebook_version text not null references codebooks,
    language text not null,
    labels text[] not null check (labels <@ array['clash', 'meeting', 'allegation']),
    scores jsonb not null default '{}',
    reason text,
    read_at timestamptz not null,
    unique (entry_id, version_number, codebook_version),
    foreign key (entry_id, version_number) references entry_versions on delete cascade,
    check (cardinality(labels) > 0 or reason is not null)
);
comment on table readings is 'That a codebook version has read a version of an entry, also when it found nothing.';
comment on column readings.reading_id is 'Running number.';
comment on column readings.entry_id is 'The entry.';
comment on column readings.version_number is 'The version of its text.';
comment on column readings.codebook_version is 'The codebook that read it.';
comment on column readings.language is 'Language found in the text.';
comment on column readings.labels is 'What the item reports as news: clash, meeting, allegation; empty for none.';
comment on column readings.scores is 'Confidence per label, 0 to 1.';
comment on column readings.reason is 'Why nothing was found, where nothing was.';
comment on column readings.read_at is 'When.';

create table incidents (
    incident_id bigint generated always as identity primary key,
    conflict_code text not null references conflicts,
    type text not null,
    is_kinetic boolean not null,
    occurred_date date not null,
    occurred_precision day_precision not null,
    place_code text references places,
    where_precision smallint check (where_precision between 1 and 7),
    source_actors text[] not null default '{}',
    status text not null default 'alleged'
        check (status in ('alleged', 'corroborated', 'verified', 'disputed', 'refuted', 'withdrawn')),
    killed_low integer, killed_best integer, killed_high integer,
    injured_low integer, injured_best integer, injured_high integer,
    weapons text[] not null default '{}',
    summary text not null,
    family_count integer not null default 1 check (family_count >= 0),
    report_count integer not null default 1 check (report_count >= 0),
    sides_heard text[] not null default '{}',
    first_reported_at timestamptz not null,
    last_reported_at timestamptz not null,
    changed_at timestamptz not null,
    check (coalesce(killed_low, 0) <= coalesce(killed_best, killed_low, 0)),
    check (killed_high is null or killed_best is null or killed_best <= killed_high),
    check (killed_high is null or killed_low is null or killed_low <= killed_high),
    check (killed_best is null or killed_low is not null),
    check (coalesce(injured_low, 0) <= coalesce(injured_best, injured_low, 0)),
    check (injured_high is null or injured_best is null or injured_best <= injured_high),
    check (injured_high is null or injured_low is null or injured_low <= injured_high),
    constraint incidents_not_after_seen check (occurred_date <= (first_reported_at at time zone 'UTC')::date + 1)
);
create index on incidents (conflict_code, occurred_date);
comment on table incidents is 'One happening that one or more reports speak of. The counting unit.';
comment on column incidents.incident_id is 'Running number.';
comment on column incidents.conflict_code is 'The watched conflict.';
comment on column incidents.type is 'small_arms, artillery, rocket, air_strike, drone, ground_assault, mine, unconventional, other; or a breach such as reinforcement.';
comment on column incidents.is_kinetic is 'True for armed force (a clash), false for other breaches.';
comment on column incidents.occurred_date is 'Day in the conflict''s time zone; first day where the precision is week or month.';
comment on column incidents.occurred_precision is 'How exactly the day is known.';
comment on column incidents.place_code is 'Most exact place any report gives; null where none does.';
comment on column incidents.where_precision is 'UCDP 1 exact, 2 near, 3 district, 4 province, 5 area or line, 6 country, 7 sea or air.';
comment on column incidents.source_actors is 'Who did it, as far as said; empty for undetermined.';
comment on column incidents.status is 'alleged (one side or one voice), corroborated (two independent families, not all of one side), verified (both sides, or a monitor), disputed (denied by the accused), refuted, withdrawn (no report left).';
comment on column incidents.killed_low is 'Fewest killed, over reports of this incident alone; null is unknown, never 0.';
comment on column incidents.killed_best is 'Most credible figure.';
comment on column incidents.killed_high is 'Most killed.';
comment on column incidents.injured_low is 'Fewest injured; null is unknown.';
comment on column incidents.injured_best is 'Most credible figure.';
comment on column incidents.injured_high is 'Most injured.';
comment on column incidents.weapons is 'With what, all reports together.';
comment on column incidents.summary is 'Headline of its first report.';
comment on column incidents.family_count is 'Independent voices that report it.';
comment on column incidents.report_count is 'Reports that belong to it.';
comment on column incidents.sides_heard is 'Sides whose press reports it; third stands for everybody else.';
comment on column incidents.first_reported_at is 'When Truce first read of it.';
comment on column incidents.last_reported_at is 'When Truce last read of it.';
comment on column incidents.changed_at is 'When this row last changed.';

create table meetings (
    meeting_id bigint generated always as identity primary key,
    conflict_code text not null references conflicts,
    type text not null,
    status text not null
        check (status in ('announced', 'confirmed', 'held', 'postponed', 'cancelled', 'walked_out')),
    meeting_date date,
    meeting_precision day_precision not null,
    place_code text references places,
    participants text[] not null default '{}',
    mediators text[] not null default '{}',
    has_agreement boolean not null default false,
    summary text not null,
    report_count integer not null default 1,
    family_count integer not null default 1,
    first_reported_at timestamptz not null,
    held_at timestamptz,
    last_reported_at timestamptz not null,
    changed_at timestamptz not null,
    constraint meetings_held_not_before_their_day
        check (status <> 'held' or meeting_date is null or meeting_date <= (held_at at time zone 'UTC')::date + 1),
    check ((status = 'held') = (held_at is not null))
);
create index on meetings (conflict_code, meeting_date);
comment on table meetings is 'Talks with a life; the announcement and the meeting are one row.';
comment on column meetings.meeting_id is 'Running number.';
comment on column meetings.conflict_code is 'The watched conflict.';
comment on column meetings.type is 'leaders, ministers, GBC, RBC, JBC, regional_body, UN, call, visit, mediation, signing, other.';
comment on column meetings.status is 'announced, confirmed, held, postponed, cancelled, walked_out. Announced with a past day is overdue, not held: see meeting_list.';
comment on column meetings.meeting_date is 'Day of the meeting, planned or real, in the conflict''s time zone; null where not said.';
comment on column meetings.meeting_precision is 'How exactly the day is known.';
comment on column meetings.place_code is 'Venue.';
comment on column meetings.participants is 'Who meets (actor codes).';
comment on column meetings.mediators is 'Who hosts or mediates (actor codes).';
comment on column meetings.has_agreement is 'Whether a report says that something was agreed or signed.';
comment on column meetings.summary is 'Headline of its first report.';
comment on column meetings.report_count is 'Reports that belong to it.';
comment on column meetings.family_count is 'Independent voices that report it.';
comment on column meetings.first_reported_at is 'When Truce first read of it.';
comment on column meetings.held_at is 'When Truce first read that it was held; null before.';
comment on column meetings.last_reported_at is 'When Truce last read of it.';
comment on column meetings.changed_at is 'When this row last changed.';

create table claims (
    claim_id bigint generated always as identity primary key,
    conflict_code text not null references conflicts,
    accuser text references actors,
    accused text references actors,
    act_kind text not null,
    act text not null,
    place_code text references places,
    claimed_date date not null,
    response text not null default 'silence'
        check (response in ('silence', 'deny', 'partly_admit', 'admit', 'counter_accuse', 'finding')),
    incident_id bigint references incidents,
    report_count integer not null default 1,
    family_count integer not null default 1,
    first_reported_at timestamptz not null,
    last_reported_at timestamptz not null,
    changed_at timestamptz not null,
    check (accuser is distinct from accused or accuser is null)
);
create index on claims (conflict_code, claimed_date);
comment on table claims is 'Who accuses whom of what, and what came back. A claim alone never counts as an incident.';
comment on column claims.claim_id is 'Running number.';
comment on column claims.conflict_code is 'The watched conflict.';
comment on column claims.accuser is 'Who accuses (actor code); null where undetermined.';
comment on column claims.accused is 'Who is accused (actor code); null where undetermined.';
comment on column claims.act_kind is 'Kind of the act: a type of clash or breach, ceasefire (breaking it, unspecified) or other.';
comment on column claims.act is 'The act in the words of the first report.';
comment on column claims.place_code is 'Where it is said to have happened.';
comment on column claims.claimed_date is 'Day the claim was first made, in the conflict''s time zone.';
comment on column claims.response is 'silence, deny, partly_admit, admit, counter_accuse, finding: the weightiest so far.';
comment on column claims.incident_id is 'The incident it speaks of, if one is known.';
comment on column claims.report_count is 'Reports that belong to it.';
comment on column claims.family_count is 'Independent voices that carry it.';
comment on column claims.first_reported_at is 'When Truce first read of it.';
comment on column claims.last_reported_at is 'When Truce last read of it.';
comment on column claims.changed_at is 'When this row last changed.';

create table reports (
    report_id bigint generated always as identity primary key,
    reading_id bigint not null references readings on delete cascade,
    label text not null check (label in ('clash', 'meeting', 'allegation', 'breach')),
    type text not null,
    assertion assertion not null,
    tense tense not null,
    conflict_code text references conflicts,
    source_actors text[] not null default '{}',
    target_actors text[] not null default '{}',
    mediators text[] not null default '{}',
    status text,
    occurred_date date,
    occurred_precision day_precision not null,
    place_code text references places,
    where_precision smallint check (where_precision between 1 and 7),
    unresolved_place text,
    weapons text[] not null default '{}',
    act text,
    act_kind text,
    is_partial boolean not null default false,
    evidence jsonb not null,
    score real not null check (score between 0 and 1),
    seen_at timestamptz not null,
    superseded_at timestamptz,
    grouped_at timestamptz,
    incident_id bigint references incidents,
    meeting_id bigint references meetings,
    claim_id bigint references claims,
    constraint reports_past_not_after_seen check (
        tense = 'future' or label = 'meeting' or occurred_date is null
        or occurred_date <= (seen_at at time zone 'UTC')::date + 1
    ),
    check (num_nonnulls(incident_id, meeting_id, claim_id) <= 1),
    check (incident_id is null or label in ('clash', 'breach')),
    check (meeting_id is null or label = 'meeting'),
    check (claim_id is null or label = 'allegation')
);
create index on reports (reading_id);
create index on reports (incident_id) where incident_id is not null;
create index on reports (meeting_id) where meeting_id is not null;
create index on reports (claim_id) where claim_id is not null;
create index on reports (report_id) where grouped_at is null;
comment on table reports is 'What an entry says happened, one row per event it speaks of. A statement, not a fact.';
comment on column reports.report_id is 'Running number.';
comment on column reports.reading_id is 'The reading it comes from.';
comment on column reports.label is 'clash, meeting, allegation, breach (hostile but not armed force).';
comment on column reports.type is 'Finer type within the label.';
comment on column reports.assertion is 'stated by a third party or admitted; alleged by one side; denied.';
comment on column reports.tense is 'Where it stands in time; only past and ongoing feed incidents.';
comment on column reports.conflict_code is 'The watched conflict; null where it belongs to none.';
comment on column reports.source_actors is 'Who did it; for an allegation who speaks; for a meeting who meets.';
comment on column reports.target_actors is 'To whom; for an allegation about whom.';
comment on column reports.mediators is 'Hosts and mediators of a meeting.';
comment on column reports.status is 'Meetings: announced, confirmed, under_way, held, agreed, postponed, cancelled, walked_out.';
comment on column reports.occurred_date is 'Day in the conflict''s time zone; null where unknown.';
comment on column reports.occurred_precision is 'How exactly the day is known.';
comment on column reports.place_code is 'Where; null where not said or not in the gazetteer.';
comment on column reports.where_precision is 'UCDP 1 to 7.';
comment on column reports.unresolved_place is 'A place named in the text that the gazetteer lacks.';
comment on column reports.weapons is 'With what.';
comment on column reports.act is 'Allegations: the act in the words of the text.';
comment on column reports.act_kind is 'Allegations: kind of the act.';
comment on column reports.is_partial is 'An admission of a part only.';
comment on column reports.evidence is 'Verbatim spans: [{field, text, start, end}] of title, newline, summary.';
comment on column reports.score is 'Confidence, 0 to 1.';
comment on column reports.seen_at is 'When its entry''s version was seen.';
comment on column reports.superseded_at is 'When a newer reading of the same entry took its place; null while it stands.';
comment on column reports.grouped_at is 'When it was put where it belongs; null while that is still to be done.';
comment on column reports.incident_id is 'The incident it speaks of.';
comment on column reports.meeting_id is 'The meeting it speaks of.';
comment on column reports.claim_id is 'The claim it makes or answers.';

create table tolls (
    report_id bigint not null references reports on delete cascade,
    toll_number smallint not null,
    category text not null check (category in ('killed', 'injured', 'displaced', 'captured')),
    low integer check (low >= 0),
    best integer,
    high integer,
    kind text not null check (kind in ('incident', 'cumulative')),
    scope text,
    status text check (status in ('civilian', 'military')),
    as_of_date date,
    primary key (report_id, toll_number),
    check (low <= best),
    check (best <= high),
    check (low <= high),
    check (num_nonnulls(low, best, high) > 0)
);
comment on table tolls is 'Numbers of people as one report states them. Cumulative tolls are never summed.';
comment on column tolls.report_id is 'The report.';
comment on column tolls.toll_number is 'Order within the report.';
comment on column tolls.category is 'killed, injured, displaced, captured.';
comment on column tolls.low is 'At least.';
comment on column tolls.best is 'As said; null for a bare range.';
comment on column tolls.high is 'At most; null where open.';
comment on column tolls.kind is 'incident (of this happening) or cumulative (so far).';
comment on column tolls.scope is 'Whose people (actor code); null where not said.';
comment on column tolls.status is 'civilian or military; null where not said.';
comment on column tolls.as_of_date is 'Day the figure is stated for.';

-- ---------------------------------------------------------------- ceasefires and violations

create table ceasefires (
    ceasefire_code text primary key check (ceasefire_code ~ '^[a-z0-9-]+$'),
    conflict_code text not null references conflicts,
    name text not null,
    side_type text not null check (side_type in ('unilateral', 'bilateral', 'multilateral')),
    is_written boolean,
    purpose text,
    class smallint check (class between 1 and 3),
    mediators text[] not null default '{}',
    mechanism text,
    declared_at timestamptz not null,
    declared_precision text not null check (declared_precision in ('minute', 'hour', 'day')),
    effective_at timestamptz,
    scope text,
    successor_of text references ceasefires,
    certainty certainty not null,
    source text not null,
    doubt text
);
comment on table ceasefires is 'The registry: agreements and calls to stop firing, after the ETH/PRIO ceasefire data.';
comment on column ceasefires.ceasefire_code is 'Stable code.';
comment on column ceasefires.conflict_code is 'The conflict.';
comment on column ceasefires.name is 'Name as shown to people.';
comment on column ceasefires.side_type is 'unilateral, bilateral, multilateral.';
comment on column ceasefires.is_written is 'Whether a text exists; null where not evidenced.';
comment on column ceasefires.purpose is 'What it is for.';
comment on column ceasefires.class is '1 cessation of hostilities, 2 with compliance mechanisms, 3 with disarmament.';
comment on column ceasefires.mediators is 'Who mediated (actor codes).';
comment on column ceasefires.mechanism is 'Who watches over it.';
comment on column ceasefires.declared_at is 'When it was declared.';
comment on column ceasefires.declared_precision is 'How exactly that moment is known.';
comment on column ceasefires.effective_at is 'From when it binds; null where it never did.';
comment on column ceasefires.scope is 'Where and what it covers.';
comment on column ceasefires.successor_of is 'The ceasefire it follows or renews.';
comment on column ceasefires.certainty is 'How sure the row is.';
comment on column ceasefires.source is 'Publisher, title, date.';
comment on column ceasefires.doubt is 'What is not certain, in words.';

create table ceasefire_parties (
    ceasefire_code text references ceasefires on delete cascade,
    actor_code text references actors,
    primary key (ceasefire_code, actor_code)
);
comment on table ceasefire_parties is 'Who is bound by a ceasefire.';
comment on column ceasefire_parties.ceasefire_code is 'The ceasefire.';
comment on column ceasefire_parties.actor_code is 'The party.';

create table clauses (
    ceasefire_code text references ceasefires on delete cascade,
    clause_number text,
    paraphrase text not null,
    obligated text[] not null,
    acts text[] not null default '{}',
    area text,
    from_at timestamptz,
    deadline text,
    verifier text,
    certainty certainty not null,
    source text not null,
    doubt text,
    primary key (ceasefire_code, clause_number)
);
comment on table clauses is 'What a ceasefire forbids or asks for, clause by clause, paraphrased.';
comment on column clauses.ceasefire_code is 'The ceasefire.';
comment on column clauses.clause_number is 'Number in its text, or in the agreed minutes that elaborate it.';
comment on column clauses.paraphrase is 'What it says, in our words.';
comment on column clauses.obligated is 'Who is bound (actor codes).';
comment on column clauses.acts is 'Kinds of act that break it; empty for a promise to do something.';
comment on column clauses.area is 'Where it holds; null for everywhere.';
comment on column clauses.from_at is 'From when it binds; null for the ceasefire''s effective moment.';
comment on column clauses.deadline is 'Until when, in words.';
comment on column clauses.verifier is 'Who verifies.';
comment on column clauses.certainty is 'How sure the row is.';
comment on column clauses.source is 'Publisher, title, date.';
comment on column clauses.doubt is 'What is not certain, in words.';

create extension if not exists btree_gist;
create table ceasefire_states (
    ceasefire_code text references ceasefires on delete cascade,
    state text not null
        check (state in ('announced', 'in_force', 'suspended', 'collapsed', 'replaced', 'never_in_force')),
    from_at timestamptz not null,
    to_at timestamptz,
    by_actor text references actors,
    certainty certainty not null,
    source text not null,
    doubt text,
    primary key (ceasefire_code, from_at),
    check (to_at is null or to_at > from_at),
    constraint ceasefire_states_do_not_overlap
        exclude using gist (ceasefire_code with =, tstzrange(from_at, to_at) with &&)
);
comment on table ceasefire_states is 'The life of a ceasefire as half-open intervals [from, to) that never overlap.';
comment on column ceasefire_states.ceasefire_code is 'The ceasefire.';
comment on column ceasefire_states.state is 'announced, in_force, suspended, collapsed, replaced, never_in_force.';
comment on column ceasefire_states.from_at is 'From this moment.';
comment on column ceasefire_states.to_at is 'Until before this moment; null for until now.';
comment on column ceasefire_states.by_actor is 'Who brought the state about, e.g. who suspended.';
comment on column ceasefire_states.certainty is 'How sure the boundary is.';
comment on column ceasefire_states.source is 'Publisher, title, date.';
comment on column ceasefire_states.doubt is 'What is not certain, in words.';

create table commitments (
    ceasefire_code text not null references ceasefires on delete cascade,
    clause_number text not null,
    commitment_number text not null,
    promise text not null,
    obligated text[] not null,
    deadline_at timestamptz,
    verifier text,
    outcome text not null check (outcome in ('kept', 'breached', 'overdue', 'unknown')),
    outcome_date date,
    certainty certainty not null,
    source text not null,
    doubt text,
    primary key (ceasefire_code, commitment_number),
    foreign key (ceasefire_code, clause_number) references clauses on delete cascade
);
comment on table commitments is 'Numbered promises of an agreement: by whom, until when, kept or not.';
comment on column commitments.ceasefire_code is 'The ceasefire.';
comment on column commitments.clause_number is 'The clause that holds the promise.';
comment on column commitments.commitment_number is 'Number within the ceasefire.';
comment on column commitments.promise is 'What was promised, in our words.';
comment on column commitments.obligated is 'By whom (actor codes).';
comment on column commitments.deadline_at is 'Until when; null where open.';
comment on column commitments.verifier is 'Who verifies.';
comment on column commitments.outcome is 'kept, breached, overdue, unknown.';
comment on column commitments.outcome_date is 'Day of the outcome.';
comment on column commitments.certainty is 'How sure the row is.';
comment on column commitments.source is 'Publisher, title, date.';
comment on column commitments.doubt is 'What is not certain, in words.';

create table known_tolls (
    conflict_code text not null references conflicts,
    toll_number integer not null,
    as_of_at timestamptz not null,
    side text references actors,
    category text not null check (category in ('killed', 'injured', 'displaced', 'captured')),
    low integer, best integer, high integer,
    status text,
    stated_by text not null,
    is_cumulative boolean not null,
    round text not null,
    certainty certainty not null,
    source text not null,
    doubt text,
    primary key (conflict_code, toll_number),
    check (low <= best), check (best <= high), check (low <= high)
);
comment on table known_tolls is 'Sourced tolls of the registry, conflicting figures both kept; to hold ours against.';
comment on column known_tolls.conflict_code is 'The conflict.';
comment on column known_tolls.toll_number is 'Line of the seed file.';
comment on column known_tolls.as_of_at is 'Moment the figure is stated for.';
comment on column known_tolls.side is 'Whose people; null for both.';
comment on column known_tolls.category is 'killed, injured, displaced, captured.';
comment on column known_tolls.low is 'At least.';
comment on column known_tolls.best is 'As said.';
comment on column known_tolls.high is 'At most.';
comment on column known_tolls.status is 'civilian, military or empty for all.';
comment on column known_tolls.stated_by is 'Who says so.';
comment on column known_tolls.is_cumulative is 'Whether it counts from the start of the round.';
comment on column known_tolls.round is 'july or december.';
comment on column known_tolls.certainty is 'How sure the row is.';
comment on column known_tolls.source is 'Publisher, title, date.';
comment on column known_tolls.doubt is 'What is not certain, in words.';

create table violations (
    incident_id bigint not null references incidents on delete cascade,
    ceasefire_code text not null references ceasefires on delete cascade,
    clause_number text not null,
    state text not null check (state = 'in_force'),
    state_from_at timestamptz not null,
    by_actors text[] not null default '{}',
    reason text not null,
    computed_at timestamptz not null,
    primary key (incident_id, ceasefire_code),
    foreign key (ceasefire_code, clause_number) references clauses on delete cascade
);
comment on table violations is 'Incidents that break a clause of a ceasefire in force between their parties. Computed, never matched by keyword.';
comment on column violations.incident_id is 'The incident.';
comment on column violations.ceasefire_code is 'The ceasefire broken.';
comment on column violations.clause_number is 'The clause broken.';
comment on column violations.state is 'State of the ceasefire that was relied upon.';
comment on column violations.state_from_at is 'Start of that state''s interval.';
comment on column violations.by_actors is 'Whose violation; empty for undetermined.';
comment on column violations.reason is 'Why it counts, in one sentence.';
comment on column violations.computed_at is 'When.';

-- ---------------------------------------------------------------- alerts

create table alert_rules (
    rule_code text primary key check (rule_code ~ '^[a-z0-9_]+$'),
    description text not null,
    conflict_code text references conflicts,
    statuses text[] not null,
    min_families integer not null check (min_families >= 1),
    max_age_hours integer not null check (max_age_hours > 0),
    only_violations boolean not null default false,
    is_enabled boolean not null default true
);
comment on table alert_rules is 'When a mail is owed.';
comment on column alert_rules.rule_code is 'Stable code.';
comment on column alert_rules.description is 'The rule in one sentence; it stands at the foot of the mail.';
comment on column alert_rules.conflict_code is 'Which conflict; null for all.';
comment on column alert_rules.statuses is 'Incident statuses that meet the rule.';
comment on column alert_rules.min_families is 'Independent voices needed.';
comment on column alert_rules.max_age_hours is 'How many hours after its day an incident is still news.';
comment on column alert_rules.only_violations is 'Whether it must break a ceasefire.';
comment on column alert_rules.is_enabled is 'Whether the rule is used.';

create table alerts (
    alert_id bigint generated always as identity primary key,
    kind text not null check (kind in ('incident', 'update', 'digest')),
    rule_code text references alert_rules,
    incident_id bigint references incidents,
    digest_date date,
    grade text not null default '',
    subject text not null,
    body_text text not null,
    body_html text not null,
    chart_spec jsonb,
    message_id text not null unique,
    thread_id text,
    queued_at timestamptz not null,
    attempt_count integer not null default 0,
    next_attempt_at timestamptz not null,
    last_error text,
    sent_at timestamptz,
    unique nulls not distinct (kind, rule_code, incident_id, grade, digest_date),
    check ((kind = 'digest') = (digest_date is not null)),
    check ((kind = 'digest') = (incident_id is null))
);
create index on alerts (next_attempt_at) where sent_at is null;
comment on table alerts is 'The outbox: mails owed, written in the transaction of their cause; sent, then marked.';
comment on column alerts.alert_id is 'Running number.';
comment on column alerts.kind is 'incident (first mail), update (something new about it), digest.';
comment on column alerts.rule_code is 'The rule that was met.';
comment on column alerts.incident_id is 'The incident.';
comment on column alerts.digest_date is 'The day a digest covers.';
comment on column alerts.grade is 'What was new: the incident''s status and toll at that time. No second mail without a new grade.';
comment on column alerts.subject is 'Subject.';
comment on column alerts.body_text is 'Plain text.';
comment on column alerts.body_html is 'HTML.';
comment on column alerts.chart_spec is 'Chart to attach as PNG (Vega-Lite), if any.';
comment on column alerts.message_id is 'Message-ID: the same when a send is repeated.';
comment on column alerts.thread_id is 'Message-ID of the first mail of the thread.';
comment on column alerts.queued_at is 'When it was owed.';
comment on column alerts.attempt_count is 'How often sending was tried.';
comment on column alerts.next_attempt_at is 'Not to be tried before.';
comment on column alerts.last_error is 'What the mail server said last.';
comment on column alerts.sent_at is 'When the mail server took it; null while owed.';
