"""Any earlier figure can be had again, exactly: the sample feeds are played, every table noted on the way."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rows_for_tests import run
from stand_ins import CLASH, RICE, item

from truce import replaying, seeding, store, wiring
from truce.cli import EXPORTS
from truce.serving import FeedShelf
from truce.verbs import _moment

SAMPLE = Path(__file__).resolve().parents[1] / "feeds" / "sample"
TABLES = ("incidents", "meetings", "claims", "violations", "reports")
WINDOW = {"conflict_code": "thailand-cambodia", "from_date": date(2025, 5, 1), "to_date": date(2025, 12, 31)}


def figures(as_known_on=None) -> dict[str, list]:
    """What an analyst sees: every export and every trend."""
    with wiring.database(None, "analyst", as_known_on) as conn:
        found = {name: store.select(conn, *EXPORTS[name])[1] for name in TABLES}
        trends = wiring.sql_files("trends")
        return found | {name: store.query(conn, trends[name], **WINDOW)[1] for name in trends}


def test_every_earlier_figure_can_be_had_again(conn):
    shelf = FeedShelf(SAMPLE)
    moments = replaying.calendar(shelf, timedelta(days=12))
    noted = {}
    for moment in moments:
        replaying.replay(None, shelf, [moment])
        noted[moment] = figures()

    assert len({str(shown) for shown in noted.values()}) > len(noted) / 2, "the figures do change on the way"
    for moment, shown in noted.items():
        assert figures(as_known_on=moment) == shown, moment


def test_what_changes_has_a_version_each_time_and_what_stays_the_same_has_one(conn, line):
    line.add_feed(conn, "thai", side="TH")
    line.add_feed(conn, "far")
    line.site.publish("thai", item("1", CLASH))
    line.run()
    (first,) = run(conn, "select * from history where table_name = 'incidents'")
    line.site.publish("far", item("1", CLASH))
    line.run()
    line.site.publish("far", item("1", RICE))  # the outlet took it back
    line.run()

    rows = run(
        conn,
        "select content ->> 'report_count', known_to is null from history "
        "where table_name = 'incidents' and row_key = %s order by known_from",
        first[2],
    )
    assert rows[-1][1] and not any(is_open for _, is_open in rows[:-1])
    assert [count for count, _ in rows] == ["1", "2", "1"]


def test_a_day_is_asked_for_by_its_end_and_nonsense_is_refused():
    assert str(_moment("2025-12-10")) == "2025-12-10 23:59:59.999999+00:00"
    assert str(_moment("2025-12-10T06:00")) == "2025-12-10 06:00:00+00:00"
    with pytest.raises(Exception, match="is no day"):
        _moment("tomorrow")


def ceasefires_and_clauses(as_known_on=None) -> dict[str, str]:
    """The state of each ceasefire and one clause of the registry, as an analyst sees them."""
    with wiring.database(None, "analyst", as_known_on) as conn:
        rows = store.query(conn, "select ceasefire_code, state from ceasefire_list")[1]
        worded = store.query(conn, "select clause from violation_list order by ceasefire_code, clause_number")[1]
    return dict(rows) | {"clause": worded[0][0]}


def test_a_registry_that_is_corrected_later_leaves_what_was_known_before(conn, tmp_path):
    shelf = FeedShelf(SAMPLE)
    replaying.replay(None, shelf, replaying.calendar(shelf, timedelta(days=30)))
    before, earlier = datetime.now(UTC), ceasefires_and_clauses()
    seeds = shutil.copytree(wiring.SQL / "seeds", tmp_path / "seeds")
    clauses = (seeds / "clauses.csv").read_text(encoding="utf-8")
    (seeds / "clauses.csv").write_text(clauses.replace(earlier["clause"], "Reworded since."), encoding="utf-8")
    states = (seeds / "ceasefire_states.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    taken_out = states[-1].split(",")[0]
    (seeds / "ceasefire_states.csv").write_text("".join(states[:-1]), encoding="utf-8")
    seeding.load_seeds(conn, wiring.CODEBOOK, seeds)

    assert clauses.count(earlier["clause"]) == 1
    assert ceasefires_and_clauses(as_known_on=before) == earlier
    assert ceasefires_and_clauses()["clause"] == "Reworded since."
    assert ceasefires_and_clauses()[taken_out] != earlier[taken_out]
    seeding.load_seeds(conn, wiring.CODEBOOK, wiring.SQL / "seeds")  # put back: the third version, not the first
    versions = "select count(*) from history where table_name = 'clauses' and content ->> 'paraphrase' = %s"
    assert run(conn, versions, earlier["clause"]) == [(2,)]


def test_a_place_moved_and_an_actor_renamed_later_leave_what_was_known_before(conn, line, tmp_path):
    line.add_feed(conn, "thai", side="TH")
    line.site.publish("thai", item("1", CLASH))
    line.run()
    before, earlier = datetime.now(UTC), where_and_whose()
    codebook = shutil.copytree(wiring.CODEBOOK, tmp_path / "codebook")
    reword(codebook / "places.csv", "chong-bok", "Ubon Ratchathani", "Surin")
    reword(codebook / "actors.csv", "KH", "Cambodian", "Kampuchean")
    seeding.load_seeds(conn, codebook, wiring.SQL / "seeds")

    assert earlier == [("Ubon Ratchathani; Preah Vihear", "1 family: 1 Thai, 0 Cambodian, 0 third")]
    assert where_and_whose(as_known_on=before) == earlier
    assert where_and_whose() == [("Surin; Preah Vihear", "1 family: 1 Thai, 0 Kampuchean, 0 third")]


def where_and_whose(as_known_on=None) -> list[tuple]:
    """The province of each incident, and its voices by side, in words."""
    with wiring.database(None, "analyst", as_known_on) as conn:
        return store.query(conn, "select province, voices from incident_list")[1]


def reword(path: Path, code: str, one: str, other: str) -> None:
    """Put other words in the line of a code."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = [n for n, line in enumerate(lines) if line.startswith(f"{code},")]
    assert one in lines[number]
    lines[number] = lines[number].replace(one, other)
    path.write_text("".join(lines), encoding="utf-8")
