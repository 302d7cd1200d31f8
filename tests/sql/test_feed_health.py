"""How a feed is, by what polling brought. Silence is a state of its own: it answers, but tells nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from rows_for_tests import CONFLICT, add, add_entry, add_reading, run

from truce import store

NOW = datetime(2025, 12, 8, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def a_feed(tx, pauses: list[float] = (), asked: datetime | None = NOW, outcome: str = "fresh", **fields) -> None:
    """A feed whose entries came so many days before it was last asked."""
    add(tx, "feeds", **{"feed_code": "one", "side": "KH", "last_success_at": asked} | fields)
    if asked:
        add(tx, "fetches", feed_code="one", fetched_at=asked, outcome=outcome)
    for number, days in enumerate(pauses):
        moment = NOW - timedelta(days=days)
        add_entry(tx, feed_code="one", guid=str(number), published_at=moment, seen_at=moment)


def health(tx, *columns: str) -> tuple:
    (row,) = run(tx, f"select {', '.join(columns)} from feed_health where feed_code = 'one'")
    return row


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"pauses": [0.1, 1, 2]}, "fresh"),
        ({"pauses": [2.9, 4, 5, 6]}, "fresh"),
        ({"pauses": [3.1, 4.1, 5.1, 6.1]}, "silent"),
        ({"pauses": [0.9, 0.91, 0.92]}, "fresh"),
        ({"pauses": [1.1, 1.11, 1.12]}, "silent"),
        ({"pauses": [25, 35, 45]}, "fresh"),
        ({"pauses": [29]}, "fresh"),
        ({"pauses": [31]}, "silent"),
        ({}, "empty"),
        ({"asked": None}, "never asked"),
        ({"pauses": [0], "error_count": 1, "error_weight": 1}, "failing"),
        ({"pauses": [0], "error_count": 9, "error_weight": 15}, "dead"),
        ({"pauses": [0], "gone_at": NOW}, "gone"),
        ({"pauses": [0], "is_enabled": False}, "disabled"),
    ],
)
def test_the_state_of_a_feed(tx, fields, state):
    a_feed(tx, **fields)

    assert health(tx, "state") == (state,)


def test_how_much_a_feed_tells_and_how_much_of_it_is_of_the_conflicts(tx):
    a_feed(tx, pauses=[0, 1, 2, 40])
    for number, labels in ((0, ["clash"]), (1, [])):
        (entry_id,) = run(tx, "select entry_id from entries where guid = %s", str(number))[0]
        add_reading(tx, entry_id, labels=labels, reason=None if labels else "no cue")

    count, a_day, coded, pause = health(tx, "entry_count", "entries_a_day", "share_coded", "usual_pause")
    assert (count, float(a_day), float(coded), pause) == (4, 0.1, 0.33, 38 * DAY)


def test_the_digest_names_what_told_nothing(tx):
    run(tx, "update feeds set is_enabled = false")
    a_feed(tx, pauses=[40])
    add(tx, "feeds", feed_code="other", side="IL", gone_at=NOW)

    found = store.rows(tx, "digest_feeds", conflict_code=CONFLICT)

    assert [(row["feed_code"], row["state"]) for row in found] == [("one", "silent")]
