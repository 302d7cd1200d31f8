"""Documents that publishers do not send and attackers may: what each tries is its name."""

from __future__ import annotations

import json
from collections.abc import Callable

DEEP = 100_000
START, END = b'<rss version="2.0"><channel>', b"</channel></rss>"


def item(inside: bytes) -> bytes:
    return START + b"<item><guid>a</guid>" + inside + b"</item>" + END


def text(inside: bytes) -> bytes:
    return item(b"<description><![CDATA[" + inside + b"]]></description>")


def attributes() -> bytes:
    return b'<rss version="2.0"><channel ' + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b">" + END


def laughs() -> bytes:
    layers = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
    return b"<!DOCTYPE r [" + layers + b"]>" + item(b"<title>&e9;</title>")


def one_long_entity() -> bytes:
    return b'<!DOCTYPE r [<!ENTITY a "' + b"A" * 100_000 + b'">]>' + item(b"<title>" + b"&a;" * 100_000 + b"</title>")


def outside(address: bytes) -> bytes:
    return b'<!DOCTYPE r [<!ENTITY x SYSTEM "' + address + b'">]>' + item(b"<title>&x;</title>")


def parameter_entities() -> bytes:
    return b'<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a; ]>' + item(b"")


def nested(tag: bytes, count: int = DEEP) -> bytes:
    return item(b"<%s>" % tag * count + b"</%s>" % tag * count)


def json_feed(**fields: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1"} | fields).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a tag of 100,000 attributes": attributes,
    "the same, cut short": lambda: attributes()[:-30],
    "4,900 attributes in each of 100 tags": lambda: (
        START + (b"<item " + b" ".join(b'a%d="1"' % n for n in range(4900)) + b"/>") * 100 + b"<"
    ),
    "0.4 MB of <!--": lambda: START + b"<!--" * 100_000,
    "0.4 MB of <!-- in a description": lambda: text(b"<!--" * 100_000),
    "0.5 MB of nested div in a description": lambda: text(b"<div>" * 100_000),
    "0.5 MB of nested div, not escaped": lambda: nested(b"div", 50_000),
    "0.5 MB of nested div, not closed": lambda: START + b"<item><description>" + b"<div>" * 100_000,
    "0.6 MB of misnested b and p": lambda: text(b"<b><p>" * 100_000),
    "nested tables in a title": lambda: item(b"<title>" + b"&lt;table&gt;" * 80_000 + b"</title>"),
    "0.5 MB of <": lambda: START + b"<" * 500_000,
    "0.5 MB of < in a description": lambda: text(b"<" * 500_000),
    "0.5 MB of &": lambda: START + b"<item><title>" + b"&" * 500_000,
    "0.5 MB of entities": lambda: item(b"<title>" + b"&eacute;" * 60_000 + b"</title>"),
    "half a character": lambda: item(b"<title>a&#xD800;&#55296;b</title>"),
    "a character beyond Unicode": lambda: item(b"<title>a&#x110000;&#99999999999;b</title>"),
    "entities of entities": laughs,
    "a long entity 100,000 times": one_long_entity,
    "an entity of a file": lambda: outside(b"file:///etc/passwd"),
    "an entity of an address": lambda: outside(b"http://127.0.0.1:9/x"),
    "a DTD of an address": lambda: b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">' + item(b"<title>a</title>"),
    "parameter entities": parameter_entities,
    "100,000 nested elements": lambda: nested(b"a"),
    "100,000 nested items": lambda: START + b"<item>" * DEEP,
    "a title of 10 MB": lambda: item(b"<title>" + b"a " * 4_900_000 + b"</title>"),
    "a title of 10 MB, escaped markup": lambda: item(b"<title>" + b"&lt;b>" * 1_600_000 + b"</title>"),
    "a link of 5 MB": lambda: item(b"<link>https://a.example/" + b"a" * 5_000_000 + b"</link>"),
    "200,000 tiny entries": lambda: START + b"<item><title>a</title></item>" * 200_000 + END,
    "200,000 tiny entries, cut short": lambda: START + b"<item><title>a</title></item>" * 200_000,
    "300,000 elements in an entry": lambda: item(b"<category>a</category>" * 300_000),
    "20,000 dates that nobody can read": lambda: (
        START + b"<item><pubDate>on 31 foo 31 bar 31, thag mui hai 12:00 xyz</pubDate></item>" * 20_000 + END
    ),
    "100,000 namespaces": lambda: START + b"".join(b'<a xmlns:n%d="u%d"/>' % (n, n) for n in range(50_000)) + END,
    "bad UTF-8": lambda: item(b"<title>" + b"\xff\xfe\xc3(\xed\xa0\x80" * 100_000 + b"</title>"),
    "UTF-16 without an end": lambda: b"\xff\xfe" + (item(b"<title>a</title>") * 1000).decode().encode("utf-16-le")[:-1],
    "UTF-7": lambda: b'<?xml version="1.0" encoding="utf-7"?>' + item(b"<title>+ADw-script+AD4-</title>"),
    "an encoding that is none": lambda: b'<?xml version="1.0" encoding="rot13"?>' + item(b"<title>a</title>"),
    "zlib for an encoding": lambda: b'<?xml version="1.0" encoding="zlib_codec"?>' + item(b"<title>a</title>"),
    "a CDATA section without an end": lambda: START + b"<item><title><![CDATA[" + b"a" * 5_000_000,
    "100,000 CDATA sections": lambda: item(b"<title>" + b"<![CDATA[a]]>" * DEEP + b"</title>"),
    "a processing instruction without an end": lambda: b"<?xml " + b"encoding='" * 200_000,
    "a declaration of 2 MB": lambda: b"<?xml " + b"a='b' " * 300_000 + b"?>" + item(b""),
    "a doctype of 2 MB": lambda: b"<!DOCTYPE " + b"[" * 2_000_000,
    "2 MB of blanks before a doctype": lambda: b"<a>" + b"\n \n" * 600_000 + b"<!DOCTYPE",
    "2 MB of line ends first": lambda: b"\n" * 2_000_000 + b"<!ENTITY " * 1000 + item(b""),
    "zero bytes": lambda: b"\0" * 1_000_000,
    "zero bytes in a feed": lambda: item(b"<title>a\0b</title>" * 1000),
    "an author of 1 MB of @": lambda: item(b"<author>" + b"a@" * 500_000 + b"</author>"),
    "a byline of 1 MB": lambda: item(b"<author>" + b"a and " * 170_000 + b"</author>"),
    "100,000 brackets": lambda: item(b"<title>" + b"(" * 100_000 + b"</title>"),
    "30,000 beginnings of a byline": lambda: text(b"/ (" * 30_000),
    "base64 of 5 MB": lambda: item(b"<content mode='base64'>" + b"QUFB" * 1_250_000 + b"</content>"),
    "JSON nested 500,000 deep": lambda: b'{"a":' * 500_000,
    "JSON lists nested in a feed": lambda: b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * DEEP,
    "a JSON number of 4 MB": lambda: b'{"version": ' + b"9" * 4_000_000 + b"}",
    "a JSON text of 10 MB": lambda: json_feed(items=[{"id": "a", "content_html": "<div>" * 1_900_000}]),
    "200,000 JSON items": lambda: json_feed(items=[{}] * 200_000),
    "JSON of nested tags": lambda: json_feed(items=[{"id": "a", "content_html": "<b><p>" * 100_000}]),
    "an image": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000,
    "a page of 5 MB": lambda: b"<!doctype html><html><body>" + b"<p class=x>text</p>" * 260_000,
}  # fmt: skip
