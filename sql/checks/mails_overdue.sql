-- No mail waits in the outbox for more than a day.
-- passes when it returns no row
select alert_id, subject, attempt_count, last_error
from alerts
where sent_at is null and queued_at < now() - interval '1 day'
