"""Each check of sql/checks finds nothing in sound data, and finds the fault it is for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from psycopg2.extras import Json
from rows_for_tests import add, add_entry, add_reading, run

from truce import jobs, store, wiring
from truce.errors import TruceError

NOW = datetime.now(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_FORCE = date(2025, 8, 9)


@pytest.fixture
def sound(tx):
    """A bit of everything, as it should be."""
    for code, side in (("thai", "TH"), ("khmer", "KH")):
        add(tx, "feeds", feed_code=code, url=f"https://{code}.example/", side=side,
            last_success_at=NOW)  # fmt: skip
        add(tx, "fetches", feed_code=code, fetched_at=NOW)
        reading_id = add_reading(tx, entry_of(tx, code, NOW - DAY))
        incident_id = an_incident(tx, IN_FORCE)
        add(tx, "reports", reading_id=reading_id, incident_id=incident_id, grouped_at=NOW,
            evidence=span("title", 2, 7))  # fmt: skip
        add(tx, "violations", incident_id=incident_id)
    add(tx, "alerts", incident_id=incident_id, queued_at=NOW - 3 * DAY, sent_at=NOW - 3 * DAY)
    return tx


def entry_of(tx, feed_code: str, seen_at: datetime, **fields) -> int:
    moments = {"published_at": seen_at, "seen_at": seen_at, "changed_at": seen_at}
    return add_entry(tx, feed_code=feed_code, **moments | fields)


def an_incident(tx, day: date, **fields) -> int:
    seen = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    moments = {"first_reported_at": seen, "last_reported_at": seen}
    return add(tx, "incidents", occurred_date=day, **moments | fields)


def a_report(tx, **fields) -> int:
    return add(tx, "reports", reading_id=add_reading(tx, entry_of(tx, "thai", NOW)), **fields)


def span(text: str, start: int, end: int) -> Json:
    """Evidence in the entries' text, which is "A title", a line break, "A summary."."""
    return Json([{"field": "label", "text": text, "start": start, "end": end}])


def found(tx, name: str) -> list[tuple]:
    return store.query(tx, wiring.checks()[name])[1]


def published_ahead(tx):
    run(tx, "alter table entries drop constraint entries_not_published_after_seen")
    entry_id = entry_of(tx, "thai", NOW, published_at=NOW + HOUR)
    add_reading(tx, entry_id)


def unread(tx):
    entry_of(tx, "thai", NOW - 3 * HOUR)


def read_before_it_was_edited(tx):
    add_reading(tx, entry_of(tx, "thai", NOW - 3 * HOUR))
    run(tx, "update entries set version_number = 2 where changed_at = %s", NOW - 3 * HOUR)


def invented_evidence(tx):
    a_report(tx, evidence=span("A tank", 0, 6), grouped_at=NOW)


def evidence_without_a_place(tx):
    a_report(tx, evidence=Json([{"field": "label", "text": "A title"}]), grouped_at=NOW)


def silent(tx):
    run(tx, "update feeds set last_success_at = %s where feed_code = 'thai'", NOW - 3 * DAY)


def never_answered(tx):
    add(tx, "feeds", feed_code="mute", url="https://mute.example/")
    for age in (0, 3):
        add(tx, "fetches", feed_code="mute", outcome="failed", fetched_at=NOW - age * DAY)


def without_reports(tx):
    an_incident(tx, IN_FORCE)


def with_superseded_reports_only(tx):
    a_report(tx, incident_id=an_incident(tx, IN_FORCE), superseded_at=NOW, grouped_at=NOW)


def overdue(tx):
    add(
        tx,
        "alerts",
        incident_id=an_incident(tx, IN_FORCE, status="withdrawn"),
        queued_at=NOW - 2 * DAY,
    )


def gone(tx):
    run(tx, "update feeds set gone_at = %s where feed_code = 'thai'", NOW)


def ungrouped(tx):
    a_report(tx, seen_at=NOW - 3 * HOUR)


def one_side_unheard(tx):
    run(tx, "update entries set published_at = %s where feed_code = 'khmer'", NOW - 4 * DAY)


def one_side_told_of_by_a_file_only(tx):
    run(tx, "update entries set is_backfilled = true where feed_code = 'khmer'")


def broken_before_it_bound(tx):
    add(tx, "violations", incident_id=an_incident(tx, date(2025, 7, 28), status="withdrawn"))


def broken_after_it_fell(tx):
    add(tx, "violations", incident_id=an_incident(tx, date(2025, 12, 8), status="withdrawn"))


def without_a_reason(tx):
    add(tx, "violations", incident_id=an_incident(tx, IN_FORCE, status="withdrawn"), reason="")


PLANTED = [
    ("entries_in_the_future", published_ahead),
    ("entries_unread", unread),
    ("entries_unread", read_before_it_was_edited),
    ("evidence_not_in_text", invented_evidence),
    ("evidence_not_in_text", evidence_without_a_place),
    ("feeds_gone", gone),
    ("feeds_unanswered", silent),
    ("feeds_unanswered", never_answered),
    ("incidents_without_reports", without_reports),
    ("incidents_without_reports", with_superseded_reports_only),
    ("mails_overdue", overdue),
    ("reports_ungrouped", ungrouped),
    ("sides_unheard", one_side_unheard),
    ("sides_unheard", one_side_told_of_by_a_file_only),
    ("violations_out_of_force", broken_before_it_bound),
    ("violations_out_of_force", broken_after_it_fell),
    ("violations_out_of_force", without_a_reason),
]


def test_every_check_is_tested_here():
    assert {name for name, _ in PLANTED} == set(wiring.checks())


@pytest.mark.parametrize(("name", "plant"), PLANTED, ids=lambda p: getattr(p, "__name__", p))
def test_a_check_finds_its_fault_and_nothing_else_does(sound, name, plant):
    before = {check: len(found(sound, check)) for check in wiring.checks()}

    plant(sound)
    after = {check: len(found(sound, check)) for check in wiring.checks()}

    assert before == dict.fromkeys(wiring.checks(), 0)
    assert after == dict.fromkeys(wiring.checks(), 0) | {name: 1}


def test_a_feed_polled_for_the_first_time_an_hour_ago_is_not_silent_yet(sound):
    add(sound, "feeds", feed_code="new", url="https://new.example/")
    add(sound, "fetches", feed_code="new", outcome="failed", fetched_at=NOW - HOUR)

    assert found(sound, "feeds_unanswered") == []


def test_a_feed_that_is_not_polled_is_never_silent(sound):
    never_answered(sound)
    run(sound, "update feeds set is_enabled = false where feed_code = 'mute'")

    assert found(sound, "feeds_unanswered") == []


def test_work_of_the_last_two_hours_is_not_overdue(sound):
    entry_of(sound, "thai", NOW - HOUR)
    a_report(sound, seen_at=NOW - HOUR)

    assert found(sound, "entries_unread") == []
    assert found(sound, "reports_ungrouped") == []


def test_evidence_is_counted_in_characters_of_any_script(sound):
    entry_id = entry_of(sound, "thai", NOW, title="ทหารไทยยิง", summary="ที่ช่องบก")
    reading_id = add_reading(sound, entry_id)
    add(sound, "reports", reading_id=reading_id, grouped_at=NOW, evidence=span("ช่องบก", 14, 20))

    assert found(sound, "evidence_not_in_text") == []


def test_all_checks_together_name_the_ones_that_found_something(sound):
    unread(sound)
    overdue(sound)
    checks = {name: wiring.checks()[name] for name in ("entries_unread", "mails_overdue", "feeds_unanswered")}

    with pytest.raises(TruceError, match=r"2 checks .*entries_unread \(1 rows\), mails_overdue \(1 rows\)"):
        jobs.check_all(sound, checks)
    assert jobs.failed_checks(sound, checks) == {}
