-- Mails owed and due, oldest first; another sender at work is not waited for.
-- params: now, limit
-- one row per mail
select alert_id, kind, subject, body_text, body_html, chart_spec, message_id, thread_id, queued_at
from alerts
where sent_at is null and next_attempt_at <= %(now)s
order by queued_at, alert_id
limit %(limit)s
for update skip locked
