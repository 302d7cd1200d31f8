"""The shape of the database: everything is explained, and the promises hold."""

from datetime import date, timedelta

import psycopg2.errors as errors
import pytest
from psycopg2.extras import Json
from rows_for_tests import NOON, add, add_entry, add_reading, refused, run

SECOND = timedelta(seconds=1)


@pytest.fixture
def feed(tx):
    return add(tx, "feeds")


# ------------------------------------------------------------------ explained


def test_every_table_and_view_says_what_it_holds(tx):
    silent = run(
        tx,
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'v', 'm', 'p') and obj_description(oid, 'pg_class') is null",
    )

    assert silent == []


def test_every_column_of_a_table_says_what_it_holds(tx):
    silent = run(
        tx,
        "select relname, attname from pg_attribute join pg_class on pg_class.oid = attrelid "
        "where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 "
        "and not attisdropped and coalesce(col_description(attrelid, attnum), '') = ''",
    )

    assert silent == []


def test_moments_are_stored_with_their_zone(tx):
    without = run(
        tx,
        "select table_name, column_name from information_schema.columns where table_schema = "
        "'public' and data_type = 'timestamp without time zone'",
    )

    assert without == []


# ------------------------------------------------------------------ entries


def test_an_entry_cannot_be_published_after_it_was_seen(tx, feed):
    add(tx, "entries", published_at=NOON, seen_at=NOON)

    with refused(tx, errors.CheckViolation, "entries_not_published_after_seen"):
        add(tx, "entries", published_at=NOON + SECOND, seen_at=NOON)


def test_a_feed_has_one_row_per_guid_and_another_feed_may_use_the_same(tx, feed):
    add(tx, "feeds", feed_code="two", url="https://two.example/feed")
    add(tx, "entries", guid="a")
    add(tx, "entries", guid="a", feed_code="two")

    with refused(tx, errors.UniqueViolation):
        add(tx, "entries", guid="a")


@pytest.mark.parametrize("guid", ["", "g" * 2001])
def test_an_entry_needs_a_guid_of_a_sensible_length(tx, feed, guid):
    with refused(tx, errors.CheckViolation, "entries_guid_check"):
        add(tx, "entries", guid=guid)


def test_a_text_is_read_once_per_codebook_version(tx, feed):
    entry_id = add_entry(tx)
    add_reading(tx, entry_id)

    with refused(tx, errors.UniqueViolation):
        add(tx, "readings", entry_id=entry_id)
    add(tx, "codebooks", codebook_version="v2")
    add(tx, "readings", entry_id=entry_id, codebook_version="v2")


def test_a_reading_that_found_nothing_says_why(tx, feed):
    entry_id = add_entry(tx)
    add(tx, "codebooks")

    with refused(tx, errors.CheckViolation):
        add(tx, "readings", entry_id=entry_id, labels=[])
    add(tx, "readings", entry_id=entry_id, labels=[], reason="no cue")


# ------------------------------------------------------------------ reports and tolls


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"label": "skirmish"}, errors.CheckViolation),
        ({"assertion": "shouted"}, errors.InvalidTextRepresentation),
        ({"tense": "someday"}, errors.InvalidTextRepresentation),
        ({"occurred_precision": "hour"}, errors.InvalidTextRepresentation),
        ({"where_precision": 8}, errors.CheckViolation),
        ({"score": 1.1}, errors.CheckViolation),
        ({"place_code": "atlantis"}, errors.ForeignKeyViolation),
        ({"conflict_code": "nobody-nobody"}, errors.ForeignKeyViolation),
        ({"occurred_date": date(2025, 12, 5)}, errors.CheckViolation),  # two days after it was seen
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_report_keeps_to_the_words_of_the_codebook(tx, feed, changes, error):
    reading_id = add_reading(tx)
    add(tx, "reports", reading_id=reading_id)

    with refused(tx, error):
        add(tx, "reports", reading_id=reading_id, **changes)


def test_an_announced_day_may_lie_ahead(tx, feed):
    ahead = {"tense": "future", "occurred_date": date(2025, 12, 24)}

    assert add(tx, "reports", reading_id=add_reading(tx), **ahead)


def test_a_report_belongs_to_one_thing_of_its_own_kind(tx, feed):
    reading_id = add_reading(tx)
    incident_id, claim_id = add(tx, "incidents"), add(tx, "claims")
    add(tx, "reports", reading_id=reading_id, incident_id=incident_id)

    with refused(tx, errors.CheckViolation):
        add(tx, "reports", reading_id=reading_id, claim_id=claim_id)
    with refused(tx, errors.CheckViolation):
        add(tx, "reports", reading_id=reading_id, incident_id=incident_id, claim_id=claim_id)


@pytest.mark.parametrize(
    "numbers",
    [
        {"low": 3, "best": 2},
        {"low": 1, "best": 5, "high": 4},
        {"low": 5, "best": None, "high": 4},
        {"low": -1},
        {"low": None, "best": None, "high": None},
        {"category": "frightened"},
        {"kind": "guess"},
        {"status": "royal"},
    ],
    ids=str,
)
def test_a_toll_is_a_range_in_order(tx, feed, numbers):
    report_id = add(tx, "reports", reading_id=add_reading(tx))

    with refused(tx, errors.CheckViolation):
        add(tx, "tolls", report_id=report_id, **numbers)
    add(tx, "tolls", report_id=report_id, low=1, best=2, high=3)


# ------------------------------------------------------------------ incidents, meetings, claims


@pytest.mark.parametrize(
    "changes",
    [
        {"killed_low": 3, "killed_best": 2},
        {"killed_low": 2, "killed_best": 2, "killed_high": 1},
        {"killed_low": 2, "killed_high": 1},
        {"killed_best": 2},
        {"injured_low": 3, "injured_best": 2},
        {"injured_low": 3, "injured_high": 2},
        {"status": "certain"},
        {"where_precision": 0},
        {"occurred_date": date(2025, 12, 5)},
        {"report_count": -1},
    ],
    ids=str,
)
def test_an_incident_keeps_to_the_words_of_the_codebook(tx, changes):
    with refused(tx, errors.CheckViolation):
        add(tx, "incidents", **changes)
    add(tx, "incidents", killed_low=1, killed_best=2, killed_high=3, injured_low=1)


def test_a_meeting_is_held_from_a_moment_on_and_never_before_its_day(tx):
    with refused(tx, errors.CheckViolation):
        add(tx, "meetings", status="held", held_at=None)
    with refused(tx, errors.CheckViolation):
        add(tx, "meetings", status="announced", held_at=NOON)
    with refused(tx, errors.CheckViolation, "meetings_held_not_before_their_day"):
        add(tx, "meetings", meeting_date=date(2025, 12, 24))
    add(tx, "meetings", status="announced", held_at=None, meeting_date=date(2025, 12, 24))


def test_nobody_accuses_themselves_and_an_answer_is_one_of_six(tx):
    with refused(tx, errors.CheckViolation):
        add(tx, "claims", accuser="TH", accused="TH")
    with refused(tx, errors.CheckViolation):
        add(tx, "claims", response="shrug")
    add(tx, "claims", accuser=None, accused=None)


# ------------------------------------------------------------------ ceasefires and alerts


def test_two_states_of_a_ceasefire_never_overlap_and_may_touch(tx):
    add(tx, "ceasefires")
    add(tx, "ceasefire_states", from_at=NOON, to_at=NOON + 2 * SECOND)

    for from_at, to_at in ((NOON + SECOND, None), (NOON - SECOND, NOON + SECOND)):
        with refused(tx, errors.ExclusionViolation, "ceasefire_states_do_not_overlap"):
            add(tx, "ceasefire_states", from_at=from_at, to_at=to_at, state="collapsed")
    add(tx, "ceasefire_states", from_at=NOON + 2 * SECOND, state="collapsed")


def test_a_state_ends_after_it_began(tx):
    add(tx, "ceasefires")

    with refused(tx, errors.CheckViolation):
        add(tx, "ceasefire_states", from_at=NOON, to_at=NOON - SECOND)


def test_a_violation_rests_on_a_clause_and_a_state_in_force(tx):
    incident_id = add(tx, "incidents")

    with refused(tx, errors.ForeignKeyViolation):
        add(tx, "violations", incident_id=incident_id, clause_number="99")
    with refused(tx, errors.CheckViolation):
        add(tx, "violations", incident_id=incident_id, state="suspended")
    add(tx, "violations", incident_id=incident_id)


def test_the_same_mail_is_owed_once(tx):
    incident_id = add(tx, "incidents")
    add(tx, "alerts", incident_id=incident_id)

    with refused(tx, errors.UniqueViolation):
        add(tx, "alerts", incident_id=incident_id)
    add(tx, "alerts", incident_id=incident_id, grade="verified/2", kind="update")


def test_a_day_has_one_digest_per_conflict(tx):
    digest = {"kind": "digest", "rule_code": None, "digest_date": date(2025, 12, 3)}
    add(tx, "alerts", **digest, grade="thailand-cambodia")
    add(tx, "alerts", **digest, grade="israel-lebanon")

    with refused(tx, errors.UniqueViolation):
        add(tx, "alerts", **digest, grade="thailand-cambodia")
    with refused(tx, errors.CheckViolation):
        add(tx, "alerts", **digest | {"digest_date": None}, chart_spec=Json({}))
