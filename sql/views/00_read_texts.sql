-- What the coder reads of each version of an entry: its title, and the article where that was fetched and is kept, else
-- the summary. The texts are of others: not for analysts.
create or replace view read_texts as
select
    entry_versions.entry_id,
    entry_versions.version_number,
    entry_versions.title,
    coalesce(article_texts.text, entry_versions.summary) as text,
    coalesce(article_texts.dropped_at, '-infinity') as text_since
from entry_versions
left join article_texts
    on article_texts.entry_id = entry_versions.entry_id
    and article_texts.made_version = entry_versions.version_number;
comment on view read_texts is 'One row per version of an entry: the title and text that its readings are of, those after text_since (before, they were of an article that is no longer kept).';
