"""Israel and Lebanon are watched by data alone: sample feeds of their own run through the whole line, and neither
they nor Thailand and Cambodia count for the other."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rows_for_tests import run

from truce import replaying, wiring
from truce.coding import code_entry
from truce.lexicon import read_codebook
from truce.model import EntryText
from truce.serving import FeedShelf

FOLDER = Path(__file__).resolve().parents[1] / "feeds" / "lebanon"
HERE, THERE = "israel-lebanon", "thailand-cambodia"
CEASEFIRE = "the ceasefire of 27 November 2024"
INCIDENTS = {  # key in expected.csv → day, kind, where, by whom ("" where the texts leave it open), killed
    "2024-10-31-metula": ("2024-10-31", "rocket", "Metula", "LB", 4),
    "2024-11-05-nabatieh": ("2024-11-05", "air_strike", "Nabatieh", "IL", 5),
    "2024-11-14-kiryat-shmona": ("2024-11-14", "rocket", "Kiryat Shmona", "LB", None),
    "2024-11-15-khiam": ("2024-11-15", "ground_assault", "Khiam", "LB", None),
    "2024-11-24-dahiyeh": ("2024-11-24", "air_strike", "Dahiyeh", "IL", None),
    "2024-11-27-tyre": ("2024-11-27", "air_strike", "Tyre", "IL", 2),
    "2024-11-28-markaba": ("2024-11-28", "artillery", "Markaba", "IL", None),
    "2024-11-28-sidon": ("2024-11-28", "air_strike", "Sidon", "IL", None),
    "2024-12-02-mount-dov": ("2024-12-02", "artillery", "Shebaa Farms", "LB", None),
    "2024-12-02-south": ("2024-12-02", "air_strike", "South Lebanon", "IL", 9),
    "2025-01-26-returning-residents": ("2025-01-26", "small_arms", "South Lebanon", "IL", 22),
    "2025-02-05-aitaroun": ("2025-02-05", "drone", "Aitaroun", "IL", 1),
    "2025-03-22-metula": ("2025-03-22", "rocket", "Metula", "", None),
    "2025-03-22-tyre": ("2025-03-22", "air_strike", "Tyre", "IL", 2),
}
BEFORE = {key for key, (day, *_) in INCIDENTS.items() if day <= "2024-11-27"}  # at 04:00 of that day it took effect
MEETINGS = {  # key in expected.csv → day, status, where
    "2024-11-26-ceasefire": ("2024-11-26", "held", None),
    "2024-12-09-mechanism": ("2024-12-09", "held", "Naqoura"),
    "2025-01-27-extension": ("2025-01-27", "held", None),
    "2025-04-02-mechanism": ("2025-04-02", "announced", "Naqoura"),
}


def expected() -> dict[str, dict]:
    with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {row["guid"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def replayed(template):
    """A connection to a database that the folder was replayed into."""
    shelf = FeedShelf(FOLDER)
    replaying.set_up_database("lebanon", anew=True, lasting=False)
    replaying.replay("lebanon", shelf, replaying.calendar(shelf, timedelta(hours=12)))
    with wiring.database("lebanon") as conn:
        yield conn


def groups_of(conn, column: str, key: str) -> dict[str, set[int]]:
    """The incidents (or meetings, claims) that the items of each key of expected.csv became part of."""
    found = run(
        conn,
        f"select guid, {column} from reports join readings using (reading_id) join entries using (entry_id) "
        f"where {column} is not null",
    )
    keys = {guid: row[key] for guid, row in expected().items()}
    return {k: {group for guid, group in found if keys[guid] == k} for k in set(keys.values()) - {""}}


# ------------------------------------------------------------------ which conflict


def test_every_item_is_tied_to_its_conflict_and_to_no_other(replayed):
    tied = run(
        replayed,
        "select distinct guid, conflict_code from reports join readings using (reading_id) "
        "join entries using (entry_id) where conflict_code is not null",
    )
    grouped = {g for g, row in expected().items() if any(row[k] for k in ("incident_key", "meeting_key", "claim_key"))}
    notes = {guid: row["note"] for guid, row in expected().items()}

    assert {guid for guid, _ in tied} == grouped
    assert {guid for guid, code in tied if code == THERE} == {guid for guid, note in notes.items() if note == THERE}
    assert {code for _, code in tied} == {HERE, THERE}


def test_nothing_of_it_counts_for_thailand_and_cambodia_and_nothing_of_theirs_counts_here(replayed):
    assert run(replayed, "select distinct conflict_code from incidents") == [(HERE,)]
    assert run(replayed, "select distinct conflict_code from claims") == [(HERE,)]
    assert run(replayed, "select meeting_date, participants from meetings where conflict_code = %s", THERE) == [
        (date(2025, 3, 6), ["KH", "TH"])
    ]
    ((clashes, violations, talks, claims),) = run(
        replayed,
        "select sum(clashes), sum(violations_alleged + violations_corroborated), sum(talks_held), sum(claims) "
        "from daily_trend where conflict_code = %s",
        THERE,
    )
    assert (clashes, violations, talks, claims) == (0, 0, 1, 0)


def test_most_items_carry_the_labels_a_person_gives_them(replayed):
    found = dict(run(replayed, "select guid, labels from readings join entries using (entry_id)"))
    right = sum(set(found[guid]) == set(row["labels"].split("+")) - {"none"} for guid, row in expected().items())

    assert right / len(expected()) > 0.9


# ------------------------------------------------------------------ incidents and violations


def test_items_that_tell_of_one_incident_make_one_and_every_incident_is_one_of_ours(replayed):
    groups = groups_of(replayed, "incident_id", "incident_key")

    assert {key for key, ids in groups.items() if len(ids) != 1} == set()
    assert set(groups) == set(INCIDENTS)
    assert run(replayed, "select count(*) from incidents") == [(len(INCIDENTS),)]


@pytest.mark.parametrize("key", INCIDENTS)
def test_an_incident_is_known_by_day_kind_place_and_doer(replayed, key):
    day, kind, place, by, killed = INCIDENTS[key]
    (incident_id,) = groups_of(replayed, "incident_id", "incident_key")[key]

    (found,) = run(
        replayed,
        "select occurred_date::text, type, place, array_to_string(source_actors, ' '), killed_low "
        "from incident_list where incident_id = %s",
        incident_id,
    )

    assert found == (day, kind, place, by, killed)


@pytest.mark.parametrize("key", INCIDENTS)
def test_an_incident_is_a_violation_from_the_day_after_the_ceasefire_took_effect(replayed, key):
    (incident_id,) = groups_of(replayed, "incident_id", "incident_key")[key]

    found = run(
        replayed,
        "select ceasefire, clause_number, by_actors, reason from violation_list where incident_id = %s",
        incident_id,
    )

    if key in BEFORE:
        assert found == []
    else:
        ((ceasefire, clause, by_actors, reason),) = found
        assert (ceasefire, clause, " ".join(by_actors)) == (CEASEFIRE, "1", INCIDENTS[key][3])
        assert "was in force (since 27 November 2024 04:00)" in reason  # in Beirut's time
        assert "Doubt: Both keep the right of self-defence" in reason


def test_outlets_of_different_sides_corroborate_and_one_side_alone_alleges(replayed):
    statuses = dict(run(replayed, "select occurred_date::text || ' ' || place, status from incident_list"))

    assert statuses["2024-11-28 Sidon"] == "corroborated"  # an Israeli outlet and one of neither side
    assert statuses["2024-11-28 Markaba"] == "alleged"  # one Lebanese outlet


# ------------------------------------------------------------------ meetings and claims


@pytest.mark.parametrize("key", MEETINGS)
def test_a_meeting_announced_is_announced_and_one_held_is_held(replayed, key):
    (meeting_id,) = groups_of(replayed, "meeting_id", "meeting_key")[key]

    found = run(
        replayed,
        "select conflict_code, meeting_date::text, status, venue from meeting_list where meeting_id = %s",
        meeting_id,
    )

    day, status, venue = MEETINGS[key]
    assert found == [(HERE, day, status, venue)]


def test_a_meeting_of_the_mechanism_is_one_of_both_sides_and_its_chair(replayed):
    ((participants, reports),) = run(
        replayed, "select participants, report_count from meeting_list where meeting_date = '2024-12-09'"
    )

    assert {"IL", "LB", "US", "FR"} == set(participants)
    assert reports == 3  # announced by one outlet, told by one of each side


def test_an_accusation_is_answered_by_its_denial(replayed):
    found = run(
        replayed,
        "select accuser, accused, response from claim_list "
        "where response not in ('silence', 'counter_accuse') order by claimed_date",
    )

    assert found == [("IL", "LB", "deny"), ("IL", "LB", "deny")]  # armed men south of the Litani; rockets at Metula


# ------------------------------------------------------------------ days of the conflict's own zone


@pytest.mark.parametrize(
    ("text", "conflict_code", "day"),
    [
        ("An Israeli air strike killed two people in Nabatieh today.", HERE, date(2024, 11, 30)),
        ("Cambodian troops shelled Thai soldiers near Chong Bok today.", THERE, date(2024, 12, 1)),
    ],
)
def test_today_is_the_day_at_the_place_it_is_about(text, conflict_code, day):
    evening = datetime(2024, 11, 30, 18, tzinfo=UTC)  # 20:00 in Beirut, 01:00 of the next day in Bangkok

    reading = code_entry(EntryText(1, "", text, evening, "en"), read_codebook(wiring.CODEBOOK))

    assert [(r.conflict_code, r.occurred_date) for r in reading.reports if r.label == "clash"] == [(conflict_code, day)]
