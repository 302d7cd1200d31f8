"""Lists of feeds as other readers exchange them: OPML 2.0, http://opml.org/spec2.opml. Pure.

A list from outside is not trusted: documents that declare a DOCTYPE or entities are refused, and nothing is loaded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from truce.cleaning import clean_link, clean_text
from truce.errors import SeedError

NAMESPACE = "https://truce.example/opml"
OWN = ("feed_code", "country", "family", "side", "kind", "full_text")  # what OPML has no word for
SIZE_CAP = 10_000_000  # bytes
LANGUAGE = re.compile(r"[a-z]{2,3}")
KINDS_OF_FEED = ("rss", "rss1", "atom", "json", "feed", "link", "include", "")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list, as far as the list tells."""

    title: str
    url: str
    language: str = ""
    own: Mapping[str, str] | None = None  # Truce's own attributes, from a list that Truce wrote


# ------------------------------------------------------------------ out


def written(feeds: Iterable[Mapping]) -> Iterator[str]:
    """The lines of an OPML document with these feeds (rows of the registry)."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<opml version="2.0" xmlns:truce="{NAMESPACE}">'
    yield "<head><title>Feeds of Truce</title></head>"
    yield "<body>"
    for feed in feeds:
        own = {f"truce:{name}": feed[name] for name in OWN if feed.get(name) not in (None, False)}
        told = {"type": "rss", "text": feed["outlet"], "xmlUrl": feed["url"], "language": feed["language"]} | own
        yield "<outline " + " ".join(f"{name}={quoteattr(_plain(value))}" for name, value in told.items()) + "/>"
    yield "</body>"
    yield "</opml>"


def _plain(value) -> str:
    return "true" if value is True else clean_text(str(value))


# ------------------------------------------------------------------ in


def outlines(document: bytes, name: str) -> list[Outline]:
    """The feeds of an OPML document, in its order, however deep its folders. Raises SeedError."""
    if len(document) > SIZE_CAP:
        raise SeedError(f"{name} is larger than {SIZE_CAP:,} bytes: no list of feeds is.")
    found: list[Outline] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_) -> None:
        raise SeedError(f"{name} declares a DOCTYPE or entities, which a list of feeds does not need: refused.")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "outline" and (outline := _outline(attributes)):
            found.append(outline)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise SeedError(f"{name}, line {error.lineno}: not well-formed XML ({error}).") from error
    if not found:
        raise SeedError(f"{name} names no feed: an OPML list has <outline xmlUrl=…> elements.")
    return found


def _outline(attributes: Mapping[str, str]) -> Outline | None:
    plain = {key.lower(): clean_text(value) for key, value in attributes.items() if " " not in key}
    url = clean_link(plain.get("xmlurl"))
    if url is None or plain.get("type", "").lower() not in KINDS_OF_FEED:
        return None
    own = {key.split(" ")[1]: clean_text(value) for key, value in attributes.items() if key.startswith(NAMESPACE)}
    title = plain.get("text") or plain.get("title") or urlsplit(url).hostname
    return Outline(title[:200], url, plain.get("language", "").lower().split("-")[0], own)


# ------------------------------------------------------------------ lines of the registry


def registry_row(outline: Outline, given: Mapping[str, str], known_codes: Collection[str], source: str) -> dict:
    """The line of feeds.csv for a feed of a list. What `given` says outweighs the list. Raises SeedError where the
    language is told by neither: it is not guessed."""
    own = outline.own or {}
    language = given.get("language") or outline.language
    if not LANGUAGE.fullmatch(language):
        raise SeedError(f"{outline.title} ({outline.url}): the list does not tell its language; give --language.")
    host = urlsplit(outline.url).hostname.removeprefix("www.")
    return {
        "feed_code": _free(own.get("feed_code") or _code(outline.title) or _code(host) or "feed", known_codes),
        "outlet": given.get("outlet") or outline.title,
        "url": outline.url,
        "language": language,
        "country": given.get("country") or own.get("country", ""),
        "family": given.get("family") or own.get("family") or _code(host),
        "side": given.get("side") or own.get("side", ""),
        "kind": own.get("kind") or "national",
        "is_enabled": "true",
        "source": source,
        "note": "",
        "full_text": "true" if own.get("full_text") == "true" else "false",
    }


def _code(text: str) -> str:
    """A code from a name: Latin letters and digits, joined by hyphens; empty for a name in another script."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _free(code: str, known: Collection[str]) -> str:
    code = _code(code)
    number = 2
    free = code
    while free in known:
        free, number = f"{code}-{number}", number + 1
    return free
