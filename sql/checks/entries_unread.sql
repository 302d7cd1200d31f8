-- Every entry is read within two hours.
-- passes when it returns no row
select entry_id, feed_code, seen_at
from entries
where changed_at < now() - interval '2 hours'
  and not exists (
      select from readings
      where readings.entry_id = entries.entry_id
        and readings.version_number = entries.version_number
  )
