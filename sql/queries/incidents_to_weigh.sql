-- Clashes recent enough for a rule, with what was mailed about them before.
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
where incidents.is_kinetic
  -- what became known later than this moment (a replay that begins anew) is not its news
  and incidents.changed_at <= %(now)s
order by incidents.occurred_date, incidents.incident_id, alert_rules.rule_code
