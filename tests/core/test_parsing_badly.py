"""What is no feed, and what a hostile or broken one may not do."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.errors import FeedError, NotAFeed
from truce.parsing import parse_feed

URL = "https://outlet.example/feed"
SAMPLE = Path(__file__).resolve().parents[1] / "feeds" / "sample"
GOOD = (SAMPLE / "thai-desk.xml").read_bytes()[:4000]
VERSION = "https://jsonfeed.org/version/1.1"


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        (b"", None, "empty body"),
        (b" \n\t", None, "empty body"),
        (b"<!doctype html><html><body>503</body></html>", "text/html", "an HTML page, not a feed"),
        (b"<html><head><title>Just a moment...</title></head></html>", "text/html", "human"),
        (b"hello", "text/plain", "text/plain, not a feed"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "image/png, not a feed"),
        (b"{", "application/json", "JSON that cannot be read"),
        (b'{"items": []}', "application/json", "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 5}', None, "no JSON Feed"),
        (b'{"a":' * 100_000, None, "JSON that cannot be read"),
        (b'{"id":' + b"9" * 5000 + b"}", None, "JSON that cannot be read"),
        (b'{"a": "\xff"}', None, "JSON that cannot be read"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_feed_is_told_in_plain_words_with_its_address(body, content_type, told):
    with pytest.raises(NotAFeed, match=told) as error:
        parse_feed(body, content_type, URL)

    assert URL in str(error.value)


def test_a_feed_without_items_is_a_feed():
    assert parse_feed(b'<rss version="2.0"><channel/></rss>', None, URL).entries == ()


def test_a_document_cut_short_gives_what_can_be_read_and_says_so():
    whole = parse_feed(GOOD, None, URL)

    cut = parse_feed(GOOD[: len(GOOD) // 2], None, URL)

    assert 0 < len(cut.entries) < len(whole.entries)
    assert "broken document" in cut.problems[0]


def test_a_body_that_is_the_path_of_a_file_is_not_opened():
    with pytest.raises(NotAFeed):
        parse_feed(str(SAMPLE / "thai-desk.xml").encode(), None, URL)


def test_a_document_cannot_pull_in_a_file_of_ours(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    document = (
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss version="2.0"><channel>'
        "<title>&x;</title><item><guid>a</guid><title>&x;</title></item></channel></rss>"
    )

    assert "hunter2" not in repr(parse_feed(document.encode(), None, URL))


def test_entities_of_entities_do_not_grow_without_bound():
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "lol">' for n in range(9))
    document = (
        f'<!DOCTYPE r [{layers}]><rss version="2.0"><channel><item><guid>a</guid>'
        "<title>&e8;</title></item></channel></rss>"
    )

    (only,) = parse_feed(document.encode(), None, URL).entries

    assert len(only.title) <= 500


def test_a_document_that_would_cost_hours_is_refused_at_once():
    attributes = b" ".join(b'a%d="1"' % number for number in range(100_000))
    began = time.monotonic()

    with pytest.raises(NotAFeed, match="5000 attributes"):
        parse_feed(b'<rss version="2.0"><channel ' + attributes + b"></channel></rss>", None, URL)

    assert time.monotonic() - began < 2


def test_a_long_article_full_of_markup_is_no_such_document():
    article = '&lt;a href="https://outlet.example/?a=1&amp;b=2"&gt;x&lt;/a&gt; ' * 600
    document = f'<rss version="2.0"><channel><item><description>{article}</description></item></channel></rss>'

    assert len(parse_feed(document.encode(), None, URL).entries) == 1


@pytest.mark.parametrize("poison", ["\0", "&#xD800;", "&#55296;", "&#8238;", "\x1b[31m", "&#0;"])
def test_poison_in_any_field_costs_no_entry(poison):
    items = "".join(
        f"<item><guid>{n}{poison}</guid><title>Title{poison}</title><author>A{poison}</author>"
        f"<pubDate>{poison}</pubDate><description>S{poison}</description></item>"
        for n in range(3)
    )

    parsed = parse_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), None, URL)

    assert len(parsed.entries) == 3
    for entry in parsed.entries:
        assert is_storable(entry)


@pytest.mark.parametrize("broken", ["", "<", "&nbsp;"])  # the rest is left to the tolerant lane, or not
@pytest.mark.parametrize("poison", ["&#x110000;", "&#99999999999;", "<![CDATA[&#xD800;]]>", "&#x0000dfff;"])
def test_a_reference_to_no_character_is_left_out(poison, broken):
    document = f'<rss version="2.0"><channel><item><title>a{poison}b {broken}</title></item></channel></rss>'

    (only,) = parse_feed(document.encode(), None, URL).entries

    assert only.title[:2] == "ab"


def test_of_a_document_without_end_the_first_entries_are_read():
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(20_001))

    parsed = parse_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), None, URL)

    assert len(parsed.entries) == 20_000
    assert "only the first 20000 of 20001 entries were read" in parsed.problems


def test_odd_types_in_a_json_feed_cost_no_entry():
    odd = [None, 5, [], {"id": 1}, {"id": ["x"], "title": {"a": 1}, "url": 5, "authors": 7},
           {"id": "\ud800\0", "title": "\ud800", "authors": [None, {"name": 5}]}]  # fmt: skip
    document = {"version": VERSION, "title": ["x"], "items": odd}

    parsed = parse_feed(json.dumps(document).encode(), None, URL)

    assert len(parsed.entries) == 3
    assert all(is_storable(entry) for entry in parsed.entries)


def is_storable(entry) -> bool:
    """Whether PostgreSQL takes every text of an entry (no NUL, no half character) and its guid."""
    texts = [value for name in entry.__slots__ if isinstance(value := getattr(entry, name), str)]
    whole = "".join(texts).encode("utf-8")  # raises for half a character
    return b"\0" not in whole and 0 < len(entry.guid.encode()) <= 1000


def attempt(body: bytes, content_type: str | None) -> None:
    try:
        parsed = parse_feed(body, content_type, URL)
    except FeedError:
        return
    assert all(is_storable(entry) for entry in parsed.entries)


types = st.sampled_from([None, "text/html", "application/rss+xml; charset=utf-16", "x/y;charset=no"])


@given(st.binary(max_size=300), types)
def test_any_bytes_are_read_or_refused(body, content_type):
    attempt(body, content_type)


@given(st.integers(0, len(GOOD)), st.integers(0, 200), st.binary(max_size=30), types)
def test_a_feed_spoiled_anywhere_is_read_or_refused(at, length, spoil, content_type):
    attempt(GOOD[:at] + spoil + GOOD[at + length :], content_type)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_any_text_in_a_json_feed_is_storable(guid, title, content, date):
    fields = {"id": guid, "title": title, "content_html": content, "date_published": date,
              "url": title, "authors": [{"name": content}]}  # fmt: skip

    attempt(json.dumps({"version": VERSION, "items": [fields]}).encode(), None)
