"""Decisions of reviewers: they change what stands, survive recoding, and are refused whole where they cannot be."""

from dataclasses import replace
from datetime import timedelta

import pytest
from rows_for_tests import run
from stand_ins import CLASH, RICE, TALKS, contents, item

from truce import jobs, reviewing, store, wiring
from truce.errors import ReviewRefused
from truce.reviewing import Decision

ELSEWHERE = "Thai and Cambodian soldiers exchanged fire near Ta Muen Thom, wounding three soldiers."


@pytest.fixture
def two(conn, line):
    """Two outlets tell of one clash, a third of another; grouped."""
    for code, side in (("thai", "TH"), ("far", None), ("other", None)):
        line.add_feed(conn, code, side=side)
    line.site.publish("thai", item("1", CLASH))
    line.site.publish("far", item("1", CLASH, title="Shots at the border"), item("2", RICE))
    line.site.publish("other", item("1", ELSEWHERE))
    line.run()
    line.now += timedelta(hours=1)
    return line


def incidents(conn) -> dict[int, dict]:
    conn.rollback()
    rows = run(conn, "select incident_id, to_jsonb(incident_list) from incident_list order by 1")
    return dict(rows)


def number_at(conn, place: str) -> int:
    return next(key for key, row in incidents(conn).items() if place in (row["place"] or ""))


def entries_of(conn, incident_id: int) -> list[int]:
    return [e for (e,) in run(conn, "select entry_id from report_list where incident_id = %s order by 1", incident_id)]


def decide(line, kind: str, number: int, action: str, seen: int | None = None, by: str = "duty", **fields):
    with wiring.database(role="reviewer") as conn:
        seen = seen or store.version_of(conn, kind, number)
        decision = Decision(kind, number, action, by, seen, **fields)
        return reviewing.decide(conn, decision, wiring.codebook(), line.now)


def recode(line) -> None:
    """Read everything again as a later codebook would, and group it."""
    line.now += timedelta(hours=1)
    later = replace(wiring.codebook(), version="later")
    jobs.code_new_entries(line.conn, later, line.now)
    jobs.group_new_reports(line.conn, later, line.now)


def test_a_correction_stands_in_every_figure_and_survives_recoding(conn, two):
    number = number_at(conn, "Ta Muen Thom")
    decide(two, "incident", number, "correct", field="killed", text="4-6")
    decide(two, "incident", number, "correct", field="occurred_date", text="2025-07-01")
    recode(two)

    row = incidents(conn)[number]
    assert (row["killed_low"], row["killed_high"], row["occurred_date"]) == (4, 6, "2025-07-01")
    assert not row["is_violation"], "on that day no ceasefire was in force"


def test_what_is_merged_is_one_and_stays_one(conn, two):
    one, other = number_at(conn, "Chong Bok"), number_at(conn, "Ta Muen Thom")
    entries = entries_of(conn, one) + entries_of(conn, other)
    decide(two, "incident", other, "merge", into_id=one)
    assert list(incidents(conn)) == [one]
    recode(two)

    assert list(incidents(conn)) == [one]
    assert entries_of(conn, one) == sorted(entries)
    assert run(conn, "select count(*) from violations where incident_id = %s", other) == [(0,)]


def test_what_is_split_off_is_another_and_stays_so(conn, two):
    number = number_at(conn, "Chong Bok")
    first, second = entries_of(conn, number)
    made = decide(two, "incident", number, "split", entry_ids=(second,))
    assert (entries_of(conn, number), entries_of(conn, made)) == ([first], [second])
    recode(two)

    assert (entries_of(conn, number), entries_of(conn, made)) == ([first], [second])
    assert len(incidents(conn)) == 3


def test_what_is_rejected_is_taken_back_and_stays_so(conn, two):
    number = number_at(conn, "Ta Muen Thom")
    decide(two, "incident", number, "reject", note="an old film")
    recode(two)

    assert number not in incidents(conn)
    assert len(incidents(conn)) == 1


def test_a_later_report_joins_what_was_merged(conn, two):
    one, other = number_at(conn, "Chong Bok"), number_at(conn, "Ta Muen Thom")
    decide(two, "incident", other, "merge", into_id=one)
    two.add_feed(conn, "late")
    two.site.publish("late", item("1", CLASH, title="More on the shots"))
    two.run()

    assert list(incidents(conn)) == [one]
    assert incidents(conn)[one]["report_count"] == 4


def test_a_meeting_that_nobody_reported_but_a_reviewer_knows_of_is_held(conn, two):
    two.site.publish("far", item("9", TALKS.replace("met in Koh Kong on Wednesday", "will meet in Koh Kong on Friday")))
    two.run()
    ((number, status),) = run(conn, "select meeting_id, status from meeting_list")
    assert status == "announced"
    decide(two, "meeting", number, "correct", field="status", text="held")
    conn.rollback()
    assert run(conn, "select status from meeting_list") == [("held",)]


def test_the_queue_forgets_what_was_decided_until_it_changes(conn, two):
    run(conn, "update reports set score = 0.4 where incident_id = %s", number_at(conn, "Ta Muen Thom"))
    conn.commit()
    number = number_at(conn, "Ta Muen Thom")
    assert run(conn, "select group_id, reason from review_queue") == [(number, "low confidence")]
    decide(two, "incident", number, "confirm")
    conn.rollback()
    assert run(conn, "select * from review_queue") == []
    assert run(conn, "select reviewer, action, group_id from decision_list") == [("Duty analyst", "confirm", number)]


def test_decisions_become_cases_to_train_with(conn, two):
    one, other = number_at(conn, "Chong Bok"), number_at(conn, "Ta Muen Thom")
    decide(two, "incident", one, "confirm")
    decide(two, "incident", one, "correct", field="killed", text="3")
    decide(two, "incident", other, "reject")
    conn.rollback()

    cases = dict(run(conn, "select id, array[labels::text, clash #>> '{killed,low}'] from training_case_list"))
    assert cases == {"thai/1": ["{CLASH}", "3"], "far/1": ["{CLASH}", "3"], "other/1": ["{NONE}", None]}


@pytest.mark.parametrize(
    ("action", "fields", "message"),
    [
        ("confirm", {"by": "nobody"}, "no reviewer 'nobody'; there are: duty"),
        ("confirm", {"seen": 9}, "is at version 1 now, and you saw version 9"),
        ("merge", {"into_id": "itself"}, "cannot be merged into itself"),
        ("merge", {"into_id": 999}, "There is no incident 999"),
        ("split", {"entry_ids": (999,)}, "has no report of entry 999"),
        ("split", {"entry_ids": "all"}, "would have no report left"),
        ("correct", {"field": "summary", "text": "x"}, "cannot correct 'summary' of a incident; type, "),
        ("correct", {"field": "type", "text": "siege"}, "type cannot be 'siege'; it takes small_arms, "),
        ("correct", {"field": "killed", "text": "many"}, "killed cannot be 'many'; write 4, 4-6, 4"),
        ("correct", {"field": "place_code", "text": "atlantis"}, "'atlantis' is no code"),
        ("correct", {"field": "occurred_date", "text": "Friday"}, "write a day as 2025-12-08"),
        ("correct", {"field": "occurred_date", "text": "2031-01-01"}, "breaks incidents_not_after_seen"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_done(conn, two, action, fields, message):
    number = number_at(conn, "Chong Bok")
    if fields.get("into_id") == "itself":
        fields = {"into_id": number}
    if fields.get("entry_ids") == "all":
        fields = {"entry_ids": tuple(entries_of(conn, number))}
    before = contents(conn)
    with pytest.raises(ReviewRefused, match=message):
        decide(two, "incident", number, action, **fields)
    assert contents(conn) == before
    assert run(conn, "select count(*) from decisions") == [(0,)]


def test_who_decides_on_a_row_that_changed_meanwhile_is_told(conn, two):
    number = number_at(conn, "Chong Bok")
    two.add_feed(conn, "late")
    two.site.publish("late", item("1", CLASH, title="More on the shots"))
    two.run()

    with pytest.raises(ReviewRefused, match=f"incident {number} is at version 2 now, and you saw version 1"):
        decide(two, "incident", number, "confirm", seen=1)
