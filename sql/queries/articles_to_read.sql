-- Take entries whose article is to be fetched, and keep other runs from them for the length of the lease: of feeds
-- that are marked for it and hosts that asked for no pause, published since a moment, asked for less often than
-- `attempt_count`, in at most `most_versions` of their texts. The newest first.
-- params: now, since_at, lease_seconds, attempt_count, most_versions, limit
-- one row per entry taken
with wanted as (
    select entries.entry_id, entries.version_number
    from entries
    join feeds using (feed_code)
    left join article_texts
        on article_texts.entry_id = entries.entry_id
        and entries.version_number in (article_texts.version_number, article_texts.made_version)
    where feeds.full_text
      and feeds.is_enabled
      and entries.link is not null
      and entries.published_at >= %(since_at)s
      and entries.changed_at <= %(now)s
      and not exists (
          select from paused_hosts
          where paused_hosts.host = lower(substring(entries.link from '^[A-Za-z]+://(?:[^/@]*@)?([^/?#]+)'))
            and until_at > %(now)s
      )
      and (
          article_texts.entry_id is null
          or article_texts.outcome in ('asked', 'failed')
          and article_texts.next_at <= %(now)s
          and article_texts.attempt_count < %(attempt_count)s
      )
      and (
          select count(*) from article_texts as asked
          where asked.entry_id = entries.entry_id and asked.version_number <> entries.version_number
      ) < %(most_versions)s
    order by entries.published_at desc, entries.entry_id
    limit %(limit)s
),
taken as (
    insert into article_texts (entry_id, version_number, next_at)
    select entry_id, version_number, %(now)s::timestamptz + make_interval(secs => %(lease_seconds)s)
    from wanted
    order by entry_id
    on conflict (entry_id, version_number) do update
    set outcome = 'asked', attempt_count = article_texts.attempt_count + 1, next_at = excluded.next_at
    -- looked at again: another run may have taken it since
    where article_texts.outcome in ('asked', 'failed') and article_texts.next_at <= %(now)s
    returning entry_id, version_number, attempt_count
)
select
    taken.entry_id, taken.version_number, taken.attempt_count, entries.link as url, entries.title, entries.summary
from taken
join entries using (entry_id)
order by entries.published_at desc, entry_id
