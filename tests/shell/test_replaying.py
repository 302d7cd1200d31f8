"""A folder of feeds along a simulated calendar: the whole line, and the same again without effect."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rows_for_tests import run
from stand_ins import CLASH, RICE, SHELLING, contents

from truce import replaying, wiring
from truce.errors import FeedError
from truce.serving import FeedShelf

DAY = timedelta(days=1)
HEAD = '<rss version="2.0"><channel><title>T</title>'


def item(guid: str, day: str, summary: str, link: str = "") -> str:
    moment = datetime.fromisoformat(day)
    return (
        f"<item>{f'<guid>{guid}</guid>' if guid else ''}<title>News {guid}</title>"
        f"{f'<link>{link}</link>' if link else ''}"
        f"<pubDate>{moment:%a, %d %b %Y %H:%M} GMT</pubDate><description>{summary}</description></item>"
    )


@pytest.fixture
def folder(tmp_path):
    """Two outlets: an edit, guids that are no addresses, an item without any, a date in 2099."""
    (tmp_path / "thai.xml").write_text(
        HEAD
        + item("1", "2025-09-10T04:00", CLASH)
        + item("1", "2025-09-12T04:00", CLASH.replace("two", "three"))
        + item("", "2025-09-11T04:00", RICE, link="/news/rice")
        + "</channel></rss>"
    )
    (tmp_path / "other.xml").write_text(
        HEAD
        + item("1", "2025-09-10T05:00", CLASH)
        + item("2", "2025-09-10T06:00", SHELLING)
        + item("3", "2099-01-01T00:00", RICE)
        + "</channel></rss>"
    )
    (tmp_path / "feeds.csv").write_text(
        "feed_code,outlet,language,side,file\nthai,Thai,en,TH,thai.xml\nother,Other,en,,other.xml\n"
    )
    return tmp_path


def replay(folder, start: datetime | None = None) -> dict[str, int]:
    shelf = FeedShelf(folder)
    moments = replaying.calendar(shelf, timedelta(hours=6), start)
    return replaying.replay(None, shelf, moments)


def test_a_replay_runs_the_line_at_each_moment(conn, folder):
    done = replay(folder)

    assert done == {"entries": 5, "changed": 1, "read": 6, "reports": 6, "alerts": 1}
    assert run(conn, "select max(seen_at) from entries") == [(datetime(2025, 9, 11, 6, tzinfo=UTC),)]
    ((link,),) = run(conn, "select link from entries where link is not null")
    assert link.startswith("http://127.0.0.1:") and link.endswith("/news/rice")


def test_the_same_replay_again_adds_nothing(conn, folder):
    replay(folder)
    before = contents(conn)

    again = replay(folder)

    assert set(again.values()) == {0}
    assert contents(conn) == before


def test_a_replay_that_begins_anew_with_a_later_codebook_reads_what_was_seen_by_then(conn, folder, monkeypatch):
    replay(folder)
    later = replace(wiring.codebook(), version="later")
    monkeypatch.setattr(wiring, "codebook", lambda: later)

    again = replay(folder)

    assert again == {"entries": 0, "changed": 0, "read": 5, "reports": again["reports"], "alerts": 0}
    assert again["reports"] >= 6, "what was read anew is grouped anew"


def test_news_that_came_too_late_for_a_mail_is_not_mailed_by_the_next_replay(conn, folder):
    for code in ("thai", "other"):
        five = item("1", "2025-09-20T04:00", CLASH.replace("two", "five"))
        path = folder / f"{code}.xml"
        path.write_text(path.read_text().replace("</channel>", five + "</channel>"))

    first, second = replay(folder), replay(folder)

    assert run(conn, "select max(killed_low) from incidents") == [(5,)]
    assert (first["alerts"], second["alerts"]) == (1, 0)


def test_a_replay_that_goes_on_where_the_last_one_ended_adds_what_is_new(conn, folder):
    replay(folder)
    path = folder / "thai.xml"
    more = item("9", "2025-09-20T04:00", CLASH)
    path.write_text(path.read_text().replace("</channel>", more + "</channel>"))

    assert replay(folder)["entries"] == 1


def test_a_replay_polls_the_feeds_of_its_folder_and_no_others(conn, folder):
    replay(folder)

    assert run(conn, "select feed_code from feeds where is_enabled order by 1") == [
        ("other",), ("thai",),
    ]  # fmt: skip
    assert run(conn, "select distinct feed_code from fetches order by 1") == [("other",), ("thai",)]


def test_a_window_without_news_is_told(folder):
    with pytest.raises(FeedError, match="in that window"):
        replaying.calendar(FeedShelf(folder), DAY, datetime(2026, 1, 1, tzinfo=UTC))
