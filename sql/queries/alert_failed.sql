-- The mail server would not take a mail: later and later, but at least every six hours.
-- params: alert_id, now, error
-- no row
update alerts
set attempt_count = attempt_count + 1,
    last_error = %(error)s,
    next_attempt_at = %(now)s
        + least(interval '1 minute' * power(2, least(attempt_count, 12)), interval '6 hours')
where alert_id = %(alert_id)s
