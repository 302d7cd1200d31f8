"""The fetch job on real HTTP and a real database: what is stored, what is recorded, what is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg2
import pytest
from rows_for_tests import add, run
from stand_ins import NOON, RICE, Answer, Line, contents, feed, item, power_cut, rss

from truce import wiring
from truce.errors import FeedError

MINUTE = timedelta(minutes=1)


def outcomes(conn) -> dict[str, str]:
    """The last outcome of each feed."""
    found = run(conn, "select feed_code, outcome from fetches order by fetch_id")
    conn.rollback()
    return dict(found)


def texts(conn) -> list[tuple]:
    found = run(conn, "select guid, version_number, summary from entries order by guid")
    conn.rollback()
    return found


# ------------------------------------------------------------------ what is new, what is not


def test_a_second_poll_sends_the_validators_and_a_304_adds_nothing(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), ETag='W/"1"', Last_Modified="a while ago")
    assert line.fetch()["new"] == 1
    before = contents(conn)

    site.answers["/one"] = Answer(status=304)
    counts = line.fetch()

    assert (counts["new"], counts["changed"], counts["failed"]) == (0, 0, 0)
    assert site.seen[1][1]["If-None-Match"] == 'W/"1"'
    assert site.seen[1][1]["If-Modified-Since"] == "a while ago"
    assert outcomes(conn) == {"one": "unchanged"}
    assert contents(conn) == before


def test_validators_follow_the_answers(conn, line, site):
    line.add_feed(conn, "one")
    for answer, kept in (
        (Answer(rss(item("a", RICE)), headers={"ETag": "1", "Last-Modified": "x"}), ("1", "x")),
        (Answer(status=304), ("1", "x")),
        (Answer(status=304, headers={"ETag": "2"}), ("2", "x")),
        (Answer(rss(item("b", RICE))), (None, None)),
    ):
        site.answers["/one"] = answer
        line.fetch(60)

        assert feed(conn, "etag", "last_modified") == kept


def test_a_feed_is_not_polled_before_it_is_due(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE))

    assert [line.fetch(minutes)["feeds"] for minutes in (0, 1, 2, 2)] == [1, 0, 0, 1]


def test_an_edited_item_becomes_a_version_and_keeps_its_first_dates(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE))
    line.fetch()
    site.publish("one", item("a", "Corrected.", moment=NOON + 5 * MINUTE))

    assert line.fetch()["changed"] == 1

    assert texts(conn) == [("a", 2, "Corrected.")]
    versions = run(conn, "select version_number, summary from entry_versions order by 1")
    assert versions == [(1, RICE), (2, "Corrected.")]
    assert run(conn, "select published_at, seen_at, changed_at from entries") == [
        (NOON, NOON + 20 * MINUTE, NOON + 40 * MINUTE)
    ]


def test_an_item_that_vanishes_stays_and_is_no_news_when_it_comes_back(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE))
    line.fetch()
    site.publish("one", item("b", RICE))
    line.fetch()
    site.publish("one", item("a", RICE), item("b", RICE))

    counts = line.fetch()

    assert (counts["new"], counts["changed"]) == (0, 0)
    assert [guid for guid, _, _ in texts(conn)] == ["a", "b"]


# ------------------------------------------------------------------ odd documents


def test_odd_items_are_stored_and_lie_about_nothing(conn, line, site):
    line.add_feed(conn, "one")
    future = NOON.replace(year=2099)
    site.publish(
        "one",
        item("nul", "Poison \0 here, and &#xD800; there.", title="T\0"),
        item("future", RICE, moment=future),
        item("untitled", RICE, title=""),
        item("undated", RICE, moment=None),
        item("ខ" * 900, RICE),
    )

    assert line.fetch()["new"] == 5

    seen = NOON + 20 * MINUTE
    moments = dict(run(conn, "select guid, published_at from entries"))
    assert moments["future"] == moments["undated"] == seen
    assert moments["untitled"] == NOON
    assert run(conn, "select summary from entries where guid = 'nul'") == [("Poison here, and there.",)]
    assert run(conn, "select published_raw from entries where guid = 'future'")[0][0].endswith("2099 12:00:00 GMT")


def test_one_bad_feed_is_a_row_in_fetches_and_the_others_go_on(conn, line, site):
    bad = {
        "error": (Answer(b"oops", 500), "failed"),
        "away": (Answer(status=404), "failed"),
        "gone": (Answer(status=410), "gone"),
        "page": (Answer(b"<html><body>Back soon</body></html>"), "not_a_feed"),
        "empty": (Answer(b""), "not_a_feed"),
    }
    for code, (answer, _) in bad.items():
        line.add_feed(conn, code)
        site.answers[f"/{code}"] = answer
    line.add_feed(conn, "broken")
    site.answers["/broken"] = Answer(rss(item("a", RICE), item("b", RICE))[:-60])
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))

    counts = line.fetch()

    wanted = {code: outcome for code, (_, outcome) in bad.items()}
    assert outcomes(conn) == wanted | {"broken": "fresh", "good": "fresh"}
    assert (counts["feeds"], counts["failed"]) == (7, 5)
    stored = run(conn, "select feed_code from entries group by 1 order by 1")
    assert stored == [("broken",), ("good",)]
    details = dict(run(conn, "select feed_code, detail from fetches"))
    assert "broken document" in details["broken"] and "500" in details["error"]


def test_an_address_that_is_none_costs_only_its_own_feed(conn, line, site):
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))
    add(conn, "feeds", feed_code="bad", url="http://[::1/feed")
    conn.commit()

    assert line.fetch()["new"] == 1
    assert outcomes(conn) == {"bad": "failed", "good": "fresh"}


def test_when_every_feed_fails_the_task_fails_and_says_why(conn, line, site):
    for code in ("one", "two"):
        line.add_feed(conn, code)
        site.answers[f"/{code}"] = Answer(status=500)

    with pytest.raises(FeedError, match=r"All 2 feeds failed.*500.*feeds check"):
        line.fetch()

    assert outcomes(conn) == {"one": "failed", "two": "failed"}


def test_a_feed_that_fails_is_tried_later_and_later_until_it_answers(conn, line, site):
    line.add_feed(conn, "one")
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))
    site.answers["/one"] = Answer(status=500)
    waits = []
    for _ in range(3):
        line.now = max(line.now, feed(conn, "next_at")[0]) if waits else line.now
        run(conn, "update feeds set next_at = '-infinity' where feed_code = 'good'")
        conn.commit()
        line.fetch(0)
        waits.append((feed(conn, "next_at")[0] - line.now) / MINUTE)
    site.publish("one", item("a", RICE))
    line.now = feed(conn, "next_at")[0]

    line.fetch(0)

    assert [0.9 <= wait / wanted <= 1 for wait, wanted in zip(waits, (4, 8, 16), strict=True)] == [True] * 3
    assert feed(conn, "error_count", "last_success_at") == (0, line.now)


def test_a_feed_that_says_when_to_come_back_is_left_alone_until_then(conn, line, site):
    line.add_feed(conn, "one")
    line.add_feed(conn, "good")
    site.publish("good", item("a", RICE))
    site.answers["/one"] = Answer(status=429, headers={"Retry-After": "7200"})

    line.fetch()

    assert feed(conn, "next_at")[0] == line.now + timedelta(hours=2)


# ------------------------------------------------------------------ two at once, and a power cut


def test_two_pollers_at_once_poll_each_feed_once(conn, line, site):
    for number in range(4):
        line.add_feed(conn, f"feed-{number}")
        site.publish(f"feed-{number}", item("a", RICE))
    with wiring.database(role="loader") as other, ThreadPoolExecutor(2) as pool:
        polls = list(pool.map(Line.fetch, (line, Line(other, site))))

    assert sum(poll["feeds"] for poll in polls) == sum(poll["new"] for poll in polls) == 4
    assert sorted(path for path, _ in site.seen) == [f"/feed-{number}" for number in range(4)]


def test_a_power_cut_in_a_feed_leaves_nothing_of_it_and_the_next_run_has_it_all(conn, line, site):
    line.add_feed(conn, "one")
    site.publish("one", item("a", RICE), item("b", RICE), ETag="1")

    with power_cut(conn, "entries", after=2), pytest.raises(psycopg2.Error):
        line.fetch()

    assert texts(conn) == [] and outcomes(conn) == {}
    assert feed(conn, "etag", "error_count") == (None, 0)
    with wiring.database(role="loader") as loader:
        again = Line(loader, site, line.now)
        assert again.fetch(5)["feeds"] == 0  # the lease of the dead poller still holds
        assert again.fetch(6)["new"] == 2
    assert "If-None-Match" not in site.seen[-1][1]
    assert feed(conn, "etag") == ("1",)


def test_a_power_cut_after_one_feed_keeps_that_one(conn, line, site):
    for code in ("one", "two"):
        line.add_feed(conn, code)
        site.publish(code, item("a", RICE))

    with power_cut(conn, "fetches", after=2), pytest.raises(psycopg2.Error):
        line.fetch()

    assert list(outcomes(conn).values()) == ["fresh"]
    with wiring.database(role="loader") as loader:
        assert Line(loader, site, line.now).fetch(11)["new"] == 1
