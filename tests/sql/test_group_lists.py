"""What analysts see of incidents, violations and meetings beside their plain columns."""

import pytest
from rows_for_tests import CONFLICT, PUTRAJAYA, add, run


def test_an_incident_is_listed_with_its_voices_by_side(tx):
    add(tx, "incidents", family_count=3, families_side_a=2, families_side_b=0, families_third=1)
    add(tx, "incidents", family_count=1, families_side_a=0, families_side_b=1, families_third=0)
    add(tx, "incidents", family_count=1)

    assert run(tx, "select voices from incident_list order by incident_id") == [
        ("3 families: 2 Thai, 0 Cambodian, 1 third",),
        ("1 family: 0 Thai, 1 Cambodian, 0 third",),
        (None,),  # of an earlier version, and not grouped since
    ]


def test_a_violation_is_listed_with_the_voices_of_its_incident(tx):
    number = add(tx, "incidents", family_count=1, families_side_a=1, families_side_b=0, families_third=0)
    add(tx, "violations", incident_id=number, ceasefire_code=PUTRAJAYA)

    assert run(tx, "select voices from violation_list") == [("1 family: 1 Thai, 0 Cambodian, 0 third",)]


def test_a_late_batch_is_listed_and_kept_in_the_history(tx):
    number = add(tx, "incidents", killed_low=1, killed_best=1)
    run(tx, "update incidents set killed_low = 3, killed_best = 3, late_killed = 2, changed_at = now()")

    assert run(tx, "select killed_low, late_killed, late_injured from incident_list") == [(3, 2, None)]
    kept = "select content ->> 'late_killed' from history where table_name = 'incidents' and row_key = %s"
    assert (("2",) in run(tx, kept, str(number))) is True


def test_meetings_are_listed_with_level_and_topics(tx):
    add(tx, "meetings", level="ministerial", topics=["ceasefire", "demining"])

    found = run(tx, "select level, topics from meeting_list where conflict_code = %s", CONFLICT)

    assert found == [("ministerial", ["ceasefire", "demining"])]


@pytest.mark.parametrize(
    ("status", "precision", "heard_of", "shown"),
    [
        ("announced", "day", "2025-09-11", "announced"),  # its day may still be told of
        ("announced", "day", "2025-09-12", "overdue"),
        ("confirmed", "day", "2025-09-12", "overdue"),
        ("held", "day", "2025-09-12", "held"),
        ("announced", "week", "2025-09-16", "announced"),  # the week is over on the 16th
        ("announced", "week", "2025-09-18", "overdue"),
        ("announced", "month", "2025-09-18", "announced"),
    ],
)
def test_talks_announced_for_a_time_that_has_passed_in_silence_are_overdue(tx, status, precision, heard_of, shown):
    held_at = "2025-09-10 12:00+00" if status == "held" else None
    add(tx, "meetings", status=status, meeting_date="2025-09-10", meeting_precision=precision, held_at=held_at)
    add(tx, "feeds", feed_code="one")
    add(tx, "entries", published_at=f"{heard_of} 11:00+00", seen_at=f"{heard_of} 12:00+00")

    assert run(tx, "select status from meeting_list") == [(shown,)]
