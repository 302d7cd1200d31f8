"""What the store keeps comes back as it was; what the database refuses costs nothing else."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows_for_tests import CONFLICT, NOON, add, add_entry, run

from truce import polling_round, store
from truce.cleaning import clean_text
from truce.model import (
    Assertion,
    Entry,
    EntryText,
    Evidence,
    Label,
    Precision,
    Reading,
    Report,
    Tense,
    Toll,
)

QUERIES = sorted(store.QUERIES.glob("*.sql"))
HOUR = timedelta(hours=1)
KHMER = [chr(number) for number in range(0x1780, 0x17E0)]
DAY = date(2025, 12, 3)


@pytest.fixture
def feed(tx):
    return add(tx, "feeds")


def entry(guid: str = "a", **fields) -> Entry:
    return Entry(
        **{"guid": guid, "title": "A title", "summary": "A summary.", "link": None,
           "published_at": NOON, "content_hash": "1"} | fields
    )  # fmt: skip


# ------------------------------------------------------------------ the query files


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_is_sound_and_says_what_it_is(tx, path):
    text = path.read_text(encoding="utf-8")
    names = set(re.findall(r"%\((\w+)\)s", text))

    with tx.cursor() as cursor, suppress(psycopg2.IntegrityError):  # sound, though no such feed
        cursor.execute(text, {name: a_value(name) for name in names})

    assert re.match(r"-- [A-Z]", text) and re.search(r"^-- (one|no) row", text, re.MULTILINE)
    stated = re.search(r"^-- params: (.+)$", text, re.MULTILINE)
    told = set(re.findall(r"\w+", stated[1])) - {"none"} if stated else set()
    assert told == names or "the columns of alerts, now" in stated[1]


def a_value(name: str):
    """Something of the type that a parameter of this name has."""
    if name in ("now", "published_at") or name.endswith(("_at", "_since")):
        return NOON
    if name in ("entries", "headers"):
        return "[]" if name == "entries" else "{}"
    if name == "packed":
        return b"packed"
    if name.startswith("is_"):
        return True
    if name in ("day", "from_date", "to_date", "digest_date"):
        return DAY
    if name in ("ids", "entry_ids"):
        return [1]
    if name in ("guids", "content_hashes", "labels", "links"):
        return ["clash"]
    if name in ("scores", "chart_spec", "value"):
        return "{}"
    if name == "time_zone":
        return "Asia/Bangkok"
    if name in ("message_id", "thread_id"):
        return "<1@test>"
    if name in ("limit", "weeks", "days", "http_status", "seen_version") or re.search(
        "_(id|count|number|seconds|weight|versions|bytes)$", name
    ):
        return 1
    return "fresh"


# ------------------------------------------------------------------ feeds and entries


def recorded(tx, entries, moment) -> tuple[int, int, int]:
    """Store what is new or edited of a document; how many were new, edited and refused."""
    counts = polling_round.store_entries(tx, "one", entries, moment, None)
    return counts["new"], counts["changed"], counts["refused"]


def test_feeds_taken_by_one_poller_are_not_taken_or_waited_for_by_another(conn, database_url):
    run(conn, "update feeds set is_enabled = feed_code in ('bangkok-post-thailand', 'khmer-times')")
    conn.commit()
    other = psycopg2.connect(database_url)
    run(other, "set lock_timeout = '1s'")

    taken = store.due_feeds(conn, NOON, 600, 1)
    left = store.due_feeds(other, NOON, 600, 10)
    conn.commit()
    other.commit()

    assert (len(taken), len(left)) == (1, 1) and taken != left
    assert store.due_feeds(conn, NOON + HOUR / 7, 600, 10) == []
    assert len(store.due_feeds(conn, NOON + HOUR / 5, 600, 10)) == 2
    other.close()


def test_entries_are_new_once_changed_by_their_text_and_never_doubled(tx, feed):
    first = [entry("a"), entry("b")]
    edited = replace(first[0], summary="Corrected.", content_hash="2")

    assert recorded(tx, first, NOON) == (2, 0, 0)
    assert recorded(tx, first, NOON + HOUR) == (0, 0, 0)
    assert recorded(tx, [edited, first[1]], NOON + HOUR) == (0, 1, 0)
    assert recorded(tx, [edited], NOON + 2 * HOUR) == (0, 0, 0)


def test_a_date_in_the_future_or_none_becomes_the_moment_it_was_seen(tx, feed):
    ahead = entry("a", published_at=NOON.replace(year=2099), published_raw="2099")

    recorded(tx, [ahead, entry("b", published_at=None)], NOON)

    assert run(tx, "select published_at from entries") == [(NOON,), (NOON,)]


def test_an_older_text_seen_at_an_older_moment_is_no_edit(tx, feed):
    old, new = entry(content_hash="1"), entry(summary="New.", content_hash="2")
    recorded(tx, [old], NOON)
    recorded(tx, [new], NOON + 2 * HOUR)

    assert recorded(tx, [old], NOON + HOUR) == (0, 0, 0)
    assert run(tx, "select summary, version_number from entries") == [("New.", 2)]


@pytest.mark.parametrize(
    "poison",
    [
        {"title": "a\0b"},
        {"summary": "half \ud800"},
        {"guid": "g" * 2001},
        {"guid": "".join(Random(1).choices(KHMER, k=1999))},  # too long for an index
        {"link": "\0"},
    ],
    ids=["NUL", "half a character", "guid", "guid in Khmer", "link"],
)
def test_what_the_database_refuses_is_kept_aside_and_the_rest_is_stored(tx, feed, poison):
    bad = replace(entry("bad"), **poison)

    counts = recorded(tx, [entry("a"), bad, entry("c")], NOON)

    assert counts == (2, 0, 1)
    assert run(tx, "select guid from entries order by 1") == [("a",), ("c",)]
    ((reason, content),) = run(tx, "select reason, content from quarantined_entries")
    assert (reason and "A title" in content) or "a\\u0000b" in content
    assert recorded(tx, [bad], NOON + HOUR) == (0, 0, 1)
    assert run(tx, "select count(*) from quarantined_entries") == [(1,)]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200).map(clean_text).filter(bool))
def test_any_cleaned_text_comes_back_as_it_was(tx, text):
    run(tx, "insert into feeds (feed_code, outlet, url, language, family, source) values "
            "('one', 'x', 'http://x/', 'en', 'x', 'x') on conflict do nothing")  # fmt: skip
    given_entry = entry(text[:300], title=text, summary=text, content_hash=text)

    recorded(tx, [given_entry], NOON)

    assert (text, text) in run(tx, "select title, summary from entries")


# ------------------------------------------------------------------ readings and reports

REPORT = Report(
    label=Label.CLASH, type="artillery", assertion=Assertion.STATED, tense=Tense.PAST,
    conflict_code=CONFLICT, source_actors=("TH",), target_actors=("KH",), occurred_date=DAY,
    occurred_precision=Precision.DAY, place_code="chong-bok", where_precision=1,
    weapons=("artillery", "rocket"),
    tolls=(Toll("killed", 2, 2, None, scope="KH", status="civilian"),
           Toll("killed", 60, 60, None, kind="cumulative")),
    evidence=(Evidence("label", "title", 2, 7),), score=0.5,
)  # fmt: skip


def read(tx, reports=(REPORT,), version: str = "v1", entry_id: int | None = None) -> int:
    entry_id = entry_id or add_entry(tx)
    text = EntryText(entry_id, "A title", "A summary.", NOON)
    reading = Reading("en", frozenset({Label.CLASH}), {"clash": 1.0}, tuple(reports))
    store.record_readings(tx, version, [(text, 1, reading)], NOON)
    return entry_id


def test_a_report_comes_back_as_a_statement_with_whose_voice_it_is(tx, feed):
    read(tx)

    (statement,) = store.ungrouped_reports(tx, 10)

    for name in ("label", "type", "source_actors", "target_actors", "occurred_date", "place_code",
                 "where_precision", "weapons", "tolls"):  # fmt: skip
        assert getattr(statement, name) == getattr(REPORT, name), name
    assert (statement.family, statement.side, statement.title) == ("one", None, "A title")
    assert (statement.published_at, statement.published_date) == (NOON, DAY)


def test_the_wire_is_the_voice_where_one_is_credited(tx, feed):
    read(tx, entry_id=add_entry(tx, wire="afp"))

    assert store.ungrouped_reports(tx, 10)[0].family == "afp"


def test_the_same_reading_twice_is_one(tx, feed):
    entry_id = read(tx)

    read(tx, entry_id=entry_id)

    assert run(tx, "select count(*) from readings") == [(1,)]
    assert run(tx, "select count(*) from reports where superseded_at is null") == [(1,)]


def test_a_newer_codebook_takes_the_place_of_the_older_one_and_keeps_its_reading(tx, feed):
    entry_id = read(tx)

    read(tx, reports=(), version="v2", entry_id=entry_id)

    assert run(tx, "select codebook_version from readings order by 1") == [("v1",), ("v2",)]
    assert run(tx, "select superseded_at is not null from reports") == [(True,)]
