-- A newer reading of these entries is about to be stored: their standing reports step back,
-- and wait to be taken out of what they were grouped into.
-- params: entry_ids, now
-- no row
update reports
set superseded_at = %(now)s, grouped_at = null
from readings
where readings.reading_id = reports.reading_id
  and readings.entry_id = any(%(entry_ids)s)
  and reports.superseded_at is null
