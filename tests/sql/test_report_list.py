"""What analysts and exports see of each report."""

from datetime import date

import pytest
from psycopg2.extras import Json
from rows_for_tests import NOON, add, add_entry, add_reading, run

from truce import store


@pytest.fixture
def reading(tx):
    add(tx, "feeds", side="TH")
    return add_reading(tx, add_entry(tx, guid="g-1"))


def listed(tx) -> list[dict]:
    columns, rows = store.select(tx, "report_list", "report_id")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_a_report_is_listed_with_its_entry_and_what_it_was_put_into(tx, reading):
    incident_id = add(tx, "incidents")
    evidence = [{"field": "label", "text": "title", "start": 2, "end": 7}]
    add(tx, "reports", reading_id=reading, incident_id=incident_id, place_code="th-surin",
        occurred_date=date(2025, 12, 3), evidence=Json(evidence))  # fmt: skip

    (row,) = listed(tx)

    wanted = {
        "guid": "g-1", "feed_code": "one", "label": "clash", "type": "artillery", "place": "Surin",
        "incident_id": incident_id, "meeting_id": None, "claim_id": None, "evidence": evidence,
        "occurred_date": date(2025, 12, 3), "side": "TH", "tolls": [],
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_words_for_places_that_the_gazetteer_lacks_are_listed_the_most_frequent_first(tx, reading):
    for words, precision in (("Nam Bua", None), ("Nam Bua", None), ("border villages", 5)):
        add(tx, "reports", reading_id=reading, unresolved_place=words, where_precision=precision)
    add(tx, "reports", reading_id=reading, place_code="th-surin")

    columns, rows = store.select(tx, "unresolved_place_list", "reports desc, words")

    found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(f["words"], f["reports"], f["feeds"], f["is_the_line"]) for f in found] == [
        ("Nam Bua", 2, 1, False), ("border villages", 1, 1, True),
    ]  # fmt: skip


def test_the_tolls_of_a_report_are_listed_in_their_order_with_their_day(tx, reading):
    report_id = add(tx, "reports", reading_id=reading)
    add(tx, "tolls", report_id=report_id, toll_number=2, category="displaced", low=None, best=500,
        kind="cumulative", as_of_date=date(2025, 12, 3))  # fmt: skip
    add(tx, "tolls", report_id=report_id, toll_number=1, low=1, best=2, high=3, scope="KH",
        status="civilian")  # fmt: skip

    assert listed(tx)[0]["tolls"] == [
        {"category": "killed", "low": 1, "best": 2, "high": 3, "kind": "incident", "scope": "KH",
         "status": "civilian", "as_of_date": None},
        {"category": "displaced", "low": None, "best": 500, "high": None, "kind": "cumulative",
         "scope": None, "status": None, "as_of_date": "2025-12-03"},
    ]  # fmt: skip


def test_a_report_that_was_read_anew_is_not_listed_twice(tx, reading):
    add(tx, "reports", reading_id=reading, superseded_at=NOON)
    standing = add(tx, "reports", reading_id=reading)

    assert [row["report_id"] for row in listed(tx)] == [standing]


def test_an_analyst_may_read_the_tolls_in_the_list(tx, reading):
    add(tx, "tolls", report_id=add(tx, "reports", reading_id=reading))
    run(tx, "set local role truce_analyst")

    assert listed(tx)[0]["tolls"][0]["low"] == 1
