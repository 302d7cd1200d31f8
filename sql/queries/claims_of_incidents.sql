-- Claims that are tied to these incidents.
-- params: ids
-- one row per claim
select claim_id from claims where incident_id = any(%(ids)s) and report_count > 0
