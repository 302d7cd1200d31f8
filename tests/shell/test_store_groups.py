"""Incidents, meetings, claims, violations and alerts come back from the store as they were."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rows_for_tests import CONFLICT, NOON, PUTRAJAYA, run

from truce import store
from truce.model import Alert, Claim, Incident, Meeting, Range, Violation

HOUR = timedelta(hours=1)
DAY = date(2025, 12, 3)
INCIDENT = Incident(
    incident_id=None, conflict_code=CONFLICT, type="artillery", is_kinetic=True, occurred_date=DAY,
    occurred_precision="day", place_code="chong-bok", where_precision=1, source_actors=("TH",),
    status="verified", killed=Range(1, 2, 3), injured=Range(), weapons=("artillery",), summary="x",
    family_count=2, report_count=3, sides_heard=("KH", "TH"), first_reported_at=NOON,
    last_reported_at=NOON + HOUR,
)  # fmt: skip
MEETING = Meeting(
    meeting_id=None, conflict_code=CONFLICT, type="GBC", status="announced", meeting_date=DAY,
    meeting_precision="day", place_code=None, participants=("KH", "TH"), mediators=("MY",),
    has_agreement=False, summary="x", report_count=1, family_count=1, first_reported_at=NOON,
    held_at=None, last_reported_at=NOON,
)  # fmt: skip
CLAIM = Claim(
    claim_id=None, conflict_code=CONFLICT, accuser="TH", accused="KH", act_kind="mine", act="mines",
    place_code=None, claimed_date=DAY, response="deny", incident_id=None, report_count=2,
    family_count=2, first_reported_at=NOON, last_reported_at=NOON,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "near"),
    [("incident", INCIDENT, store.incidents_near), ("meeting", MEETING, store.meetings_near),
     ("claim", CLAIM, store.claims_near)],
    ids=["incident", "meeting", "claim"],
)  # fmt: skip
def test_a_group_comes_back_as_it_was_and_is_changed_in_place(tx, kind, value, near):
    group_id = store.save_group(tx, kind, value, NOON)
    saved = replace(value, **{f"{kind}_id": group_id})

    assert near(tx, DAY, DAY) == [saved]
    store.save_group(tx, kind, replace(saved, report_count=9), NOON)
    assert near(tx, DAY, DAY) == [replace(saved, report_count=9)]
    store.empty_group(tx, kind, [group_id], NOON)
    assert near(tx, DAY, DAY) == []


def test_the_violations_of_an_incident_are_exactly_the_last_computed(tx):
    incident_id = store.save_group(tx, "incident", INCIDENT, NOON)
    one = Violation(incident_id, PUTRAJAYA, "1", NOON, ("TH",), "because")
    other = replace(one, ceasefire_code="th-kh-2025-10-26-kuala-lumpur")

    for computed in ([one], [one, other], [other], []):
        store.replace_violations(tx, [incident_id], computed, NOON)

        found = run(tx, "select ceasefire_code from violations order by 1")
        assert [code for (code,) in found] == [v.ceasefire_code for v in computed]


def test_the_same_alert_is_queued_once(tx):
    incident_id = store.save_group(tx, "incident", INCIDENT, NOON)
    alert = Alert("incident", "verified/1", "S", "T", "H", "<1@x>", None, "clash_two_voices", incident_id)

    assert store.queue_alert(tx, alert, NOON) is True
    assert store.queue_alert(tx, alert, NOON + HOUR) is False


def test_the_registry_comes_back_with_moments_that_know_their_zone(tx):
    ceasefires = {c.ceasefire_code: c for c in store.ceasefires(tx)}

    putrajaya = ceasefires[PUTRAJAYA]
    assert putrajaya.effective_at == datetime(2025, 7, 28, 17, tzinfo=UTC)
    assert putrajaya.parties == {"TH", "KH"}
    assert all(s.from_at.tzinfo for c in ceasefires.values() for s in c.states)
    assert putrajaya.clauses[0].clause_number == "1"
