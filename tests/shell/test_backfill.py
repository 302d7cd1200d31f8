"""History is loaded from files: nothing twice, nothing that raises a mail, and no bad line keeps back the others."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hostile_documents import HOSTILE
from rows_for_tests import CONFLICT, run
from stand_ins import CLASH, NOON, RICE, item, rss

from truce import backfilling, cli, jobs, store, wiring
from truce.backfilling import backfill
from truce.errors import TruceError, UnknownName
from truce.parsing import parse_feed
from truce.reading_apart import ReadingRoom

LATER = NOON + timedelta(days=60)  # when the history is loaded


def clash(number: int, moment: datetime = NOON, outlet: str = "paper", **fields) -> dict:
    text = f"{CLASH} Desk {outlet}."
    told = {"id": str(number), "title": "News", "text": text, "published_at": moment.isoformat()}
    return told | fields


@pytest.fixture
def history(conn, line, tmp_path):
    """Two feeds of different owners, and a way to load a file of lines into one of them."""
    for code, side in (("thai", "TH"), ("other", None)):
        line.add_feed(conn, code, side=side)
    line.now = LATER

    def load(*entries, feed: str = "thai", name: str = "history.jsonl", now: datetime | None = None, **days):
        path = tmp_path / name
        lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return backfill(line.conn, feed, path, now or line.now, parse_feed, **days)

    load.line, load.owner = line, conn
    return load


def processed(line) -> int:
    """Code, group and alert; how many mails were queued."""
    line.code()
    line.group()
    return line.alert()


def count(conn, table: str) -> int:
    return run(conn, f"select count(*) from {table}")[0][0]


# ------------------------------------------------------------------ loading


def test_a_file_is_loaded_once_however_often_it_is_given(history):
    first = history(clash(1), clash(2, title="Another"))
    again = history(clash(1), clash(2, title="Another"))

    assert (first.counts["new"], first.counts["known"]) == (2, 0)
    assert (again.counts["new"], again.counts["known"]) == (0, 2)
    assert run(history.owner, "select is_backfilled, seen_at, count(*) from entries group by 1, 2") == [
        (True, LATER, 2)
    ]


def test_more_entries_than_fit_into_one_transaction(history, monkeypatch):
    monkeypatch.setattr(backfilling, "BATCH", 3)
    lines = [clash(number) for number in range(8)]

    assert history(*lines, *lines).counts == {"new": 8, "known": 8, "outside": 0, "bad": 0}


def test_what_was_polled_is_known_by_its_guid_or_its_address(history, site):
    site.publish("thai", item("1", RICE), "<item><guid>g</guid><link>https://a.example/2</link><title>B</title></item>")
    history.line.fetch()

    loaded = history(clash(1), clash(9, url="https://a.example/2"), clash(3))

    assert loaded.counts["new"] == 1
    assert run(history.owner, "select guid from entries where is_backfilled") == [("3",)]


def test_what_was_loaded_is_not_news_when_it_is_polled(history, site):
    history(clash("a", published_at=NOON.isoformat()))
    site.publish("thai", item("a", CLASH))

    assert history.line.fetch()["new"] == 0


def test_bad_lines_are_named_and_the_rest_is_loaded(history):
    future = (LATER + timedelta(days=1)).isoformat()

    loaded = history(clash(1), "{", clash(2, published_at=None), clash(3, published_at=future), clash(4, text="\x00ok"))

    assert loaded.counts == {"new": 2, "known": 0, "outside": 0, "bad": 3}
    assert [complaint.split(":")[0] for complaint in loaded.complaints] == [
        "history.jsonl, line 2", "history.jsonl, line 3", "history.jsonl, line 4",
    ]  # fmt: skip


def test_only_the_days_asked_for_are_loaded(history):
    days = [clash(n, NOON + timedelta(days=n)) for n in range(5)]

    loaded = history(*days, from_date=date(2025, 9, 11), to_date=date(2025, 9, 12))

    assert (loaded.counts["new"], loaded.counts["outside"]) == (2, 3)


def test_a_feed_document_is_loaded(history, tmp_path):
    path = tmp_path / "old.xml"
    path.write_bytes(rss(item("1", CLASH), item("2", RICE, moment=None)))

    loaded = backfill(history.line.conn, "thai", path, LATER, parse_feed)

    assert (loaded.counts["new"], loaded.counts["bad"]) == (1, 1)
    assert run(history.owner, "select guid, published_at from entries") == [("1", NOON)]


def test_a_list_of_addresses_is_loaded_by_date(history):
    row = "20250910\thttps://a.example/1\tTitle"

    loaded = history("DATE\tURL\tTITLE", row, row, "20250911\tftp://a.example/2\tx", name="gdelt.tsv")

    assert (loaded.counts["new"], loaded.counts["bad"]) == (1, 1)
    assert run(history.owner, "select link, title, published_at from entries") == [
        ("https://a.example/1", "Title", NOON)
    ]


def test_an_unknown_feed_and_a_missing_file_are_told(history, tmp_path):
    with pytest.raises(UnknownName, match="no feed 'nobody'"):
        history(clash(1), feed="nobody")
    with pytest.raises(TruceError, match="cannot be read"):
        backfill(history.line.conn, "thai", tmp_path / "missing.jsonl", LATER, parse_feed)


def test_the_verb_says_what_it_did_and_names_what_is_bad(history, tmp_path, capsys):
    path = tmp_path / "h.jsonl"
    path.write_text(json.dumps(clash(1)) + "\n{\n")

    assert cli.main(["backfill", str(path), "--feed", "thai"]) == 0
    told = capsys.readouterr()
    assert "h.jsonl: 1 new, 0 known already, 0 outside of the days asked for, 1 bad." in told.out
    assert "h.jsonl, line 2: no JSON" in told.err

    path.write_text("{\n")
    assert cli.main(["backfill", str(path), "--feed", "thai"]) == 1


def test_a_document_that_costs_too_much_is_bad_and_the_next_file_is_loaded(history, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(wiring, "archive_room", lambda: ReadingRoom(seconds=1))
    bad, good = tmp_path / "bad.xml", tmp_path / "good.xml"
    bad.write_bytes(HOSTILE["100,000 nested items"]())
    good.write_bytes(rss(item("a", RICE)))

    assert cli.main(["backfill", str(bad), str(good), "--feed", "thai"]) == 0
    told = capsys.readouterr()
    assert "good.xml: 1 new" in told.out
    assert "bad.xml" in told.err and "took more than 1 seconds to read" in told.err


# ------------------------------------------------------------------ no mail, no rise


def test_history_is_coded_and_grouped_by_its_own_day_and_raises_no_mail(history):
    history(clash(1), feed="thai")
    history(clash(1, outlet="desk"), feed="other")

    assert processed(history.line) == 0
    incidents = run(
        history.owner, "select occurred_date, family_count, first_reported_at, is_violation from incident_list"
    )
    assert incidents == [(NOON.date(), 2, NOON, True)]
    weekly = store.query(
        history.owner, wiring.sql_files("trends")["weekly"], conflict_code=CONFLICT,
        from_date=date(2025, 9, 1), to_date=date(2025, 11, 30),
    )[1]  # fmt: skip
    assert [row[0] for row in weekly if row[1]] == [date(2025, 9, 8)]


def test_even_of_yesterday_history_raises_no_mail(history):
    yesterday = LATER - timedelta(days=1)
    history(clash(1, yesterday), feed="thai")
    history(clash(1, yesterday, "desk"), feed="other")

    assert processed(history.line) == 0
    assert count(history.owner, "incident_list") == 1


def test_a_loaded_voice_does_not_complete_an_alert_but_the_next_polled_one_does(history, site, conn):
    line = history.line
    line.add_feed(conn, "third")
    site.publish("thai", item("a", CLASH, moment=LATER))
    line.fetch()
    alone = processed(line)
    history(clash(1, LATER, "desk"), feed="other")
    loaded = processed(line)
    site.publish("third", item("c", CLASH, moment=LATER))
    line.fetch()

    assert (alone, loaded, processed(line)) == (0, 0, 1)


def test_a_loaded_voice_does_not_keep_an_alert_back(history, site, conn):
    line = history.line
    line.add_feed(conn, "third")
    site.publish("thai", item("a", CLASH, moment=LATER))
    site.publish("third", item("c", CLASH, moment=LATER))
    line.fetch()
    line.now += timedelta(minutes=1)
    history(clash(1, LATER, "desk"), feed="other")

    assert processed(line) == 1


def test_a_loaded_toll_sends_no_update(history, site, conn):
    line = history.line
    line.add_feed(conn, "third")
    for code in ("thai", "third"):
        site.publish(code, item("a", CLASH, moment=LATER))
    line.fetch()
    first = processed(line)
    line.now += timedelta(hours=1)
    history(clash(1, LATER, text=CLASH.replace("two", "nine") + " Desk."), feed="other")
    loaded = processed(line)
    tolls = run(conn, "select killed_high from incident_list")
    conn.rollback()
    line.now += timedelta(hours=1)
    for code in ("thai", "third"):
        site.publish(code, item("a", CLASH.replace("two", "nine"), moment=LATER))
    line.fetch()

    assert (first, loaded, tolls, processed(line)) == (1, 0, [(9,)], 1)


def test_the_digest_of_the_day_of_loading_names_no_history(history):
    history(clash(1))
    history(clash(1, outlet="desk"), feed="other")
    processed(history.line)
    line = history.line

    with line.conn:
        conflict = store.conflicts(line.conn)[CONFLICT]
        today = jobs.digest_of(line.conn, conflict, LATER.date())
        then = jobs.digest_of(line.conn, conflict, NOON.date())

    assert "Chong Bok" not in today.body_text and "Chong Bok" in then.body_text


def test_what_was_known_before_the_loading_stays_so(history):
    history(clash(1))
    processed(history.line)

    with wiring.database(role="analyst", as_known_on=LATER - timedelta(days=1)) as analyst:
        assert store.select(analyst, "incident_list", "1")[1] == []
        assert store.select(analyst, "report_list", "1")[1] == []


def test_coverage_tells_how_much_of_it_was_loaded(history, site):
    history(clash(1), clash(2, title="Another"))
    site.publish("thai", item("a", RICE))
    history.line.fetch()

    rows = run(
        history.owner,
        "select entry_count, backfilled_count from coverage_by_side where conflict_code = %s and side = 'TH'",
        CONFLICT,
    )
    assert rows == [(3, 2)]


def test_a_day_alone_is_a_day_of_the_conflict(history):
    history("2025-09-10,https://a.example/1", name="list.csv")

    days = run(history.owner, "select day from coverage_by_side where conflict_code = %s", CONFLICT)
    assert days == [(date(2025, 9, 10),)]
    assert datetime(2025, 9, 10, 12, tzinfo=UTC) == NOON
