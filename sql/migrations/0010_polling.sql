-- Where polling stands: own intervals, leases with a fencing token, moved and gone feeds, paused hosts, kept bodies.

alter table feeds
    add column interval_seconds integer check (interval_seconds > 0),
    add column error_weight integer not null default 0 check (error_weight >= 0),
    add column validators_at timestamptz,
    add column moved_url text,
    add column moving_to text,
    add column moving_since timestamptz,
    add column gone_at timestamptz,
    add column lease_number bigint not null default 0,
    add column host text generated always as (
        lower(substring(coalesce(moved_url, url) from '^[A-Za-z]+://(?:[^/@]*@)?([^/?#]+)'))
    ) stored;
create index on feeds (host);
comment on column feeds.url is 'Address as the registry has it; moved_url is polled where a feed has moved for good.';
comment on column feeds.interval_seconds is 'How long it is left alone at present: shorter while it brings news, longer while it does not.';
comment on column feeds.error_weight is 'Weight of the failures since the last success: 1 for one that passes (time-out, 5xx, 404), 3 for one that does not (403, not a feed).';
comment on column feeds.validators_at is 'Since when the validators were kept without a whole answer; they are dropped about every 8 days.';
comment on column feeds.moved_url is 'Where it has moved for good: every redirect was permanent, for three days or more.';
comment on column feeds.moving_to is 'Where permanent redirects lead at present.';
comment on column feeds.moving_since is 'Since when they have led there.';
comment on column feeds.gone_at is 'When its server said that it is gone (410): it is not polled any more.';
comment on column feeds.lease_number is 'Fencing token: what a poller brings back is refused when somebody else took the feed meanwhile.';
comment on column feeds.host is 'Host and port that is polled.';

create table paused_hosts (
    host text primary key,
    until_at timestamptz not null,
    reason text not null
);
comment on table paused_hosts is 'Hosts that asked us to slow down (429, 503): none of their feeds is polled before that moment.';
comment on column paused_hosts.host is 'Host and port, as in feeds.host.';
comment on column paused_hosts.until_at is 'Until when.';
comment on column paused_hosts.reason is 'What the host said.';

create table bodies (
    body_hash text primary key,
    feed_code text not null references feeds on delete cascade,
    url text not null,
    content_type text,
    headers jsonb not null,
    size_bytes integer not null,
    packed bytea not null,
    first_fetched_at timestamptz not null
);
alter table bodies alter column packed set storage external; -- packed already
create index on bodies (first_fetched_at);
create index on bodies (feed_code, first_fetched_at);
comment on table bodies is 'The documents as they came, so that anything can be read again from the original.';
comment on column bodies.body_hash is 'SHA-256 of the document.';
comment on column bodies.feed_code is 'The feed that gave it first.';
comment on column bodies.url is 'Where it came from, redirects followed.';
comment on column bodies.content_type is 'As the server declared it.';
comment on column bodies.headers is 'The headers of the answer that describe the document.';
comment on column bodies.size_bytes is 'Size unpacked.';
comment on column bodies.packed is 'The document, packed with zlib.';
comment on column bodies.first_fetched_at is 'When it came first.';

alter table fetches
    add column body_hash text,
    drop constraint fetches_outcome_check,
    add constraint fetches_outcome_check check (
        outcome in ('fresh', 'unchanged', 'same_body', 'failed', 'gone', 'not_a_feed', 'postponed')
    );
comment on column fetches.outcome is 'fresh (new body), unchanged (304), same_body, failed, gone (410), not_a_feed, postponed (the host asked for a pause).';
comment on column fetches.body_hash is 'The document it brought; kept in bodies as long as bodies are kept.';

alter table quarantined_entries
    add column body_hash text,
    add column attempt_count integer not null default 1,
    add column stored_at timestamptz;
comment on column quarantined_entries.content is 'The item as JSON, escaped.';
comment on column quarantined_entries.body_hash is 'The document it came in (bodies).';
comment on column quarantined_entries.attempt_count is 'How often storing it was tried.';
comment on column quarantined_entries.stored_at is 'When a retry succeeded; null while it waits.';

create index on entries (feed_code, published_at desc);

-- a new address in the registry outweighs what the old one said
create function forget_old_address() returns trigger language plpgsql as $$
begin
    new.moved_url := null;
    new.moving_to := null;
    new.moving_since := null;
    new.gone_at := null;
    new.etag := null;
    new.last_modified := null;
    new.error_weight := 0;
    new.next_at := '-infinity';
    return new;
end $$;
create trigger forget_old_address before update of url on feeds
for each row when (old.url is distinct from new.url) execute function forget_old_address();
