-- A mail is owed. The same alert twice is one.
-- params: the columns of alerts, now
-- one row, or none if it was owed already
insert into alerts (
    kind, rule_code, incident_id, digest_date, grade, subject, body_text, body_html, chart_spec,
    message_id, thread_id, queued_at, next_attempt_at
)
values (
    %(kind)s, %(rule_code)s, %(incident_id)s, %(digest_date)s, %(grade)s, %(subject)s,
    %(body_text)s, %(body_html)s, %(chart_spec)s, %(message_id)s, %(thread_id)s, %(now)s, %(now)s
)
on conflict do nothing
returning alert_id
