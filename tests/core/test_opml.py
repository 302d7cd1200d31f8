"""Lists of feeds from and for other readers; those from outside are hostile."""

import time

import pytest

from truce.errors import SeedError
from truce.opml import Outline, outlines, registry_row, written

FEED = {
    "feed_code": "khmer-times", "outlet": 'Khmer "Times" & <Co>', "url": "https://k.example/feed?a=1&b=2",
    "language": "en", "country": "KH", "family": "khmer-times", "side": "KH", "kind": "national", "full_text": True,
}  # fmt: skip


def opml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<opml version="2.0"><body>{body}</body></opml>'.encode()


def test_what_is_written_is_read_as_the_same_line_of_the_registry():
    (outline,) = outlines("\n".join(written([FEED])).encode(), "f.opml")
    row = registry_row(outline, {}, set(), "a list")

    assert {name: row[name] for name in FEED} == FEED | {"full_text": "true"}
    assert row["is_enabled"] == "true" and row["source"] == "a list"


def test_feeds_are_found_in_folders_however_deep():
    body = "<outline text='a'>" * 500 + "<outline text='x' xmlUrl='https://x.example/rss'/>" + "</outline>" * 500

    assert outlines(opml(body), "f") == [Outline("x", "https://x.example/rss", "", {})]


def test_outlines_without_a_usable_address_are_no_feeds():
    body = (
        "<outline text='a' xmlUrl='javascript:alert(1)'/><outline text='b' xmlUrl='file:///etc/passwd'/>"
        "<outline text='c'/><outline title='d' xmlurl='https://d.example/'/>"
    )

    assert [outline.title for outline in outlines(opml(body), "f")] == ["d"]


@pytest.mark.parametrize(
    "document",
    [
        opml(
            "<outline text='&e;' xmlUrl='https://x.example/'/>",
            '<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        ),
        opml(
            "<outline text='&c;' xmlUrl='https://x.example/'/>",
            '<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        ),
        opml("", '<!DOCTYPE opml SYSTEM "http://10.0.0.1/x.dtd">'),
        opml("<outline text='x' xmlUrl='https://x.example/'/>", "<!DOCTYPE opml>").decode().encode("utf-16"),
    ],
)
def test_a_list_that_declares_entities_is_refused(document):
    with pytest.raises(SeedError, match="DOCTYPE or entities"):
        outlines(document, "f.opml")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"", "line 1"),
        (b"<opml><body>", "not well-formed"),
        (b"<opml/>", "names no feed"),
        (b"\xff\xfe", "not well-formed"),
    ],
)
def test_what_is_no_list_is_named(document, says):
    with pytest.raises(SeedError, match=says):
        outlines(document, "f.opml")


def test_a_list_that_is_too_large_is_not_read():
    with pytest.raises(SeedError, match="larger than"):
        outlines(b" " * 10_000_001, "f")


def test_a_tag_of_very_many_attributes_costs_little():
    began = time.monotonic()
    body = "<outline " + " ".join(f"a{n}='1'" for n in range(100_000)) + " xmlUrl='https://x.example/'/>"

    assert len(outlines(opml(body), "f")) == 1
    assert time.monotonic() - began < 5


def test_the_language_is_not_guessed():
    with pytest.raises(SeedError, match="give --language"):
        registry_row(Outline("One", "https://one.example/feed"), {}, set(), "a list")


def test_a_new_feed_gets_a_code_of_its_own_and_its_host_as_family():
    outline = Outline("Khmer Times", "https://www.khmertimeskh.com/feed/")

    row = registry_row(outline, {"language": "en"}, {"khmer-times", "khmer-times-2"}, "a list")

    assert (row["feed_code"], row["family"], row["side"]) == ("khmer-times-3", "khmertimeskh-com", "")


@pytest.mark.parametrize("title", ["ខ្មែរ", "=cmd|'/c calc'!A1", "../../x", "x" * 500])
def test_any_title_gives_a_code_that_the_registry_takes(title):
    row = registry_row(Outline(title, "https://one.example/feed"), {"language": "km"}, set(), "a list")

    assert row["feed_code"].strip("abcdefghijklmnopqrstuvwxyz0123456789-") == "" and row["feed_code"][0] != "-"
