-- Clashes recent enough for a rule, with what was mailed about them before. What was loaded from files raises no
-- mail: voices enough must have been polled, or the last to tell of it; and after a mail, something polled.
-- params: now
-- one row per incident and rule it meets
select
    alert_rules.rule_code,
    alert_rules.description as rule_description,
    incidents.*,
    places.name as place,
    places.admin1 as province,
    conflicts.name as conflict_name,
    conflicts.time_zone,
    conflicts.side_a,
    conflicts.side_b,
    array(
        select grade from alerts
        where alerts.incident_id = incidents.incident_id
          and alerts.rule_code = alert_rules.rule_code
        order by queued_at, alert_id
    ) as grades
from incidents
join alert_rules
    on alert_rules.is_enabled
    and (alert_rules.conflict_code is null or alert_rules.conflict_code = incidents.conflict_code)
    and incidents.status = any(alert_rules.statuses)
    and incidents.family_count >= alert_rules.min_families
    and (
        not alert_rules.only_violations
        or exists (select from violations where violations.incident_id = incidents.incident_id)
    )
    -- counted from the end of the day it happened on
    and incidents.occurred_date + 1
        >= (%(now)s::timestamptz - make_interval(hours => alert_rules.max_age_hours))::date
join conflicts on conflicts.conflict_code = incidents.conflict_code
left join places on places.place_code = incidents.place_code
cross join lateral (
    select
        count(distinct coalesce(entries.wire, feeds.family)) filter (where not is_backfilled) as polled_voices,
        max(entries.seen_at) filter (where not is_backfilled) as polled_at,
        max(entries.seen_at) filter (where is_backfilled) as loaded_at,
        max(reports.seen_at) filter (where not is_backfilled) as polled_read_at,
        max(reports.seen_at) filter (where is_backfilled) as loaded_read_at
    from reports
    join readings using (reading_id)
    join entries using (entry_id)
    join feeds using (feed_code)
    where reports.incident_id = incidents.incident_id and reports.superseded_at is null
) as told
left join lateral (
    select max(queued_at) as mailed_at
    from alerts
    where alerts.incident_id = incidents.incident_id and alerts.rule_code = alert_rules.rule_code
) as mailed on true
where incidents.is_kinetic
  and (
      told.loaded_at is null
      or told.polled_voices >= alert_rules.min_families
      or told.polled_at > told.loaded_at
  )
  and (
      told.loaded_read_at is null
      or mailed.mailed_at is null
      or told.loaded_read_at <= mailed.mailed_at
      or told.polled_read_at > mailed.mailed_at
  )
  -- what became known later than this moment (a replay that begins anew) is not its news
  and incidents.changed_at <= %(now)s
order by incidents.occurred_date, incidents.incident_id, alert_rules.rule_code
