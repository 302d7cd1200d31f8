-- What the coder reads of each version of an entry: its title, and the article where that was fetched, else the
-- summary. The texts are of others: not for analysts.
create or replace view read_texts as
select
    entry_versions.entry_id,
    entry_versions.version_number,
    entry_versions.title,
    coalesce(article_texts.text, entry_versions.summary) as text
from entry_versions
left join article_texts
    on article_texts.entry_id = entry_versions.entry_id
    and article_texts.made_version = entry_versions.version_number;
comment on view read_texts is 'One row per version of an entry: the title and text that its readings are of.';
