"""Each trend of sql/trends on rows whose answer is known. Days are days of Bangkok (UTC+7)."""

from datetime import UTC, date, datetime

import pytest
from rows_for_tests import CONFLICT, PUTRAJAYA, add

from truce import store, wiring

KUALA_LUMPUR = "th-kh-2025-10-26-kuala-lumpur"
DECEMBER = "th-kh-2025-12-27-gbc"
TESTED = {"agreement", "claims", "daily", "weekly", "killed", "places", "ceasefires"}
TESTED_APART = {"weekly_constant_panel", "daily_constant_panel"}  # in test_constant_panel.py


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def entry(tx, moment: str, feed_code: str = "third") -> None:
    add(tx, "entries", feed_code=feed_code, published_at=at(moment), seen_at=at(moment))


def incident(tx, day: str, broke: tuple[str, ...] = (), **fields) -> int:
    moment = at(f"{day}T12:00")
    seen = {"first_reported_at": moment, "last_reported_at": moment}
    incident_id = add(tx, "incidents", occurred_date=date.fromisoformat(day), **seen, **fields)
    for code in broke:
        add(tx, "violations", incident_id=incident_id, ceasefire_code=code)
    return incident_id


def trend(tx, name: str, start: str, end: str) -> list[dict]:
    columns, rows = store.query(
        tx,
        wiring.sql_files("trends")[name],
        conflict_code=CONFLICT,
        from_date=date.fromisoformat(start),
        to_date=date.fromisoformat(end),
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def column(rows: list[dict], key: str, value: str) -> dict:
    return {row[key]: row[value] for row in rows}


@pytest.fixture
def feeds(tx):
    """A feed of each side and one of neither."""
    for code, side in (("thai", "TH"), ("khmer", "KH"), ("third", None)):
        add(tx, "feeds", feed_code=code, url=f"https://{code}.example/", side=side, family=code)


def test_every_trend_is_tested_here():
    assert set(wiring.sql_files("trends")) == TESTED | TESTED_APART


# ------------------------------------------------------------------ daily, weekly


def test_a_day_without_anything_is_a_row_of_zeros(tx, feeds):
    entry(tx, "2025-12-01T05:00")
    entry(tx, "2025-12-03T05:00")

    rows = trend(tx, "daily", "2025-11-01", "2025-12-31")

    assert [str(row["day"]) for row in rows] == ["2025-12-01", "2025-12-02", "2025-12-03"]
    assert {value for name, value in rows[1].items() if name not in ("day", "no_data_from")} == {0}


@pytest.mark.parametrize(
    ("heard", "missing"),
    [([], "TH, KH"), (["third"], "TH, KH"), (["thai"], "KH"), (["khmer"], "TH"), (["thai", "khmer"], "")],
)
def test_a_side_that_was_not_heard_is_named_beside_the_figures(tx, feeds, heard, missing):
    entry(tx, "2025-11-28T05:00")
    for code in heard:
        entry(tx, "2025-12-02T05:00", code)
    entry(tx, "2025-12-08T05:00")

    (day,) = trend(tx, "daily", "2025-12-02", "2025-12-02")
    (week,) = trend(tx, "weekly", "2025-12-01", "2025-12-07")

    assert day["no_data_from"] == week["no_data_from"] == missing


def test_a_day_begins_at_midnight_of_the_place(tx, feeds):
    entry(tx, "2025-12-02T16:59", "thai")
    entry(tx, "2025-12-02T17:00", "khmer")

    first, second = trend(tx, "daily", "2025-12-01", "2025-12-31")

    assert (str(first["day"]), first["entries_side_a"], first["entries_side_b"]) == (
        "2025-12-02",
        1,
        0,
    )
    assert (str(second["day"]), second["entries_side_a"], second["entries_side_b"]) == (
        "2025-12-03",
        0,
        1,
    )


def test_alleged_and_corroborated_violations_stand_apart(tx, feeds):
    entry(tx, "2025-11-05T05:00")
    for status in ("alleged", "disputed", "corroborated", "verified", "verified"):
        incident(tx, "2025-11-05", (PUTRAJAYA,), status=status)
    for status in ("refuted", "withdrawn"):
        incident(tx, "2025-11-05", (PUTRAJAYA,), status=status)

    (row,) = trend(tx, "daily", "2025-11-05", "2025-11-05")

    assert (row["clashes"], row["violations_alleged"], row["violations_corroborated"]) == (5, 2, 3)


def test_an_incident_that_breaks_two_ceasefires_is_one_violation(tx, feeds):
    entry(tx, "2025-11-05T05:00")
    incident(tx, "2025-11-05", (PUTRAJAYA, KUALA_LUMPUR), status="verified")

    assert trend(tx, "daily", "2025-11-05", "2025-11-05")[0]["violations_corroborated"] == 1


def test_a_breach_without_arms_is_a_violation_and_no_clash(tx, feeds):
    entry(tx, "2025-11-05T05:00")
    incident(tx, "2025-11-05", (PUTRAJAYA,), type="reinforcement", is_kinetic=False)

    (row,) = trend(tx, "daily", "2025-11-05", "2025-11-05")

    assert (row["clashes"], row["violations_alleged"]) == (0, 1)


def test_talks_count_when_held_on_their_day_and_claims_when_made(tx, feeds):
    entry(tx, "2025-12-01T05:00")
    entry(tx, "2025-12-04T05:00")
    day = date(2025, 12, 3)
    add(tx, "meetings", meeting_date=day, held_at=at("2025-12-04T01:00"))
    add(tx, "meetings", meeting_date=None, held_at=at("2025-12-02T18:00"))  # the 3rd in Bangkok
    add(tx, "meetings", meeting_date=day, status="announced", held_at=None)
    add(tx, "meetings", meeting_date=day, status="postponed", held_at=None)
    add(tx, "meetings", meeting_date=day, report_count=0)
    add(tx, "claims", claimed_date=day)
    add(tx, "claims", claimed_date=day, report_count=0)

    rows = trend(tx, "daily", "2025-12-01", "2025-12-31")

    assert list(column(rows, "day", "talks_held").values()) == [0, 0, 2, 0]
    assert list(column(rows, "day", "claims").values()) == [0, 0, 1, 0]


def test_what_happened_before_anybody_was_heard_is_counted_on_its_day(tx, feeds):
    entry(tx, "2025-12-08T05:00")
    incident(tx, "2025-12-05")
    add(tx, "claims", claimed_date=date(2025, 12, 9))

    rows = trend(tx, "daily", "2025-12-01", "2025-12-31")

    assert column(rows, "day", "clashes")[date(2025, 12, 5)] == 1
    assert column(rows, "day", "claims")[date(2025, 12, 9)] == 1


def test_a_week_is_the_sum_of_its_days_from_monday_on(tx, feeds):
    entry(tx, "2025-11-24T05:00")
    entry(tx, "2025-12-15T05:00", "thai")
    for day in ("2025-11-30", "2025-12-01", "2025-12-07", "2025-12-15"):
        incident(tx, day, status="verified")

    rows = trend(tx, "weekly", "2025-11-26", "2025-12-31")

    weeks = {str(row["week"]): (row["clashes"], row["entries"]) for row in rows}
    assert weeks == {
        "2025-11-24": (1, 1), "2025-12-01": (2, 0), "2025-12-08": (0, 0), "2025-12-15": (1, 1),
    }  # fmt: skip


def test_the_weeks_add_up_to_the_days(tx, feeds):
    for number, day in enumerate(("2025-11-03", "2025-11-09", "2025-11-10", "2025-12-28")):
        entry(tx, f"{day}T05:00", ("thai", "khmer", "third")[number % 3])
        incident(tx, day, (PUTRAJAYA,), status=("alleged", "verified")[number % 2])

    totals = {
        name: [sum(row[column] for row in trend(tx, name, "2025-11-01", "2025-12-31"))
               for column in ("clashes", "violations_alleged", "violations_corroborated")]
        for name in ("daily", "weekly")
    }  # fmt: skip

    assert totals["daily"] == totals["weekly"] == [4, 2, 2]


# ------------------------------------------------------------------ killed, places


def test_killed_since_the_ceasefire_follows_the_rule_of_the_violations(tx, feeds):
    days = ["2025-07-28", "2025-07-29", "2025-12-07", "2025-12-08", "2025-12-27", "2025-12-28"]
    for power, day in enumerate(days):
        incident(tx, day, killed_low=10**power, killed_best=10**power)

    rows = trend(tx, "killed", "2025-05-01", "2025-12-31")

    killed = column(rows, "stretch", "killed_at_least")
    assert killed["the Putrajaya ceasefire: in force"] == 110  # 28 July came before, 7 December not
    assert killed["the Putrajaya ceasefire: collapsed"] == 111_000
    assert killed["the ceasefire of 27 December: in force"] == 100_000  # from the first full day
    assert [str(row["from_date"]) for row in rows if "Putrajaya" in row["stretch"]] == [
        "2025-07-29", "2025-12-07",
    ]  # fmt: skip


def test_an_unknown_toll_adds_nothing_and_is_counted_as_unknown(tx, feeds):
    incident(tx, "2025-08-10")
    incident(tx, "2025-08-11", killed_low=2, injured_low=5)
    incident(tx, "2025-08-12", killed_low=50, status="refuted")
    incident(tx, "2025-08-12", killed_low=50, status="withdrawn")
    incident(tx, "2025-08-12", killed_low=50, type="crossing", is_kinetic=False)

    row = trend(tx, "killed", "2025-05-01", "2025-11-30")[0]

    assert (row["clashes"], row["clashes_without_figure"]) == (2, 1)
    assert (row["killed_at_least"], row["killed_best"], row["injured_at_least"]) == (2, 2, 5)


def test_late_batches_stand_beside_the_killed(tx, feeds):
    incident(tx, "2025-08-10", killed_low=4, killed_best=4, late_killed=3)
    incident(tx, "2025-08-11", killed_low=1, killed_best=1)

    row = trend(tx, "killed", "2025-05-01", "2025-11-30")[0]

    assert (row["killed_at_least"], row["killed_told_late"]) == (5, 3)


def test_a_stretch_without_any_figure_has_no_toll_and_not_zero(tx, feeds):
    incident(tx, "2025-08-10")

    assert trend(tx, "killed", "2025-05-01", "2025-11-30")[0]["killed_at_least"] is None


def test_places_are_ordered_by_their_clashes(tx, feeds):
    for _ in range(2):
        incident(tx, "2025-11-05", (PUTRAJAYA,), place_code="th-surin")
    incident(tx, "2025-11-06", place_code="th-buri-ram")
    incident(tx, "2025-11-07")
    incident(tx, "2025-11-07", place_code="th-buri-ram", status="refuted")
    incident(tx, "2025-10-01", place_code="th-buri-ram")  # outside the window

    rows = trend(tx, "places", "2025-11-01", "2025-11-30")

    assert [(row["place"], row["clashes"], row["violations"]) for row in rows] == [
        ("Surin", 2, 2), ("(no place named)", 1, 0), ("Buri Ram", 1, 0),
    ]  # fmt: skip


# ------------------------------------------------------------------ the ceasefire clock


def clock(tx, start: str = "2025-05-01", end: str = "2025-12-31") -> dict[str, dict]:
    return {row["ceasefire"]: row for row in trend(tx, "ceasefires", start, end)}


def test_the_clock_of_a_ceasefire_runs_from_its_first_day(tx):
    incident(tx, "2025-08-09", (PUTRAJAYA,))
    incident(tx, "2025-11-12", (PUTRAJAYA,))

    row = clock(tx)["the Putrajaya ceasefire"]

    assert (str(row["in_force_from"]), str(row["in_force_to"])) == ("2025-07-29", "2025-12-07")
    assert (row["days_in_force"], row["violations"], row["days_to_first"]) == (131, 2, 11)
    assert str(row["last_violation"]) == "2025-11-12"
    assert row["longest_quiet_days"] == 95  # 9 August to 12 November


def test_a_ceasefire_nobody_broke_was_quiet_all_its_days(tx):
    row = clock(tx)["the ceasefire of 27 December"]

    assert (row["days_in_force"], row["violations"], row["longest_quiet_days"]) == (5, 0, 5)
    assert row["first_violation"] is None and row["days_to_first"] is None


def test_days_in_suspension_are_not_days_in_force(tx):
    add(tx, "ceasefires")
    for state, start, end in (("in_force", 1, 5), ("suspended", 5, 15), ("in_force", 15, 18)):
        add(tx, "ceasefire_states", state=state, from_at=at(f"2025-06-{start:02}T00:00"),
            to_at=at(f"2025-06-{end:02}T00:00"))  # fmt: skip

    assert clock(tx)["a truce"]["days_in_force"] == 7


def test_the_clock_stops_at_the_end_of_the_window(tx):
    rows = clock(tx, end="2025-08-31")

    assert set(rows) == {"the Putrajaya ceasefire"}
    assert rows["the Putrajaya ceasefire"]["days_in_force"] == 34


# ------------------------------------------------------------------ agreement


def test_agreement_is_what_was_confirmed_of_what_was_decided(tx):
    number = incident(tx, "2025-12-03")
    add(tx, "decisions", group_id=number)
    add(tx, "decisions", group_id=number, action="correct", field="killed")
    add(tx, "decisions", group_id=number, action="merge", other_id=number + 1)
    add(tx, "decisions", group_id=number, action="reject", decided_at=at("2026-01-02T00:00"))
    rows = trend(tx, "agreement", "2025-12-01", "2025-12-31")

    assert [(str(r["month"]), r["decisions"], r["confirmed"], r["corrected"], r["regrouped"]) for r in rows] == [
        ("2025-12-01", 3, 1, 1, 1),
        ("2026-01-01", 1, 0, 0, 0),
    ]
    assert [float(r["agreement"]) for r in rows] == [0.33, 0]


# ------------------------------------------------------------------ claims


def test_claims_are_told_with_what_came_back(tx):
    add(tx, "claims", response="deny")
    add(tx, "claims", response="partly_admit")
    add(tx, "claims", claimed_date=date(2025, 12, 6))
    add(tx, "claims", accuser="KH", accused="TH", act_kind="drone", claimed_date=date(2025, 12, 8))

    rows = trend(tx, "claims", "2025-12-01", "2025-12-31")

    assert [(r["accuser"], r["act_kind"], r["claims"], r["denied"], r["admitted"], r["countered"]) for r in rows] == [
        ("TH", "mine", 3, 1, 1, 1),
        ("KH", "drone", 1, 0, 0, 0),
    ]
