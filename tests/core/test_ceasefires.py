from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from core.statements import CONFLICT, killed, statement
from hypothesis import given
from hypothesis import strategies as st

from truce.ceasefires import state_at, violation_of
from truce.incidents import incident_of
from truce.model import Ceasefire, Clause, StateInterval

LOCAL = timezone(timedelta(hours=7))
BEGIN = datetime(2025, 7, 29, 0, 0, tzinfo=LOCAL)  # 28 July, 24:00
END = datetime(2025, 12, 7, 14, 15, tzinfo=LOCAL)
BOTH = frozenset({"TH", "KH"})
FIRE = Clause("1", "No use of weapons.", BOTH, frozenset({"artillery", "mine"}), None, None)
FLIGHT = Clause("4", "No flight.", frozenset({"TH"}), frozenset({"airspace"}), None, "Unclear.")
PUTRAJAYA = Ceasefire(
    "putrajaya", "thailand-cambodia", "the Putrajaya ceasefire", BOTH, BEGIN, (FIRE, FLIGHT),
    (
        StateInterval("announced", BEGIN - timedelta(hours=8), BEGIN, None),
        StateInterval("in_force", BEGIN, END, None),
        StateInterval("collapsed", END, None, None),
    ),
)  # fmt: skip


def violation(day: str, place: str | None = "Chong Bok", **fields):
    incident = incident_of([statement(day, **fields)], CONFLICT, incident_id=1)
    return violation_of(incident, PUTRAJAYA, CONFLICT, place)


def test_an_act_while_in_force_is_a_violation_with_clause_and_reason():
    found = violation("2025-08-09", type="mine")

    assert found.clause_number == "1"
    assert found.state_from_at == BEGIN
    assert "since 29 July 2025 00:00" in found.reason and "undetermined" in found.reason


def test_the_same_act_the_day_before_is_only_a_clash():
    assert violation("2025-07-28") is None


def test_the_first_day_counts_because_the_ceasefire_began_at_midnight():
    assert violation("2025-07-29") is not None


def test_the_act_that_ends_a_ceasefire_found_it_in_force():
    assert violation("2025-12-07") is not None


def test_after_the_collapse_it_is_only_a_clash():
    assert violation("2025-12-08") is None


def test_a_kind_of_act_no_clause_names_is_no_violation():
    assert violation("2025-08-09", type="drone") is None


def test_a_clause_binds_only_whom_it_names():
    by_cambodia = violation("2025-08-09", label="breach", type="airspace", source_actors=("KH",))
    by_thailand = violation("2025-08-09", label="breach", type="airspace", source_actors=("TH",))

    assert by_cambodia is None
    assert by_thailand.by_actors == ("TH",)
    assert "Doubt: Unclear." in by_thailand.reason


def clause(number: str, *acts: str, from_at=None, protects=None) -> Clause:
    return Clause(number, f"Point {number}.", BOTH, frozenset(acts), from_at, None, protects)


def clause_cited(*clauses: Clause, **fields) -> str | None:
    incident = incident_of([statement("2025-09-10", **fields)], CONFLICT, incident_id=1)
    found = violation_of(incident, replace(PUTRAJAYA, clauses=clauses), CONFLICT, None)
    return found.clause_number if found else None


def test_a_clause_on_one_kind_of_act_goes_before_one_on_all_force():
    general, on_mines = clause("1", "artillery", "mine", "drone"), clause("9", "mine")

    assert clause_cited(general, on_mines, type="mine") == "9"
    assert clause_cited(general, on_mines, type="artillery") == "1"


def test_the_clause_that_protects_civilians_fits_an_act_that_hurt_some():
    clauses = clause("1", "artillery"), clause("5", "artillery", protects="civilians")
    soldiers, villagers = killed(2, status="military"), killed(2, status="civilian")

    assert clause_cited(*clauses, tolls=(villagers,)) == "5"
    assert clause_cited(*clauses, tolls=(soldiers,)) == "1"
    assert clause_cited(*clauses) == "1"
    assert clause_cited(clauses[1]) is None, "nobody says that civilians were hurt"


def test_of_equal_clauses_the_text_agreed_later_is_cited_from_its_day_on():
    first, later = clause("1", "artillery"), clause("minutes/1", "artillery", from_at=BEGIN + timedelta(days=10))
    to_come = clause("minutes/2", "artillery", from_at=BEGIN + timedelta(days=90))

    assert clause_cited(first, later, to_come) == "minutes/1"


def test_the_order_of_the_clauses_decides_only_between_equals():
    assert clause_cited(clause("1", "mine", "artillery"), clause("2", "artillery", "mine")) == "1"
    assert clause_cited(clause("1", "mine", "artillery", "drone"), clause("2", "artillery", "mine")) == "2"


def test_a_week_must_lie_in_force_from_first_to_last_day():
    first_days = {"occurred_precision": "week", "occurred_date": date(2025, 12, 3)}

    assert violation("2025-12-06", **first_days) is None


def test_an_act_known_to_the_week_counts_when_the_whole_week_was_in_force():
    assert violation("2025-08-15", occurred_precision="week") is not None


@given(st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2026, 12, 31)))
def test_a_ceasefire_is_in_one_state_at_a_time(moment):
    moment = moment.replace(tzinfo=UTC)
    holding = [s for s in PUTRAJAYA.states if s.from_at <= moment and (s.to_at is None or moment < s.to_at)]

    assert [state_at(PUTRAJAYA, moment)] == (holding or [None])


@pytest.mark.parametrize("day", ["2025-07-28", "2025-12-08"])
def test_attribution_does_not_make_a_violation_out_of_force(day):
    assert violation(day, source_actors=("KH",)) is None
