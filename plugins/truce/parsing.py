"""Turn the bytes of a feed document into entries, cleaned. Pure. feedparser does the reading; what
it passes through although PostgreSQL or a mail header would choke on it is taken out here."""

from __future__ import annotations

import calendar
import codecs
import csv
import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import feedparser

from truce.cleaning import clean_html, clean_link, clean_text
from truce.errors import NotAFeed
from truce.model import Entry

WIRES = Path(__file__).resolve().parent / "codebook" / "wires.csv"
SUMMARY_CAP = 4_000
TITLE_CAP = 500
GUID_CAP = 1_000  # bytes; an index of PostgreSQL takes 2,700
JSON_TEXTS = (
    "id", "title", "url", "summary", "content_text", "content_html", "date_published",
    "date_modified",
)  # fmt: skip
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
BYLINE = re.compile(r"(?:\(|^|[—–-]\s*|\bby\s+|/\s*)([^()—–/|]{2,40}?)(?=\)|$|\s+[—–-])", re.IGNORECASE)
# feedparser's time grows with the square of a tag's attributes: 20,000 of them cost four seconds
MOST_ATTRIBUTES = 5_000
LONG_TAG = re.compile(rb"<[^<]{20000,}")
# Python knows this encoding of Thai by its number alone
WINDOWS_874 = re.compile(rb"(encoding\s*=\s*[\"'])windows-874", re.IGNORECASE)
# a character reference to half a character: no XML parser may accept it, some feeds send it
HALF_CHARACTER = re.compile(
    rb"&#(?:x[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|5(?:529[6-9]|5[3-9]\d\d|6\d\d\d|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)


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
    if any(tag[0].count(b"=") > MOST_ATTRIBUTES for tag in LONG_TAG.finditer(body)):
        raise NotAFeed(f"{url} answered with a tag of more than {MOST_ATTRIBUTES} attributes.")
    kind = content_type or "application/xml"
    # as a stream: feedparser would open the file that a body of bytes happens to name. Without
    # the address: it would put it before every guid, and a feed that moves would be all news
    document = feedparser.parse(
        io.BytesIO(WINDOWS_874.sub(rb"\1cp874", HALF_CHARACTER.sub(b"", body), count=1)),
        response_headers={
            "content-type": kind.lower().replace("windows-874", "cp874"),
        },
        sanitize_html=False,  # every text goes through cleaning.py, which is faster and stricter
        resolve_relative_uris=False,
    )
    if not document.version and not document.entries:
        raise NotAFeed(f"{url} answered with {_kind(body, content_type)}, not a feed. {_advice(body)}")
    entries = [_entry(item, url) for item in document.entries]
    return ParsedFeed(_latest_of_each(entries), clean_text(document.feed.get("title")), _problems(document))


def _kind(body: bytes, content_type: str | None) -> str:
    head = body.lstrip()[:300].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return "an HTML page"
    return f"{content_type or 'something of no declared type'}"


def _advice(body: bytes) -> str:
    if re.search(rb"<title>[^<]*(?:captcha|challenge|attention required|just a moment)", body[:4000], re.I):
        return "It asks visitors to prove that they are human: the feed is blocked from here."
    return "The feed has moved or the site has an error: look for its new address, or disable it."


def _problems(document) -> tuple[str, ...]:
    problems = []
    if document.bozo and not _is_harmless(document.bozo_exception):
        problems.append(f"broken document, read as far as possible: {document.bozo_exception}")
    undated = sum(1 for item in document.entries if _date(item)[0] is None)
    if undated:
        problems.append(f"{undated} of {len(document.entries)} entries have no usable date")
    return tuple(problems)


def _is_harmless(error: Exception) -> bool:
    return isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)


def _entry(item, url: str) -> Entry:
    title = clean_html(item.get("title"))[:TITLE_CAP]
    summary = _summary(item)
    guid, link = clean_text(item.get("id")), clean_text(item.get("link"))
    if link == guid and "://" not in link:
        link = ""  # feedparser takes any guid for a link; this one is no address
    published_at, raw = _date(item)
    author = clean_text(item.get("author"))[:200] or None
    return Entry(
        guid=_identity(guid, link, title, raw, summary),
        title=title,
        summary=summary,
        link=clean_link(link, url),
        published_at=published_at,
        published_raw=raw,
        author=author,
        wire=wire_of(author, item.get("source", {}).get("title"), summary, title),
        content_hash=_hash(title, summary, link),
    )


def cleaned(entry: Entry) -> Entry:
    """An entry with its texts cleaned again."""
    return replace(
        entry,
        guid=_identity(clean_text(entry.guid), "", entry.title, entry.published_raw, entry.summary),
        title=clean_text(entry.title)[:TITLE_CAP],
        summary=clean_text(entry.summary)[:SUMMARY_CAP],
        link=clean_link(entry.link),
        published_raw=clean_text(entry.published_raw) or None,
        author=clean_text(entry.author) or None,
    )


def _summary(item) -> str:
    text = item.get("summary") or next((part.get("value") for part in item.get("content", ()) if part.get("value")), "")
    summary = clean_html(text)
    return summary if len(summary) <= SUMMARY_CAP else summary[:SUMMARY_CAP].rsplit(" ", 1)[0]


def _date(item) -> tuple[datetime | None, str | None]:
    """The date of publication, else of the update; the raw text is kept either way."""
    raw = None
    for name in ("published", "updated", "created"):
        # feedparser's own get would give the publication, with a warning, for a missing update
        raw = raw or clean_text(dict.get(item, name)) or None
        moment = _moment(dict.get(item, f"{name}_parsed"))
        if moment:
            return moment, raw
    return None, raw


def _moment(parts) -> datetime | None:
    """feedparser gives UTC; a date without a zone counts as UTC."""
    if parts is None:
        return None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parts), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if EARLIEST <= moment < LATEST else None


def _identity(guid: str, link: str, title: str, raw: str | None, summary: str) -> str:
    """The guid as given; else the link as given; else a hash of the text. Scoped to its feed."""
    identity = guid or link or _hash(title, raw or "", summary)
    return identity if len(identity.encode()) <= GUID_CAP else _hash(identity)


def _hash(*parts: str) -> str:
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


def wire_of(author: str | None, source: str | None, summary: str, title: str) -> str | None:
    """The wire an entry credits: in <source>, as its author, or in a byline at either end."""
    for credit in (source, author):
        if credit and (wire := _named_wire(clean_text(credit))):
            return wire
    for text in (summary[:80], summary[-60:], title[-60:]):
        for match in BYLINE.finditer(text):
            if wire := wire_names().get(match[1].strip(" .").casefold()):
                return wire
    return None


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
    entries = [_json_entry(item, url) for item in document["items"] if isinstance(item, dict)]
    return ParsedFeed(_latest_of_each(entries), clean_text(str(document.get("title") or "")), ())


def _json_entry(item: dict, url: str) -> Entry:
    text = {name: str(item.get(name) or "") for name in JSON_TEXTS}
    title = clean_text(text["title"])[:TITLE_CAP]
    content = text["summary"] or text["content_text"] or text["content_html"]
    summary = clean_html(content)[:SUMMARY_CAP]
    link = clean_text(text["url"])
    raw = clean_text(text["date_published"] or text["date_modified"]) or None
    author = _json_author(item)
    return Entry(
        guid=_identity(clean_text(text["id"]), link, title, raw, summary),
        title=title,
        summary=summary,
        link=clean_link(link, url),
        published_at=_iso(raw),
        published_raw=raw,
        author=author,
        wire=wire_of(author, None, summary, title),
        content_hash=_hash(title, summary, link),
    )


def _json_author(item: dict) -> str | None:
    """The names under "authors" (1.1) or "author" (1.0)."""
    given = item.get("authors") or [item.get("author")]
    people = given if isinstance(given, list) else []
    names = [str(person.get("name") or "") for person in people if isinstance(person, dict)]
    return clean_text(", ".join(names))[:200] or None


def _iso(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
    except ValueError:
        return None
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if EARLIEST <= moment < LATEST else None
