-- History loaded from files: such entries raise no mail, and stay out of the constant panel.

alter table entries add column is_backfilled boolean not null default false;
comment on column entries.is_backfilled is 'Whether it was loaded from a file of history instead of polled: seen_at is then the moment of loading.';
create index entries_link on entries using hash (link) where link is not null;
