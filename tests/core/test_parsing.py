"""Feed documents of every kind, well and badly made, become entries or an error that says why."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.parsing import parse_feed, wire_of

URL = "https://outlet.example/feed"
SAMPLE = Path(__file__).resolve().parents[1] / "feeds" / "sample"
ITEM = """<title>Shells &amp; shots</title><link>https://outlet.example/1</link>"""
TEXT = "Two &lt;b&gt;hurt&lt;/b&gt;."
RSS = f"""<rss version="2.0"><channel><title>Outlet</title>
<item><guid isPermaLink="false">a-1</guid>{ITEM}<description>{TEXT}</description>
<pubDate>Mon, 08 Dec 2025 10:05:00 +0700</pubDate></item></channel></rss>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://outlet.example/"><title>Outlet</title></channel>
<item rdf:about="a-1">{ITEM}<description>{TEXT}</description>
<dc:date>2025-12-08T10:05:00+07:00</dc:date></item></rdf:RDF>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Outlet</title>
<entry><id>a-1</id><title>Shells &amp; shots</title><link href="https://outlet.example/1"/>
<updated>2025-12-08T03:05:00Z</updated><summary type="html">{TEXT}</summary></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Outlet",
        "items": [
            {
                "id": "a-1", "title": "Shells & shots", "url": "https://outlet.example/1",
                "date_published": "2025-12-08T10:05:00+07:00", "content_html": "Two <b>hurt</b>.",
            }
        ],
    }
)  # fmt: skip


def item(**tags: str) -> str:
    """One RSS item; "published" stands for pubDate, the rest by its own name."""
    tags = {"title": "A title", "description": "A summary."} | tags
    named = {name.replace("published", "pubDate"): text for name, text in tags.items()}
    return "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in named.items()) + "</item>"


def entries(*items: str, url: str = URL):
    document = f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'
    return parse_feed(document.encode(), "application/rss+xml", url).entries


def entry(url: str = URL, **tags: str):
    (only,) = entries(item(**tags), url=url)
    return only


# ------------------------------------------------------------------ formats


@pytest.mark.parametrize("document", [RSS, RDF, ATOM, JSON], ids=["RSS", "RDF", "Atom", "JSON Feed"])
def test_every_format_gives_the_same_entry(document):
    parsed = parse_feed(document.encode(), None, URL)

    (only,) = parsed.entries
    assert (only.guid, only.title, only.summary) == ("a-1", "Shells & shots", "Two hurt.")
    assert only.link == "https://outlet.example/1"
    assert only.published_at == datetime(2025, 12, 8, 3, 5, tzinfo=UTC)
    assert (parsed.title, parsed.problems) == ("Outlet", ())


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-16", "utf-16"), ("cp874", "windows-874"), ("utf-8-sig", "utf-8")],
)
def test_thai_is_read_in_the_encodings_it_comes_in(encoding, declared):
    document = f'<?xml version="1.0" encoding="{declared}"?>' + RSS.replace("Shells", "ปะทะ")

    (only,) = parse_feed(document.encode(encoding), "application/xml", URL).entries

    assert only.title == "ปะทะ & shots"


def test_a_json_feed_may_begin_with_a_byte_order_mark():
    assert len(parse_feed(b"\xef\xbb\xbf" + JSON.encode(), None, URL).entries) == 1


def test_markup_scripts_and_hostile_links_do_not_get_through():
    got = entry(
        title="&lt;script&gt;alert(1)&lt;/script&gt;&lt;i&gt;Fire&lt;/i&gt;",
        description="<![CDATA[<p>One</p><p>two<img src=x onerror=alert(1)></p><!-- x -->]]>",
        link="javascript:alert(1)",
    )

    assert (got.title, got.summary, got.link) == ("Fire", "One two", None)


def test_a_relative_link_is_made_whole():
    assert entry(link="/news/1").link == "https://outlet.example/news/1"


# ------------------------------------------------------------------ identity


def test_the_guid_is_kept_as_given():
    assert entry(guid=" urn:x:Ab ", link="https://outlet.example/1").guid == "urn:x:Ab"
    assert entry(guid="1234").guid == "1234"


def test_a_guid_is_a_link_only_where_it_is_an_address():
    assert entry(guid="https://outlet.example/1").link == "https://outlet.example/1"
    assert entry(guid="1234").link is None
    assert entry(guid="1234", link="/1234").link == "https://outlet.example/1234"


def test_a_feed_that_moves_keeps_the_identity_and_text_of_its_entries():
    here = entry(guid="1234", link="/news/1")
    there = entry(guid="1234", link="/news/1", url="http://127.0.0.1:8123/moved")

    assert (here.guid, here.content_hash) == (there.guid, there.content_hash)


def test_without_a_guid_the_link_is_the_identity_and_without_both_the_text():
    assert entry(link="https://outlet.example/1").guid == "https://outlet.example/1"
    assert entry(title="a").guid == entry(title="a").guid != entry(title="b").guid


@pytest.mark.parametrize("guid", ["g" * 1001, "ខ" * 999, "https://outlet.example/" + "ก" * 900])
def test_a_long_guid_becomes_one_that_an_index_can_hold(guid):
    got, other = entry(guid=guid), entry(guid=guid[:-1] + "z")

    assert len(got.guid.encode()) <= 1000
    assert got.guid != other.guid


def test_a_guid_twice_in_a_document_is_one_entry_and_the_later_text_stands():
    first = item(guid="a", title="First", published="Mon, 08 Dec 2025 10:00:00 GMT")
    later = item(guid="a", title="Corrected", published="Mon, 08 Dec 2025 11:00:00 GMT")

    for order in ((first, later), (later, first)):
        assert [e.title for e in entries(*order)] == ["Corrected"]


def test_the_hash_is_of_the_text_and_the_link_alone():
    same = {"title": "a", "description": "b", "link": "https://outlet.example/1"}
    before = entry(guid="1", published="Mon, 08 Dec 2025 10:00:00 GMT", **same)

    assert entry(guid="2", author="Somebody", **same).content_hash == before.content_hash
    for name in same:
        changed = entry(guid="1", **same | {name: "https://outlet.example/2"})
        assert changed.content_hash != before.content_hash


# ------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Mon, 08 Dec 2025 10:05:00 +0700", datetime(2025, 12, 8, 3, 5, tzinfo=UTC)),
        ("2025-12-08T10:05:00+07:00", datetime(2025, 12, 8, 3, 5, tzinfo=UTC)),
        ("2025-12-08T10:05:00", datetime(2025, 12, 8, 10, 5, tzinfo=UTC)),  # no zone: UTC
        ("Tue, 08 Dec 2099 10:05:00 GMT", datetime(2099, 12, 8, 10, 5, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),  # a clock nobody set
        ("Mon, 08 Dec 9999 10:05:00 GMT", None),
        ("8 ธันวาคม 2568", datetime(2025, 12, 8, tzinfo=UTC)),
        ("8 ธันวาคม", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_read_or_left_open_and_its_text_is_kept(raw, moment):
    got = entry(published=raw)

    assert (got.published_at, got.published_raw) == (moment, raw)


def test_a_feed_that_gives_only_updates_is_dated_by_them():
    assert parse_feed(ATOM.encode(), None, URL).entries[0].published_at.day == 8


def test_missing_dates_are_told_as_a_problem():
    document = f"<rss version='2.0'><channel>{item(guid='a')}{item(guid='b')}</channel></rss>"

    assert parse_feed(document.encode(), None, URL).problems == ("2 of 2 entries have no usable date",)


@pytest.mark.parametrize(
    "raw",
    [
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
        "soon",
        "\u0000",
        "2025-13-01",
        5,
        None,
    ],
)
def test_a_bad_date_in_a_json_feed_is_left_open(raw):
    document = json.loads(JSON)
    document["items"][0]["date_published"] = raw

    (only,) = parse_feed(json.dumps(document).encode(), None, URL).entries

    assert only.published_at is None
    assert "\0" not in (only.published_raw or "")


# ------------------------------------------------------------------ wires


@pytest.mark.parametrize(
    ("credit", "wire"),
    [
        ({"author": "AFP"}, "afp"),
        ({"author": "Somchai J. and Reuters"}, "reuters"),
        ({"source": "Agence France-Presse"}, "afp"),
        ({"summary": "PHNOM PENH (AFP) — Shells fell."}, "afp"),
        ({"summary": "BANGKOK (Reuters) - Shells fell."}, "reuters"),
        ({"summary": "Shells fell near a school. – Bernama"}, "bernama"),
        ({"summary": "กระสุนตกใกล้โรงเรียน (สำนักข่าวไทย)"}, "tna"),
        ({"title": "Shells fall near a school (AP)"}, "ap"),
        ({"summary": "Shells fell, Reuters reported, citing the army of the country."}, None),
        ({"summary": "The APEC summit (APEC) opened."}, None),
        ({"author": "Mapy Kaplan"}, None),
        ({"summary": "Bernama, a girl, went home."}, None),
    ],
)
def test_a_wire_is_the_voice_only_where_it_is_credited(credit, wire):
    fields = {"author": None, "source": None, "summary": "", "title": ""} | credit

    assert wire_of(**fields) == wire


def test_the_author_of_a_json_feed_item_is_credited_too():
    document = json.loads(JSON)
    document["items"][0]["authors"] = [{"name": "Staff"}, {"name": "AFP"}]

    (only,) = parse_feed(json.dumps(document).encode(), None, URL).entries

    assert (only.author, only.wire) == ("Staff, AFP", "afp")
