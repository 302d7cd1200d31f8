"""Strangers' documents are read in a process that can be ended: it hurts neither the caller nor the other feeds."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hostile_documents import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from truce import reading_apart
from truce.errors import FeedError, NotAFeed, ServiceError
from truce.model import Entry
from truce.parsing import ParsedFeed, parse_feed
from truce.reading_apart import ReadingRoom, Unreadable, answer_of, feed_of

FEEDS = sorted((Path(__file__).resolve().parents[1] / "feeds").glob("*/*.xml"))
URL = "https://outlet.example/feed"
DEAR = HOSTILE["4,900 attributes in each of 100 tags"]()  # half a minute, were it let
SMALL = b'<rss version="2.0"><channel><title>T</title><item><title>a</title></item></channel></rss>'


@pytest.fixture(scope="module")
def room():
    with ReadingRoom() as room:
        yield room


@pytest.fixture(scope="module")
def hurried():
    with ReadingRoom(seconds=2) as room:
        yield room


@pytest.fixture
def hasty():
    with ReadingRoom(seconds=0.5, processes=1) as room:
        yield room


def process_of(room: ReadingRoom) -> int:
    (booth,) = room._idle
    return booth.process.pid


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_every_feed_comes_back_exactly_as_it_is_read_here(room, path):
    body = path.read_bytes()

    assert room.parse(body, "application/rss+xml", URL) == parse_feed(body, "application/rss+xml", URL)


def test_what_is_no_feed_is_told_in_the_same_words(room):
    with pytest.raises(NotAFeed) as here:
        parse_feed(b"hello", "text/plain", URL)
    with pytest.raises(NotAFeed) as apart:
        room.parse(b"hello", "text/plain", URL)

    assert str(here.value) == str(apart.value)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_ends_in_time_and_the_next_one_is_read(hurried, name):
    body = HOSTILE[name]()
    began = time.monotonic()

    try:
        hurried.parse(body, None, URL)
    except NotAFeed as error:
        assert URL in str(error)

    assert time.monotonic() - began < 3 * hurried.seconds  # and a process may have to be started
    assert hurried.parse(SMALL, None, URL).title == "T"


def test_one_process_reads_one_feed_after_the_other(hasty):
    hasty.parse(SMALL, None, URL)
    first = process_of(hasty)

    for _ in range(5):
        hasty.parse(SMALL, None, URL)

    assert process_of(hasty) == first


def test_the_same_process_reads_a_feed_or_an_article_as_it_is_asked(hasty):
    page = b"<html><body><article><p>Soldiers of both armies exchanged fire on Wednesday.</p></article></body></html>"
    hasty.parse(SMALL, None, URL)
    first = process_of(hasty)

    assert hasty.text_of(page, None) == "Soldiers of both armies exchanged fire on Wednesday."
    with pytest.raises(NotAFeed):
        hasty.parse(page, None, URL)
    assert hasty.parse(SMALL, None, URL).title == "T"
    assert process_of(hasty) == first


@pytest.mark.parametrize("answer", [{}, {"text": 5}, {"text": None}])
def test_an_answer_that_is_nonsense_is_no_article(hasty, monkeypatch, answer):
    monkeypatch.setattr(reading_apart.Booth, "ask", lambda *_: answer)

    with pytest.raises(Unreadable, match="nonsense"):
        hasty.text_of(b"<p>x", None)


def test_a_document_that_takes_too_long_is_refused_and_its_process_replaced(hasty):
    hasty.parse(SMALL, None, URL)
    first = process_of(hasty)

    with pytest.raises(NotAFeed, match=r"took more than 0\.5 seconds to read"):
        hasty.parse(DEAR, None, URL)

    assert hasty.parse(SMALL, None, URL).title == "T"
    assert process_of(hasty) != first
    assert not Path(f"/proc/{first}").exists()


def test_a_document_that_needs_too_much_memory_is_refused():
    body = b'<rss version="2.0"><channel>' + b"<item><title>a</title><foo/></item>" * 150_000
    with ReadingRoom(megabytes=60, seconds=60) as room:  # a busy machine must not end it for its time
        with pytest.raises(NotAFeed, match=r"needed too much memory|did not survive"):
            room.parse(body, None, URL)

        assert room.parse(SMALL, None, URL).title == "T"


def test_a_process_that_died_while_it_waited_is_replaced_without_a_word(hasty):
    hasty.parse(SMALL, None, URL)
    os.kill(process_of(hasty), signal.SIGKILL)

    for _ in range(2):  # it may not be dead yet when the first asks
        try:
            assert hasty.parse(SMALL, None, URL).title == "T"
        except NotAFeed:
            continue


def test_a_process_that_held_a_large_document_ends(hasty):
    large = SMALL + b" " * 2_100_000

    assert hasty.parse(large, None, URL).title == "T"

    assert not hasty._idle


def test_a_dear_document_costs_the_feeds_beside_it_nothing():
    with ReadingRoom(seconds=1) as room, ThreadPoolExecutor(8) as threads:
        dear = threads.submit(room.parse, DEAR, None, URL)
        others = [threads.submit(room.parse, SMALL, None, URL) for _ in range(50)]

        assert all(other.result().title == "T" for other in others)
        assert isinstance(dear.exception(), NotAFeed)


def test_an_interrupted_reading_leaves_no_answer_for_the_next(hasty, monkeypatch):
    hasty.parse(SMALL, None, URL)
    receive = reading_apart.receive
    monkeypatch.setattr(reading_apart, "receive", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        hasty.parse(SMALL.replace(b"T", b"U"), None, URL)
    monkeypatch.setattr(reading_apart, "receive", receive)

    assert hasty.parse(SMALL, None, URL).title == "T"


def test_a_forked_process_has_readers_of_its_own(hasty):
    hasty.parse(SMALL, None, URL)
    ours = process_of(hasty)

    child = os.fork()
    if child == 0:
        status = 1
        try:
            is_read = hasty.parse(SMALL, None, URL).title == "T"
            status = 0 if is_read and process_of(hasty) != ours else 2
            hasty.close()
        finally:
            os._exit(status)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert hasty.parse(SMALL, None, URL).title == "T"
    assert process_of(hasty) == ours


def test_the_reader_knows_nothing_of_our_environment(hasty, monkeypatch):
    monkeypatch.setenv("TRUCE_SMTP_PASSWORD", "hunter2")
    hasty.parse(SMALL, None, URL)

    assert b"hunter2" not in Path(f"/proc/{process_of(hasty)}/environ").read_bytes()


def test_at_the_end_no_process_is_left():
    with ReadingRoom() as room:
        room.parse(SMALL, None, URL)
        process = process_of(room)

    assert not Path(f"/proc/{process}").exists()


def test_a_reader_that_does_not_start_is_our_mistake_and_says_why(monkeypatch):
    monkeypatch.setattr(reading_apart, "_search_path", lambda: [])

    with ReadingRoom() as room, pytest.raises(ServiceError, match="No module named"):
        room.parse(SMALL, None, URL)


@pytest.mark.parametrize(
    "answer",
    [{}, {"entries": 5}, {"entries": [[1]], "title": "", "problems": [], "interval_seconds": None},
     {"entries": [["a"] * 9], "title": "", "problems": [], "interval_seconds": None}],
)  # fmt: skip
def test_an_answer_that_is_nonsense_is_no_feed(answer):
    with pytest.raises(FeedError):
        feed_of(answer)


texts = st.text(max_size=20)
entries = st.builds(
    Entry, texts, texts, texts, st.none() | texts, st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | texts, st.none() | texts, st.none() | texts, texts,
)  # fmt: skip
feeds = st.builds(
    ParsedFeed, st.lists(entries, max_size=3).map(tuple), texts, st.lists(texts).map(tuple), st.none() | st.integers()
)


@given(feeds)
def test_any_parsed_feed_crosses_unchanged(feed):
    assert feed_of(answer_of(feed)) == feed
    assert feed_of(answer_of(replace(feed, title=""))).title == ""
