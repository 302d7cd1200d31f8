-- The text of articles, where a feed is marked for it: what the coder then reads instead of the summary.

alter table feeds add column full_text boolean not null default false;
comment on column feeds.full_text is 'Whether the articles behind its entries are fetched and read: for feeds that give little more than titles, and whose publisher allows it.';

create table article_texts (
    entry_id bigint not null,
    version_number integer not null,
    outcome text not null default 'asked' check (outcome in (
        'asked', 'failed', 'read', 'no_article', 'no_longer', 'not_its', 'not_html', 'unreadable', 'disallowed',
        'refused', 'edited'
    )),
    attempt_count integer not null default 1 check (attempt_count >= 0),
    next_at timestamptz not null,
    fetched_at timestamptz,
    http_status integer,
    detail text,
    text text,
    made_version integer,
    primary key (entry_id, version_number),
    foreign key (entry_id, version_number) references entry_versions on delete cascade,
    foreign key (entry_id, made_version) references entry_versions on delete cascade,
    unique (entry_id, made_version),
    check ((outcome = 'read') = (text is not null)),
    check ((text is null) = (made_version is null))
);
comment on table article_texts is 'Articles asked for, one row per entry and version of its text, and what came of it. The texts are of others: no analyst reads them.';
comment on column article_texts.entry_id is 'The entry.';
comment on column article_texts.version_number is 'The version of the entry whose article was asked for.';
comment on column article_texts.outcome is 'asked (a run has it, or was killed), failed (may be tried again), read, or why there is no text: no_article found in the page, no_longer than the summary, not_its (a page about something else), not_html, unreadable (it cost too much), disallowed by robots.txt, refused (the server answered 4xx, or we do not go there), edited (the entry was, meanwhile).';
comment on column article_texts.attempt_count is 'How often it was asked for; three times at most.';
comment on column article_texts.next_at is 'Not to be asked for again before: the lease of the run that has it, or the pause after a failure.';
comment on column article_texts.fetched_at is 'When the last attempt ended.';
comment on column article_texts.http_status is 'HTTP status of the last attempt, if there was an answer.';
comment on column article_texts.detail is 'Why there is no text, in plain words.';
comment on column article_texts.text is 'The article as plain text, cleaned, a paragraph a line.';
comment on column article_texts.made_version is 'The version of the entry that this text made: its readings are of title and text.';
