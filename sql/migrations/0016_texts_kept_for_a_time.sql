-- The text of an article is kept for a time, as the documents of feeds are. What was read of it stays.

alter table article_texts add column dropped_at timestamptz;
comment on column article_texts.dropped_at is 'When its text was dropped: what was read before is of the text, what is read later is of the summary.';
alter table article_texts drop constraint article_texts_check;
alter table article_texts drop constraint article_texts_check1;
alter table article_texts add check ((outcome = 'read') = (made_version is not null));
alter table article_texts add check ((text is not null) = (made_version is not null and dropped_at is null));
