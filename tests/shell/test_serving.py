"""The shelf of feed files: what it shows at a moment, and how it answers."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from truce.errors import FeedError
from truce.parsing import parse_feed
from truce.serving import FeedShelf, serve

HEAD = '<rss version="2.0"><channel><title>One</title>'


def item(guid: str, date: str, title: str) -> str:
    return f"<item><guid>{guid}</guid><title>{title}</title><pubDate>{date}</pubDate></item>"


@pytest.fixture
def folder(tmp_path):
    def write(items: str, fault: str = "", listing: str | None = None, tail="</channel></rss>"):
        (tmp_path / "one.xml").write_text(HEAD + items + tail)
        (tmp_path / "feeds.csv").write_text(
            listing or f"feed_code,outlet,language,side,file,fault\none,One,en,TH,one.xml,{fault}\n"
        )
        return tmp_path

    return write


TWO = item("a", "Mon, 01 Dec 2025 10:00:00 GMT", "first") + item("b", "Wed, 03 Dec 2025 10:00:00 GMT", "second")


def titles(shelf, day: int) -> list[str]:
    served = shelf.document("one", datetime(2025, 12, day, 12, tzinfo=UTC))
    return [e.title for e in parse_feed(served.body, served.content_type, "http://x/").entries]


def test_the_future_is_not_shown(folder):
    shelf = FeedShelf(folder(TWO))

    assert titles(shelf, 2) == ["first"]
    assert titles(shelf, 3) == ["second", "first"]


def test_an_edit_replaces_its_item_from_its_own_date_on(folder):
    edit = item("a", "Thu, 04 Dec 2025 10:00:00 GMT", "first, corrected")
    shelf = FeedShelf(folder(TWO + edit))

    assert titles(shelf, 3) == ["second", "first"]
    assert titles(shelf, 4) == ["first, corrected", "second"]


def test_an_item_dated_2099_comes_with_the_one_before_it(folder):
    shelf = FeedShelf(folder(TWO + item("c", "Wed, 03 Dec 2099 10:00:00 GMT", "third")))

    assert set(titles(shelf, 3)) == {"first", "second", "third"}


@pytest.mark.parametrize(
    ("fault", "status"),
    [("gone from 2025-12-02", 410), ("unreachable from 2025-12-02 to 2025-12-03", 503),
     ("html from 2025-12-02 to 2025-12-03", 200)],
)  # fmt: skip
def test_a_fault_holds_in_its_days(folder, fault, status):
    shelf = FeedShelf(folder(TWO, fault))

    assert shelf.document("one", datetime(2025, 12, 2, 12, tzinfo=UTC)).status == status
    assert shelf.document("one", datetime(2025, 12, 1, 12, tzinfo=UTC)).status == 200


def test_moments_are_those_with_something_new(folder):
    shelf = FeedShelf(folder(TWO))

    assert shelf.moments(timedelta(hours=6)) == [
        datetime(2025, 12, 1, 12, tzinfo=UTC),
        datetime(2025, 12, 3, 12, tzinfo=UTC),
    ]


def test_the_server_answers_304_to_its_own_validators(folder):
    shelf = FeedShelf(folder(TWO))
    with serve(shelf, lambda: datetime(2025, 12, 3, 12, tzinfo=UTC)) as base:
        first = requests.get(f"{base}/one", timeout=5)
        by_tag = requests.get(f"{base}/one", headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
        by_date = requests.get(f"{base}/one", headers={"If-Modified-Since": first.headers["Last-Modified"]}, timeout=5)

    assert [first.status_code, by_tag.status_code, by_date.status_code] == [200, 304, 304]


def test_a_taken_port_is_told(folder):
    shelf = FeedShelf(folder(TWO))
    with serve(shelf, lambda: datetime(2025, 12, 3, tzinfo=UTC)) as base:
        port = int(base.rsplit(":", 1)[1])
        with (
            pytest.raises(FeedError, match=f"Port {port}.*taken"),
            serve(shelf, lambda: None, port),
        ):
            pass


@pytest.mark.parametrize(
    ("listing", "told"),
    [
        ("feed_code,outlet\n", "line 1: the columns"),
        ("feed_code,outlet,language,side,file\n", "lists no feed"),
        ("feed_code,outlet,language,side,file\none,One,en,,none.xml\n", "line 2: none.xml"),
        ("feed_code,outlet,language,side,file\none,One,en,,\n", "line 2: feed_code and file"),
        ("feed_code,outlet,language,side,file,fault\none,One,en,,one.xml,ill\n", "'ill'"),
    ],
)
def test_a_bad_listing_is_told_with_its_line(folder, listing, told):
    with pytest.raises(FeedError, match=told):
        FeedShelf(folder(TWO, listing=listing))


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(FeedError, match=r"holds no feeds.csv"):
        FeedShelf(tmp_path)
