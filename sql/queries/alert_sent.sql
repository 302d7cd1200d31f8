-- The mail server took a mail.
-- params: alert_id, now
-- no row
update alerts
set sent_at = %(now)s, attempt_count = attempt_count + 1, last_error = null
where alert_id = %(alert_id)s
