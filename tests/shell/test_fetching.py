"""Fetching against local servers that speak real HTTP, well and badly."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from truce.fetching import Fetcher, Watcher, is_public, retry_after
from truce.model import Feed

FEED = Feed("one", "One", "", "en", "one")


@contextmanager
def server(answer):
    """A server that answers each GET by answer(handler); gives its base address and the requests."""
    seen = []

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self)
            answer(self)

        def log_message(self, *_):
            return

    shop = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    shop.daemon_threads = True
    threading.Thread(target=shop.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"127.0.0.1:{shop.server_address[1]}", seen
    finally:
        shop.shutdown()
        shop.server_close()


def send(handler, status=200, body=b"<rss/>", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def fetched(host, path="/feed", feed=FEED, **options):
    fetcher = Fetcher("test@example.org", frozenset({host}), **options)
    return fetcher.fetch(replace(feed, url=f"http://{host}{path}"))


def test_a_fresh_body_comes_with_its_validators():
    with server(lambda h: send(h, ETag='W/"a b"', Last_Modified="yesterday-ish")) as (host, _):
        got = fetched(host)

    assert (got.outcome, got.body, got.etag) == ("fresh", b"<rss/>", 'W/"a b"')
    assert got.last_modified == "yesterday-ish"


def test_validators_are_sent_back_byte_for_byte_and_304_is_no_body():
    with server(lambda h: send(h, 304, b"")) as (host, seen):
        got = fetched(host, feed=replace(FEED, etag='W/"a b"', last_modified="yesterday-ish"))

    assert got.outcome == "unchanged"
    assert seen[0].headers["If-None-Match"] == 'W/"a b"'
    assert seen[0].headers["If-Modified-Since"] == "yesterday-ish"


def test_the_same_body_again_is_recognised():
    with server(send) as (host, _):
        first = fetched(host)
        again = fetched(host, feed=replace(FEED, body_hash=first.body_hash))

    assert again.outcome == "same_body"


def test_we_say_who_we_are_and_send_no_cookies():
    with server(lambda h: send(h, Set_Cookie="a=b")) as (host, seen):
        fetcher = Fetcher("test@example.org", frozenset({host}))
        for _ in range(2):
            fetcher.fetch(replace(FEED, url=f"http://{host}/feed"))

    assert "test@example.org" in seen[1].headers["User-Agent"]
    assert seen[1].headers["Cookie"] is None


def test_410_is_gone_and_429_says_when_to_come_back():
    with server(lambda h: send(h, 410, b"")) as (host, _):
        assert fetched(host).outcome == "gone"
    with server(lambda h: send(h, 429, b"", Retry_After="120")) as (host, _):
        got = fetched(host)

    assert (got.outcome, got.retry_after_seconds) == ("failed", 120)


def test_retry_after_may_be_a_date():
    now = datetime(2025, 12, 8, 12, 0, tzinfo=UTC)

    assert retry_after("Mon, 08 Dec 2025 12:05:00 GMT", now) == 300
    assert retry_after("soon", now) is None


def test_a_private_address_is_refused_unless_the_operator_named_it():
    with server(send) as (host, seen):
        got = Fetcher("x").fetch(replace(FEED, url=f"http://{host}/feed"))

    assert got.outcome == "failed" and "not on the public internet" in got.detail
    assert not seen


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "10.1.2.3", "100.64.0.1",
     "fd00::1", "64:ff9b::7f00:1", "0.0.0.0", "192.168.1.1"],
)  # fmt: skip
def test_no_private_address_is_public_however_it_is_written(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0/", "http://localhost/",
     "ftp://example.org/", "file:///etc/passwd", "http://user:word@127.0.0.1/", "http:///x", "x"],
)  # fmt: skip
def test_hostile_addresses_are_refused_in_plain_words(url):
    got = Fetcher("x", deadline_seconds=5).fetch(replace(FEED, url=url))

    assert got.outcome == "failed" and got.detail and not got.body


def test_a_redirect_to_a_private_address_is_refused():
    with server(lambda h: send(h, 302, b"", Location="http://127.0.0.1:9/x")) as (host, _):
        got = fetched(host)

    assert got.outcome == "failed" and "not on the public internet" in got.detail


def test_redirects_are_followed_five_times_and_no_more():
    with server(lambda h: send(h, 302, b"", Location="/again")) as (host, seen):
        got = fetched(host)

    assert got.outcome == "failed" and len(seen) == 6


def test_a_gzip_bomb_ends_at_the_cap():
    bomb = gzip.compress(b"0" * 50_000_000)
    with server(lambda h: send(h, body=bomb, Content_Encoding="gzip")) as (host, _):
        got = fetched(host, body_cap=1_000_000)

    assert got.outcome == "failed" and "larger than" in got.detail


def test_gzip_is_unpacked():
    with server(lambda h: send(h, body=gzip.compress(b"<rss/>"), Content_Encoding="gzip")) as (
        host,
        _,
    ):
        assert fetched(host).body == b"<rss/>"


def drip(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def test_a_body_that_drips_ends_at_the_deadline():
    with server(drip) as (host, _):
        began = time.monotonic()
        got = fetched(host, deadline_seconds=1)

    assert got.outcome == "failed" and "within 1 seconds" in got.detail
    assert time.monotonic() - began < 5


def test_a_header_that_drips_ends_at_the_deadline():
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        for _ in range(100):
            try:
                connection.send(b"X")
            except OSError:
                return
            time.sleep(0.1)

    threading.Thread(target=serve, daemon=True).start()
    began = time.monotonic()
    got = fetched(f"127.0.0.1:{listener.getsockname()[1]}", deadline_seconds=1)

    assert got.outcome == "failed" and time.monotonic() - began < 5
    listener.close()


def test_each_attempt_ends_when_its_own_time_is_up():
    watcher = Watcher()
    (patient, far), (hasty, near) = socket.socketpair(), socket.socketpair()

    with watcher.watching([patient], 60), watcher.watching([hasty], 0.2):
        near.settimeout(10)
        assert near.recv(1) == b""  # ended by the watcher
        far.settimeout(0.2)
        with pytest.raises(TimeoutError):
            far.recv(1)

    assert far.recv(1) == b""  # ended with the attempt
    far.close()
    near.close()
