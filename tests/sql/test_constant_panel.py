"""A trend by the word of the feeds alone that were heard all the time shows no rise when one is added."""

from datetime import UTC, date, datetime, timedelta

import pytest
from rows_for_tests import CONFLICT, add, add_entry, add_reading

from truce import store, wiring

MONDAY = datetime(2025, 12, 1, 5, tzinfo=UTC)  # noon in Bangkok


def day(number: int) -> datetime:
    """So many days after the first Monday."""
    return MONDAY + timedelta(days=number)


def entry(tx, feed_code: str, number: int, incident_id: int | None = None, **fields) -> None:
    moment = day(number)
    entry_id = add_entry(tx, feed_code=feed_code, published_at=moment, seen_at=day(60), changed_at=day(60), **fields)
    if incident_id:
        told = {"incident_id": incident_id, "occurred_date": moment.date(), "seen_at": day(60)}
        add(tx, "reports", reading_id=add_reading(tx, entry_id), **told)


def incident(tx, number: int, **fields) -> int:
    moment = day(number)
    seen = {"first_reported_at": moment, "last_reported_at": moment}
    return add(tx, "incidents", occurred_date=moment.date(), **seen, **fields)


def trend(tx, name: str = "weekly", start: date = date(2025, 12, 1), end: date = date(2025, 12, 28)) -> list[dict]:
    text = wiring.sql_files("trends")[f"{name}_constant_panel"]
    columns, rows = store.query(tx, text, conflict_code=CONFLICT, from_date=start, to_date=end)
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.fixture
def heard(tx):
    """A feed that is heard every week of four."""
    add(tx, "feeds", feed_code="old", url="https://old.example/", family="old", side="TH")
    add(tx, "feeds", feed_code="new", url="https://new.example/", family="new", side="KH")
    for number in (0, 8, 16, 27):
        entry(tx, "old", number)


def test_an_added_feed_shows_no_rise(tx, heard):
    entry(tx, "old", 1, incident(tx, 1))
    for number in range(14, 28):
        entry(tx, "new", number, incident(tx, number))

    rows = trend(tx)

    assert [row["clashes"] for row in rows] == [1, 0, 0, 0]
    assert [row["feeds"] for row in rows] == [1, 1, 1, 1]
    assert [row["entries"] for row in rows] == [2, 1, 1, 1]


def test_an_incident_that_the_panel_tells_of_counts_whoever_else_does(tx, heard):
    both = incident(tx, 15)
    entry(tx, "old", 15, both)
    entry(tx, "new", 15, both)

    assert [row["clashes"] for row in trend(tx)] == [0, 0, 1, 0]


def test_history_loaded_into_a_feed_of_the_panel_shows_no_rise_either(tx, heard):
    for number in range(7, 14):
        entry(tx, "old", number, incident(tx, number), is_backfilled=True)

    rows = trend(tx)

    assert [row["clashes"] for row in rows] == [0, 0, 0, 0]
    assert [row["entries"] for row in rows] == [1, 1, 1, 1]


def test_history_does_not_bring_a_feed_into_the_panel(tx, heard):
    for number in (0, 7):
        entry(tx, "new", number, is_backfilled=True)
    for number in (14, 21):
        entry(tx, "new", number, incident(tx, number))

    assert {row["feeds"] for row in trend(tx)} == {1}


def test_the_weeks_at_both_ends_need_not_be_whole(tx, heard):
    entry(tx, "new", 9)
    entry(tx, "new", 20)

    rows = trend(tx, start=date(2025, 12, 4), end=date(2025, 12, 25))

    assert [row["feeds"] for row in rows] == [2, 2]  # nothing was polled in the parts of weeks at the ends


def test_where_no_feed_was_heard_all_the_time_there_is_no_figure(tx):
    add(tx, "feeds", feed_code="new", url="https://new.example/")
    entry(tx, "new", 0, incident(tx, 0))
    entry(tx, "new", 27)

    assert {(row["feeds"], row["clashes"], row["entries"]) for row in trend(tx)} == {(None, None, None)}


def test_refuted_incidents_do_not_count_and_violations_do(tx, heard):
    entry(tx, "old", 2, incident(tx, 2, status="refuted"))
    broken = incident(tx, 3)
    entry(tx, "old", 3, broken)
    add(tx, "violations", incident_id=broken)

    assert (trend(tx)[0]["clashes"], trend(tx)[0]["violations"]) == (1, 1)


def test_talks_and_claims_of_the_panel_count(tx, heard):
    for feed_code, number in (("old", 2), ("new", 9)):
        meeting_id = add(tx, "meetings", meeting_date=day(number).date(), held_at=day(number))
        claim_id = add(tx, "claims", claimed_date=day(number).date())
        entry_id = add_entry(tx, feed_code=feed_code, published_at=day(number), seen_at=day(60), changed_at=day(60))
        reading_id = add_reading(tx, entry_id)
        add(tx, "reports", reading_id=reading_id, label="meeting", type="GBC", meeting_id=meeting_id)
        add(tx, "reports", reading_id=reading_id, label="allegation", type="accusation", claim_id=claim_id)

    rows = trend(tx)

    assert [(row["talks_held"], row["claims"]) for row in rows] == [(1, 1), (0, 0), (0, 0), (0, 0)]


def test_the_daily_trend_keeps_to_the_same_panel(tx, heard):
    entry(tx, "old", 1, incident(tx, 1))
    entry(tx, "new", 1, incident(tx, 1))

    rows = trend(tx, "daily")

    assert len(rows) == 28 and {row["feeds"] for row in rows} == {1}
    assert {row["day"]: row["clashes"] for row in rows if row["clashes"]} == {date(2025, 12, 2): 1}


def test_an_analyst_may_ask(tx):
    tx.cursor().execute("set local role truce_analyst")

    assert trend(tx) == [] and trend(tx, "daily") == []
