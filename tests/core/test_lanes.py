"""The quick lane reads a document to the same words as the tolerant one, or leaves it alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.parsing import parse_feed
from truce.tolerant import read_tolerantly
from truce.well_formed import read_well_formed

FEEDS = sorted((Path(__file__).resolve().parents[1] / "feeds").glob("*/*.xml"))
URL = "https://outlet.example/feed"
NAMES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:own="https://outlet.example/ns" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def rss(inside: str, attributes: str = "") -> bytes:
    return f'<rss version="2.0" {NAMES} {attributes}><channel>{inside}</channel></rss>'.encode()


def atom(inside: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}>{inside}</feed>'.encode()


def rdf(inside: str) -> bytes:
    about = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    return f"<rdf:RDF {about} {NAMES}>{inside}</rdf:RDF>".encode()


def agree(body: bytes, content_type: str | None = None) -> bool:
    """Whether the quick lane answered; it fails where it answered otherwise than the tolerant one."""
    quick = read_well_formed(body, content_type)
    assert quick is None or quick == read_tolerantly(body, content_type)
    return quick is not None


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_every_feed_of_ours_is_read_in_the_quick_lane_to_the_same_words(path):
    assert agree(path.read_bytes())


READ = {
    "guid before link": rss("<item><guid>https://a.example/1</guid><link>https://a.example/2</link></item>"),
    "guid that is no link": rss('<item><guid isPermaLink="false">7</guid></item>'),
    "guid without link": rss("<item><guid>https:///a.example//1</guid></item>"),
    "empty link, then guid": rss("<item><link/><guid>https://a.example/1</guid></item>"),
    "ampersand in link": rss("<item><link>https://a.example/?a=1&amp;b;=2</link></item>"),
    "two titles": rss("<item><title/><title>a</title><title>b</title><dc:title>c</dc:title></item>"),
    "media title first": rss("<item><media:title>m</media:title><title>t</title></item>"),
    "deep media title": rss("<item><media:content><media:title>m</media:title></media:content><title>t</title></item>"),
    "title after source": rss("<item><title>a</title><source url='x'>Wire</source><title>b</title></item>"),
    "empty source": rss("<item><source/></item>"),
    "two descriptions": rss("<item><description>a</description><description>b</description></item>"),
    "three descriptions": rss("<item>" + "".join(f"<description>{n}</description>" for n in "abc") + "</item>"),
    "content first": rss("<item><content:encoded>c</content:encoded><description>d</description></item>"),
    "content alone": rss("<item><content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded></item>"),
    "empty description": rss("<item><description/><content:encoded>c</content:encoded></item>"),
    "summary of podcasts": rss("<itunes:summary>a</itunes:summary><description>d</description>"
                               "<item><description>a</description><description>b</description></item>"),
    "media description": rss("<item><media:group><media:description>m</media:description></media:group>"
                             "<description>d</description></item>"),
    "every date": rss("<item><pubDate>1</pubDate><dc:date>2</dc:date><dcterms:created>3</dcterms:created>"
                      "<atom:updated>4</atom:updated></item>"),
    "many authors": rss("<item><author>a@b.example (A)</author><dc:creator>B</dc:creator></item>"),
    "author of parts": atom("<entry><author>\n<name> A </name><email>a@b.example</email></author>"
                            "</entry>"),
    "authors of parts": atom("<entry><author><name>A</name></author>"
                             "<author><name>B</name><uri>https://b.example</uri></author></entry>"),
    "author without name": atom("<entry><author><email>a@b.example</email></author></entry>"),
    "image of channel": rss("<image><title>i</title><link>https://i.example</link></image><title>t</title>"),
    "title, then image": rss("<title>t</title><image><title>i</title></image><title>u</title><item/>"),
    "links of atom": atom("<entry><id>urn:1</id><link href='https://a.example/1'/>"
                          "<link rel='enclosure' href='https://a.example/2'/></entry>"),
    "only other links": atom("<entry><id>https://a.example/id</id><link rel='self' href='https://a.example/2'/></entry>"),
    "content of atom": atom("<entry><summary>s</summary><content type='html'>&lt;b&gt;c</content></entry>"),
    "atom 0.3": b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="escaped" type="text/html">T</title>'
                b"<entry><issued>2004-05-28T01:31:15Z</issued><modified>x</modified></entry></feed>",
    "rdf": rdf('<channel rdf:about="x"><title>T</title><items><rdf:Seq><rdf:li rdf:resource="a"/></rdf:Seq></items>'
               '</channel><image><title>i</title></image><item rdf:about="a"><dc:date>2025-12-08</dc:date></item>'),
    "ttl and period": rss("<ttl> 15 </ttl><sy:updatePeriod>\nhourly </sy:updatePeriod>"
                          "<sy:updateFrequency>2</sy:updateFrequency>"),
    "twice encoded": rss("<item><title>" + "Phnom Pénh".encode().decode("latin-1") + "</title></item>"),
    "signs of Windows": rss("<item><title>\x93Fire\x94 &#150; now</title></item>"),
    "base": rss("<item><link>/a</link><guid>b</guid></item>", 'xml:base="https://a.example/"'),
    "own names": rss("<own:a>x</own:a><item><own:b c='d'>x</own:b><slash:comments>3</slash:comments></item>"),
    "default names": rss('<site xmlns="com-wordpress:feed-additions:1">5</site><item><title>t</title></item>'),
    "no item": rss(""),
    "comments and sections": rss("<item><!-- a --><title>a<!-- b --><![CDATA[<b>&amp;]]>c</title><?x y?></item>"),
    "declared in small letters": b'<?xml version="1.0" encoding="utf-8"?>\n' + rss("<item><title>\xe2</title></item>"),
    "byte order mark": b"\xef\xbb\xbf" + rss("<item><title>a</title></item>"),
    "blanks first": b"\n  " + rss("<item><title>a</title></item>"),
}  # fmt: skip


@pytest.mark.parametrize("body", READ.values(), ids=READ)
def test_what_is_usual_in_flawless_feeds_is_read_in_the_quick_lane(body):
    assert agree(body)


LEFT = {
    "doctype": b"<!DOCTYPE rss [<!ENTITY a 'b'>]>" + rss("<item><title>&a;</title></item>"),
    "entity of HTML": rss("<item><title>a&nbsp;b</title></item>"),
    "cut short": rss("<item><title>a</title></item>")[:-9],
    "half a character": rss("<item><title>&#xD800;</title></item>"),
    "bad bytes": rss("<item><title>a</title></item>").replace(b"<title>a", b"<title>\xff"),
    "Latin-1": b'<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<item><title>a</title></item>"),
    "markup in a title": rss("<item><title>a<b>c</b></title></item>"),
    "XHTML": atom("<entry><content type='xhtml'><div>a</div></content></entry>"),
    "base64": atom("<entry><content type='image/png'>aaaa</content></entry>"),
    "base elsewhere": rss("<item xml:base='https://b.example/'><link>a</link></item>"),
    "item in item": rss("<item><title>a</title><item><title>b</title></item></item>"),
    "unknown name": rss("<item><links>a</links><link href='https://a.example'/></item>"),
    "date by another name": rss("<item><date>2025-12-08</date></item>"),
    "source of parts": atom("<entry><source><title>a</title><id>b</id></source></entry>"),
    "prefix of another": rss("<item><dc:creator xmlns:dc='http://search.yahoo.com/mrss/'>a</dc:creator></item>"),
    "capital letters": rss("<item/>").replace(b"rss", b"html"),
    "undeclared prefix": rss("<item><foo:bar>a</foo:bar></item>"),
    "no feed": b"<html><body/></html>",
    "no XML": b"hello",
}


@pytest.mark.parametrize("body", LEFT.values(), ids=LEFT)
def test_what_is_out_of_the_ordinary_is_left_to_the_tolerant_lane(body):
    assert not agree(body)


@pytest.mark.parametrize(
    ("content_type", "is_read"),
    [(None, True), ("text/xml", True), ("text/html", True), ("application/json; charset=UTF-8", True),
     ('application/rss+xml; charset="utf-8"', True), ("text/xml; charset=iso-8859-1", False),
     ("text/plain;charset=us-ascii", False), ("x/y;charset=no", False)],
)  # fmt: skip
def test_the_content_type_may_name_another_encoding(content_type, is_read):
    body = b'<?xml version="1.0" encoding="UTF-8"?>' + rss("<item><title>ปะทะ</title></item>")

    assert agree(body, content_type) == is_read


tags = st.sampled_from(
    [
        "item", "entry", "title", "link", "guid", "id", "description", "summary", "content", "content:encoded",
        "author", "name", "email", "uri", "source", "pubDate", "updated", "published", "dc:date",
        "dc:creator", "dc:title",
        "dc:description", "dcterms:modified", "media:title", "media:content", "media:group", "media:description",
        "media:thumbnail", "itunes:summary", "itunes:author", "itunes:image", "atom:link", "atom:updated", "image",
        "category", "ttl", "sy:updatePeriod", "own:a", "contributor", "textInput", "enclosure", "url", "tags", "b",
        "div", "links", "date", "media:credit", "dc:contributor", "comments", "slash:comments", "cloud", "generator",
    ]
)  # fmt: skip
attributes = st.sampled_from(
    ["", "", "", "", ' type="html"', ' type="xhtml"', ' isPermaLink="false"', ' href="https://a.example/1"',
     ' rel="self"', ' href="b" rel="alternate" type="text/html"', ' url="c"',
     ' mode="base64"', ' xml:lang="th"', ' a="b"', ' src="d"']
)  # fmt: skip
words = st.sampled_from(
    ["", " ", "a", "b", "https://a.example/?x=1&amp;y=2", "&lt;b&gt;c&lt;/b&gt;", "Reuters", "a@b.example", "\x93x",
     "Ã©", "ปะทะ", "Mon, 08 Dec 2025 10:05:00 GMT", "2025-12-08", "60", "daily", "<![CDATA[<i>d</i>]]>", "<!-- e -->"]
)  # fmt: skip
elements = st.recursive(
    st.builds("<{0}{1}>{2}</{0}>".format, tags, attributes, words),
    lambda inner: st.builds(
        lambda tag, attribute, parts: f"<{tag}{attribute}>{''.join(parts)}</{tag}>",
        tags, attributes, st.lists(st.one_of(inner, words), max_size=5),
    ),
    max_leaves=12,
)  # fmt: skip
items = st.lists(elements, max_size=6).map("".join)


@given(st.sampled_from([rss, atom, rdf]), items, items, items)
def test_any_elements_in_any_order_are_read_alike_or_left(document, channel, first, second):
    name = "entry" if document is atom else "item"

    agree(document(f"{channel}<{name}>{first}</{name}><{name}>{second}</{name}>"))


leaves = st.lists(st.builds("<{0}{1}>{2}</{0}>".format, tags, st.just(""), words), max_size=8).map("".join)


@given(st.sampled_from([rss, atom]), leaves, leaves)
def test_any_plain_elements_are_read_alike_or_left(document, channel, item):
    name = "entry" if document is atom else "item"

    agree(document(f"{channel}<{name}>{item}</{name}>"))


WHOLE = FEEDS[-1].read_bytes().partition(b"</item>")[0] + b"</item></channel></rss>"
kinds = st.sampled_from([None, "text/xml", "text/html", "application/rss+xml; charset=utf-16", "x/y;charset=no"])


@given(st.binary(max_size=200), kinds)
def test_any_bytes_are_read_alike_or_left(body, content_type):
    agree(body, content_type)


@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.binary(max_size=20), kinds)
def test_a_feed_spoiled_anywhere_is_read_alike_or_left(at, length, spoil, content_type):
    agree(WHOLE[:at] + spoil + WHOLE[at + length :], content_type)


def test_what_both_lanes_say_becomes_the_same_entries():
    quick = FEEDS[0].read_bytes()
    slow = b"<!DOCTYPE rss>" + quick[quick.find(b"<rss") :]

    assert read_well_formed(slow, None) is None
    assert parse_feed(quick, None, URL) == parse_feed(slow, None, URL)


@pytest.mark.parametrize(
    ("inside", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl><sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>99999999999</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86_400),
        ("", None),
    ],
)
def test_a_feed_may_say_how_often_it_changes(inside, seconds):
    assert parse_feed(rss(inside), None, URL).interval_seconds == seconds
    assert parse_feed(b"<!DOCTYPE rss>" + rss(inside), None, URL).interval_seconds == seconds
