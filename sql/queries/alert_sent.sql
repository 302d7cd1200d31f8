-- The mail server took a mail; for whom it would not is kept as its last error.
-- params: alert_id, now, error
-- no row
update alerts
set sent_at = %(now)s, attempt_count = attempt_count + 1, last_error = %(error)s
where alert_id = %(alert_id)s
