"""How many new reports per second are grouped beside 10,000 and beside 1,000,000 stored incidents, in one run.

    .venv/bin/python tests/bench/grouping_speed.py

A scratch PostgreSQL is filled with incidents in the places of the watched border, each with the report it was made
from and its history. Then rounds of new reports come in, each of ten of the last days. A million incidents of forty
years are 68 a day, ten thousand less than one, and a report is held against those of its days: so ten thousand are
measured twice, over forty years and as dense as the million. What is counted is the time of the processor, ours and
PostgreSQL's added up: how fast one core is that does nothing else.
A benchmark, not a test: nothing is asserted.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))
SIZES = ((10_000, 14_600), (10_000, 146), (1_000_000, 14_600))  # incidents stored, over how many days
NEW_REPORTS = 2_000
ROUNDS = 3
REPORTS_OF_ONE = 4  # how many reports, about, speak of one happening
CONFLICT = "thailand-cambodia"
LAST_DAY = date(2025, 10, 20)  # a ceasefire was in force: its violations are computed too
NEW_DAYS = 10
FEEDS = 40
TYPES = ("artillery", "small_arms", "rocket", "ground_assault", "drone", "air_strike", "mine", "other")

FEEDS_TEXT = """
insert into feeds (feed_code, outlet, url, language, family, side, source)
select 'bench-' || n, 'Bench', 'https://bench.example/' || n, 'en', 'family-' || n,
    case n %% 3 when 0 then 'TH' when 1 then 'KH' end, 'a benchmark'
from generate_series(0, %(feeds)s - 1) as n;
insert into codebooks values ('bench', now());
"""
# Every stored incident n has one entry, reading and report of the same number.
STORED_TEXT = """
create temporary table stored as
select
    n,
    %(first_day)s::date + n %% %(days)s as day,
    (array['day', 'day', 'day', 'day', 'day', 'day', 'day', 'unknown', 'unknown', 'week'])[1 + n %% 10]::day_precision
        as precision,
    (%(places)s::text[])[1 + (n / 7) %% cardinality(%(places)s::text[])] as place_code,
    (%(precisions)s::int[])[1 + (n / 7) %% cardinality(%(places)s::text[])] as where_precision,
    (%(types)s::text[])[1 + (n / 3) %% cardinality(%(types)s::text[])] as type,
    case when n %% 5 = 0 then n %% 9 end as killed,
    'Fire and smoke over post ' || n || ' of the border guards' as title,
    (%(first_day)s::date + n %% %(days)s + time '12:00') at time zone 'UTC' as at
from generate_series(1, %(stored)s) as n;
insert into incidents (
    incident_id, conflict_code, type, is_kinetic, occurred_date, occurred_precision, place_code, where_precision,
    killed_low, killed_best, killed_high, summary, first_reported_at, last_reported_at, changed_at
) overriding system value
select n, %(conflict)s, type, true, day, precision, place_code, where_precision, killed, killed,
    killed, title, at, at, at
from stored;
insert into entries (
    entry_id, feed_code, guid, title, summary, published_at, seen_at, changed_at, content_hash
) overriding system value
select n, 'bench-' || n %% %(feeds)s, 'stored-' || n, title, 'No more is known.', at, at, at, md5(title) from stored;
insert into entry_versions select n, 1, title, 'No more is known.', at, md5(title) from stored;
insert into readings (reading_id, entry_id, version_number, codebook_version, language, labels, read_at)
overriding system value select n, n, 1, 'bench', 'en', array['clash'], at from stored;
insert into reports (
    report_id, reading_id, label, type, assertion, tense, conflict_code, occurred_date, occurred_precision,
    place_code, where_precision, evidence, score, seen_at, grouped_at, incident_id
) overriding system value
select n, n, 'clash', type, 'stated', 'past', %(conflict)s, case when precision <> 'unknown' then day end, precision,
    place_code, where_precision, '[]', 1, at, at, n from stored;
insert into tolls (report_id, toll_number, category, low, best, high, kind)
select n, 1, 'killed', killed, killed, killed, 'incident' from stored where killed is not null;
insert into history (table_name, row_key, known_from, content)
select 'incidents', incident_id::text, changed_at, to_jsonb(incidents) - array['changed_at'] from incidents;
insert into history (table_name, row_key, known_from, content)
select 'reports', report_id::text, seen_at, jsonb_build_object(
    'incident_id', incident_id, 'meeting_id', meeting_id, 'claim_id', claim_id,
    'superseded_at', superseded_at, 'grouped_at', grouped_at) from reports;
-- a twentieth as many meetings, a fifth as many claims, without their reports
insert into meetings (
    conflict_code, type, status, meeting_date, meeting_precision, place_code, summary, first_reported_at,
    held_at, last_reported_at, changed_at
)
select %(conflict)s, (array['GBC', 'RBC', 'ministers', 'call'])[1 + n / 20 %% 4], 'held', day, 'day', place_code,
    title, at, at, at, at from stored where n %% 20 = 0;
insert into claims (
    conflict_code, accuser, accused, act_kind, act, claimed_date, first_reported_at, last_reported_at, changed_at
)
select %(conflict)s, case n %% 2 when 0 then 'TH' else 'KH' end, case n %% 2 when 0 then 'KH' else 'TH' end, type,
    title, day, at, at, at from stored where n %% 5 = 0;
drop table stored;
select setval(pg_get_serial_sequence(name, key), %(stored)s + 1)
from (values ('incidents', 'incident_id'), ('entries', 'entry_id'), ('readings', 'reading_id'),
    ('reports', 'report_id')) as numbered (name, key);
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="truce-bench-"))
    from truce.embedded import Server

    server = Server(folder / "postgres", fsync=False)
    try:
        os.environ |= {"TRUCE_DATA_FOLDER": str(folder), "TRUCE_DATABASE_URL": server.start()}
        speeds = [measured(*size) for size in SIZES]
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(server.folder, ignore_errors=True)
    thin, dense, large = speeds
    print(f"a hundred times the incidents: {thin / large:.2f} times as long; as many a day: {dense / large:.2f}")


def measured(size: int, days: int) -> float:
    """Reports grouped per second beside so many stored incidents of so many days: the middle one of the rounds."""
    from truce import replaying, wiring
    from truce.lexicon import read_codebook

    name = f"bench_{size}_{days}"
    replaying.set_up_database(name)
    codebook = read_codebook(wiring.CODEBOOK)
    with wiring.database(name) as conn:
        started = time.perf_counter()
        places = border_places(codebook)
        store_incidents(conn, size, days, places)
        filled = time.perf_counter() - started
        rounds = [one_round(conn, codebook, places, number) for number in range(ROUNDS)]
    whole = statistics.median(seconds for seconds, _, _ in rounds)
    pure = statistics.median(seconds for _, seconds, _ in rounds)
    print(
        f"{size:>9,} incidents of {days:>6,} days (stored in {filled:.0f} s)   "
        f"{NEW_REPORTS / whole:6.0f} reports/s grouped   {1e6 * whole / NEW_REPORTS:5.0f} µs each, "
        f"deciding a clash {1e6 * pure / NEW_REPORTS:4.0f} µs   {rounds[-1][2]}",
        flush=True,
    )
    return NEW_REPORTS / whole


def border_places(codebook) -> dict[str, int]:
    """The towns, districts and sites of the border's provinces, where the incidents are, with their precision."""
    from truce.places import PRECISION

    conflict = next(c for c in codebook.conflicts if c.conflict_code == CONFLICT)
    places = codebook.gazetteer._places.values()
    here = [p for p in places if p.provinces & conflict.border_provinces and p.kind not in ("province", "venue")]
    return {place.place_code: PRECISION.get(place.kind, 1) for place in here}


def store_incidents(conn, size: int, days: int, places: dict[str, int]) -> None:
    """Fill the tables in bulk, history included; the triggers sleep meanwhile, they would write the same."""
    values = {
        "feeds": FEEDS, "first_day": LAST_DAY - timedelta(days=days - 1), "days": days, "stored": size,
        "places": list(places), "precisions": list(places.values()), "types": list(TYPES), "conflict": CONFLICT,
    }  # fmt: skip
    with conn, conn.cursor() as cursor:
        cursor.execute(FEEDS_TEXT, values)
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(STORED_TEXT, values)
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute("checkpoint")
    conn.autocommit = False


def one_round(conn, codebook, places: dict[str, int], number: int) -> tuple[float, float, dict]:
    """Store new reports, then group them: seconds in all, seconds of deciding as many clashes, and what was counted."""
    from truce import jobs

    last = LAST_DAY - timedelta(days=NEW_DAYS * (ROUNDS - 1 - number))  # each round has days of its own
    now = datetime.combine(last + timedelta(days=3), datetime.min.time(), UTC)
    add_new_reports(conn, places, number, last, now)
    deciding = decided(conn, codebook)
    started = processor_seconds(conn)
    counts = jobs.group_new_reports(conn, codebook, now)
    return processor_seconds(conn) - started, deciding, counts


def processor_seconds(conn) -> float:
    """What this process and the PostgreSQL process that serves it have used of the processor so far."""
    fields = Path(f"/proc/{conn.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def decided(conn, codebook) -> float:
    """Seconds that the pure part takes for as many clashes: placing each report, adding up each incident."""
    from truce import grouping, incidents, store
    from truce.nearby import Nearby

    waiting = [s for s in store.ungrouped_reports(conn, NEW_REPORTS) if incidents.feeds_an_incident(s)]
    conflict = store.conflicts(conn)[CONFLICT]
    known = Nearby(incidents.kept_under, partial(incidents.looked_for_under, gazetteer=codebook.gazetteer))
    ((first, last),) = grouping.stretches(waiting, timedelta(days=incidents.REACH_DAYS))
    near = store.incidents_near(conn, first, last)
    members = store.statements_of(conn, "incident", [incident.incident_id for incident in near])
    conn.rollback()
    started = time.process_time()
    for incident in near:
        known.put(incident.incident_id, incident)
    for unsaved, statement in enumerate(waiting, start=10**12):
        likeliest = incidents.likeliest(statement, known.of(statement))
        key = likeliest[0][1] if likeliest else unsaved
        members.setdefault(key, []).append(statement)
        known.put(key, incidents.incident_of(members[key], conflict, incident_id=key))
    return (time.process_time() - started) * NEW_REPORTS / len(waiting)


def add_new_reports(conn, places: dict[str, int], number: int, last: date, now: datetime) -> None:
    """New entries, each with a reading and its reports: most tell of a clash, some also accuse, some tell of talks."""
    chance = random.Random(number)
    happenings = [
        (last - timedelta(days=chance.randrange(NEW_DAYS)), chance.choice(list(places)), chance.choice(TYPES))
        for _ in range(NEW_REPORTS // REPORTS_OF_ONE)
    ]
    with conn, conn.cursor() as cursor:
        cursor.execute("select set_config('truce.now', %s, true)", ((now - timedelta(hours=1)).isoformat(),))
        left = NEW_REPORTS
        while left:
            left -= _add_entry(cursor, chance, number, left, places, *chance.choice(happenings))


def _add_entry(
    cursor, chance: random.Random, number: int, left: int, places: dict, day: date, place: str, kind: str
) -> int:
    """One entry about a happening; return how many reports it holds."""
    published = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=10 + chance.randrange(30))
    title = f"{chance.choice(WORDS)} {kind} at {place}: {chance.choice(WORDS)} {chance.choice(WORDS)}"
    cursor.execute(
        "with entry as (insert into entries (feed_code, guid, title, summary, published_at, seen_at, changed_at, "
        "content_hash) values (%(feed)s, %(guid)s, %(title)s, '', %(at)s, %(at)s, %(at)s, '') returning entry_id), "
        "version as (insert into entry_versions select entry_id, 1, %(title)s, '', %(at)s, '' from entry "
        "returning entry_id) insert into readings (entry_id, version_number, codebook_version, language, labels, "
        "read_at) select entry_id, 1, 'bench', 'en', array['clash'], %(at)s from version returning reading_id",
        {"feed": f"bench-{chance.randrange(FEEDS)}", "guid": f"new-{number}-{left}", "title": title, "at": published},
    )
    (reading_id,) = cursor.fetchone()
    fate = chance.random()
    if fate < 0.12:
        talks = chance.choice(("held", "announced"))
        on = day + timedelta(days=7) if talks == "announced" else day
        _add_report(cursor, reading_id, "meeting", chance.choice(("GBC", "RBC", "ministers")), published, on, talks)
        return 1
    exact = chance.random() < 0.7
    precision = "day" if exact else chance.choice(("unknown", "unknown", "week"))
    report_id = _add_report(
        cursor, reading_id, "clash", kind, published, day if precision != "unknown" else None, None, precision,
        *((place, places[place]) if chance.random() < 0.85 else (None, None)),
    )  # fmt: skip
    if chance.random() < 0.4:
        cursor.execute(
            "insert into tolls (report_id, toll_number, category, low, best, high, kind) "
            "values (%s, 1, 'killed', %s, %s, %s, 'incident')",
            (report_id, *[chance.randrange(1, 6)] * 3),
        )
    if fate > 0.4 or left < 2:
        return 1
    answer = chance.choice(("accusation", "accusation", "denial"))
    _add_report(cursor, reading_id, "allegation", answer, published, None, None, "unknown", act_kind=kind)
    return 2


WORDS = ("Shells", "Guns", "Soldiers", "Villagers", "Thunder", "Before dawn", "Officers say", "Again", "Heavy", "Brief")


def _add_report(
    cursor,
    reading_id,
    label,
    kind,
    published,
    day,
    status=None,
    precision="day",
    place=None,
    where_precision=None,
    act_kind=None,
) -> int:
    sides = ["TH", "KH"] if reading_id % 2 else ["KH", "TH"]
    cursor.execute(
        "insert into reports (reading_id, label, type, assertion, tense, conflict_code, source_actors, "
        "target_actors, status, occurred_date, occurred_precision, place_code, where_precision, act, act_kind, "
        "evidence, score, seen_at) "
        "values (%s, %s, %s, 'stated', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '[]', 1, %s) returning report_id",
        (
            reading_id, label, kind, "future" if status == "announced" else "past", CONFLICT, sides[:1], sides[1:],
            status, day, precision, place, where_precision, act_kind and f"fired {act_kind}", act_kind, published,
        ),
    )  # fmt: skip
    return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
