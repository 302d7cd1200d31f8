-- The latest claims and what came back, for the page.
-- params: conflict_code
-- one row per claim
select claimed_date as day, accuser, accused, act_kind as about, act, response, family_count as voices
from claim_list
where conflict_code = %(conflict_code)s
order by claimed_date desc, claim_id desc
limit 20
