"""Turn the bytes of a feed document into entries, cleaned. Pure. `well_formed` and `tolerant` do the reading; what
they pass through although PostgreSQL or a mail header would choke on it is taken out here.

Documents of strangers are read in a process of their own: see `reading_apart`."""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from truce.cleaning import clean_html, clean_link, clean_text
from truce.dates import EARLIEST, read_date
from truce.documents import Document, Item
from truce.errors import NotAFeed
from truce.model import Entry
from truce.tolerant import read_tolerantly
from truce.well_formed import read_well_formed

WIRES = Path(__file__).resolve().parent / "codebook" / "wires.csv"
SUMMARY_CAP = 4_000
TITLE_CAP = 500
RAW_CAP = 200
MOST_ENTRIES = 20_000  # of one document; the longest archives of newspapers have some hundreds
GUID_CAP = 1_000  # bytes; an index of PostgreSQL takes 2,700
JSON_TEXTS = (
    "id", "title", "url", "summary", "content_text", "content_html", "date_published",
    "date_modified",
)  # fmt: skip
BYLINE = re.compile(r"(?:\(|^|[—–-]\s*|\bby\s+|/\s*)([^()—–/|]{2,40}?)(?=\)|$|\s+[—–-])", re.IGNORECASE)
# feedparser's time grows with the square of a tag's attributes: 20,000 of them cost four seconds
MOST_ATTRIBUTES = 5_000
PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1000}<(?:!doctype html|html)\b", re.IGNORECASE)
FEED_TAG = re.compile(rb"<(?:rss|feed|rdf:rdf|channel|item|entry)\b", re.IGNORECASE)
LONG_TAG = re.compile(rb"<[^<]{20000,}")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of a document, and what was odd about it in plain words."""

    entries: tuple[Entry, ...]
    title: str
    problems: tuple[str, ...]
    interval_seconds: int | None = None  # how often it says that it changes


def parse_feed(body: bytes, content_type: str | None, url: str) -> ParsedFeed:
    """Read RSS 0.9–2.0, RDF, Atom or JSON Feed.

    Broken XML gives what can be read, with a problem line. Raises NotAFeed for an empty body, an
    HTML page or anything else that holds no feed.
    """
    if not body.strip():
        raise NotAFeed(f"{url} answered with an empty body; try it in a browser.")
    if body.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{":
        return _json_feed(body, url)
    document = read_well_formed(body, content_type)
    if document is not None:
        return _cleaned(document, url)
    if any(tag[0].count(b"=") > MOST_ATTRIBUTES for tag in LONG_TAG.finditer(body)):
        raise NotAFeed(f"{url} answered with a tag of more than {MOST_ATTRIBUTES} attributes.")
    document = None if _is_page(body) else read_tolerantly(body, content_type)
    if document is None:
        raise NotAFeed(f"{url} answered with {_kind(body, content_type)}, not a feed. {_advice(body)}")
    return _cleaned(document, url)


def _cleaned(document: Document, url: str) -> ParsedFeed:
    items = document.items[:MOST_ENTRIES]
    entries = [_entry(item, url) for item in items]
    problems = _problems(entries, len(document.items))
    if document.broken:
        problems = (f"broken document, read as far as possible: {document.broken}", *problems)
    return ParsedFeed(_latest_of_each(entries), clean_text(document.title), problems, document.interval_seconds)


def _is_page(body: bytes) -> bool:
    """Whether it is a page of a site: as such it need not be read at all."""
    return bool(PAGE.match(body)) and not FEED_TAG.search(body)


def _kind(body: bytes, content_type: str | None) -> str:
    head = body.lstrip()[:300].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return "an HTML page"
    return f"{content_type or 'something of no declared type'}"


def _advice(body: bytes) -> str:
    if re.search(rb"<title>[^<]*(?:captcha|challenge|attention required|just a moment)", body[:4000], re.I):
        return "It asks visitors to prove that they are human: the feed is blocked from here."
    return "The feed has moved or the site has an error: look for its new address, or disable it."


def _problems(entries: list[Entry], count: int) -> tuple[str, ...]:
    problems = []
    undated = sum(1 for entry in entries if entry.published_at is None)
    if undated:
        problems.append(f"{undated} of {len(entries)} entries have no usable date")
    if count > len(entries):
        problems.append(f"only the first {len(entries)} of {count} entries were read")
    return tuple(problems)


def _entry(item: Item, url: str) -> Entry:
    title = clean_html(item.title)[:TITLE_CAP]
    summary = summary_of(item.text)
    guid, link = clean_text(item.guid), clean_text(item.link)
    if link == guid and "://" not in link:
        link = ""  # feedparser takes any guid for a link; this one is no address
    published_at, raw = _date(item.dates)
    author = clean_text(item.author)[:200] or None
    return Entry(
        guid=identity_of(guid, link, title, raw, summary),
        title=title,
        summary=summary,
        link=clean_link(link, url),
        published_at=published_at,
        published_raw=raw,
        author=author,
        wire=wire_of(author, item.source, summary, title),
        content_hash=hash_of(title, summary, link),
    )


def cleaned(entry: Entry) -> Entry:
    """An entry with its texts cleaned again."""
    return replace(
        entry,
        guid=identity_of(clean_text(entry.guid), "", entry.title, entry.published_raw, entry.summary),
        title=clean_text(entry.title)[:TITLE_CAP],
        summary=clean_text(entry.summary)[:SUMMARY_CAP],
        link=clean_link(entry.link),
        published_raw=clean_text(entry.published_raw) or None,
        author=clean_text(entry.author) or None,
    )


def summary_of(text: str | None) -> str:
    """A text without markup, cut at a word where it is longer than a summary may be."""
    summary = clean_html(text)
    return summary if len(summary) <= SUMMARY_CAP else summary[:SUMMARY_CAP].rsplit(" ", 1)[0]


def _date(texts: Iterable[str | None]) -> tuple[datetime | None, str | None]:
    """The first date that can be read, and its text; without one, the first text."""
    cleaned = [text for text in map(clean_text, texts) if text]
    for text in cleaned:
        if moment := read_date(text):
            return moment, text[:RAW_CAP]
    return None, cleaned[0][:RAW_CAP] if cleaned else None


def identity_of(guid: str, link: str, title: str, raw: str | None, summary: str) -> str:
    """The guid as given; else the link as given; else a hash of the text. Scoped to its feed."""
    identity = guid or link or hash_of(title, raw or "", summary)
    return identity if len(identity.encode()) <= GUID_CAP else hash_of(identity)


def hash_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _latest_of_each(entries: list[Entry]) -> tuple[Entry, ...]:
    """One entry per guid: of two in a document the later one, for a repeated guid is an edit."""
    latest: dict[str, Entry] = {}
    for entry in entries:
        before = latest.get(entry.guid)
        if before is None or (entry.published_at or EARLIEST) >= (before.published_at or EARLIEST):
            latest[entry.guid] = entry
    return tuple(latest.values())


# ------------------------------------------------------------------ wires


@cache
def wire_names() -> dict[str, str]:
    """Name in lower case → wire code."""
    with WIRES.open(encoding="utf-8", newline="") as file:
        return {
            name.strip().casefold(): row["wire_code"]
            for row in csv.DictReader(file)
            for name in row["names"].split(";")
        }


@cache
def wire_name() -> re.Pattern:
    """The name of a wire, in small letters, between what may stand around one in a byline."""
    return re.compile(rf"(?:^|[\s.(/—–-])(?:{'|'.join(map(re.escape, wire_names()))})(?:[\s.)]|$)")


def wire_of(author: str | None, source: str | None, summary: str, title: str) -> str | None:
    """The wire an entry credits: in <source>, as its author, or in a byline at either end."""
    for credit in (source, author):
        if credit and (wire := _named_wire(clean_text(credit))):
            return wire
    ends = (summary[:80], summary[-60:], title[-60:])
    if not wire_name().search("\n".join(ends).casefold()):
        return None  # most entries; looking for bylines costs three times as much
    names = wire_names()
    bylines = (match[1].strip(" .").casefold() for text in ends for match in BYLINE.finditer(text))
    return next((names[byline] for byline in bylines if byline in names), None)


def _named_wire(credit: str) -> str | None:
    names = wire_names()
    parts = [credit, *re.split(r"[/,|&]|\bvia\b|\band\b", credit)]
    return next((names[p.strip().casefold()] for p in parts if p.strip().casefold() in names), None)


# ------------------------------------------------------------------ JSON Feed


def _json_feed(body: bytes, url: str) -> ParsedFeed:
    """JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/"""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"{url} answered with JSON that cannot be read ({error}).") from error
    if "jsonfeed.org" not in str(document.get("version")) or not isinstance(document.get("items"), list):
        raise NotAFeed(f"{url} answered with JSON that is no JSON Feed (no version and items).")
    items = [item for item in document["items"] if isinstance(item, dict)]
    entries = [_json_entry(item, url) for item in items[:MOST_ENTRIES]]
    return ParsedFeed(
        _latest_of_each(entries), clean_text(str(document.get("title") or "")), _problems(entries, len(items))
    )


def _json_entry(item: dict, url: str) -> Entry:
    text = {name: str(item.get(name) or "") for name in JSON_TEXTS}
    title = clean_text(text["title"])[:TITLE_CAP]
    content = text["summary"] or text["content_text"] or text["content_html"]
    summary = clean_html(content)[:SUMMARY_CAP]
    link = clean_text(text["url"])
    published_at, raw = _date((text["date_published"], text["date_modified"]))
    author = _json_author(item)
    return Entry(
        guid=identity_of(clean_text(text["id"]), link, title, raw, summary),
        title=title,
        summary=summary,
        link=clean_link(link, url),
        published_at=published_at,
        published_raw=raw,
        author=author,
        wire=wire_of(author, None, summary, title),
        content_hash=hash_of(title, summary, link),
    )


def _json_author(item: dict) -> str | None:
    """The names under "authors" (1.1) or "author" (1.0)."""
    given = item.get("authors") or [item.get("author")]
    people = given if isinstance(given, list) else []
    names = [str(person.get("name") or "") for person in people if isinstance(person, dict)]
    return clean_text(", ".join(names))[:200] or None
