"""Read files of history into entries: feed documents, JSON lines, lists of addresses with their days. Pure.

A line that cannot be used is told with its number and what it lacks; the others are read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from truce.cleaning import clean_html, clean_link, clean_text
from truce.dates import read_date
from truce.errors import FeedError
from truce.model import Entry
from truce.parsing import TITLE_CAP, hash_of, identity_of, parse_feed, summary_of, wire_of

LINE_CAP = 2_000_000  # characters
GDELT = re.compile(r"(\d{8})(\d{6})")
CLOCK = re.compile(r"\d:\d|\dT\d")
# by preference: GDELT's DATEADDED is when it was published, its SQLDATE when it is said to have happened
DATE_NAMES = ("published_at", "dateadded", "seendate", "date", "sqldate", "day")
URL_NAMES = ("url", "sourceurl", "documentidentifier", "link")
TITLE_NAMES = ("title",)
Read = Callable[[str], Entry]


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a file (or entry of a document): what it holds, or why it cannot be used."""

    number: int
    entry: Entry | None
    complaint: str = ""


class Unusable(ValueError):
    """Why a line cannot be used, in words."""


def kind_of(beginning: str) -> str:
    """document, lines or list, by how a file begins."""
    text = beginning.lstrip("\ufeff \t\r\n")
    if text.startswith("<") or "jsonfeed.org/version" in text:
        return "document"
    return "lines" if text.startswith("{") else "list"


def from_document(body: bytes, name: str, parse: Callable = parse_feed) -> Iterator[Found]:
    """The entries of a feed document; one without a date has no place in history."""
    try:
        parsed = parse(body, None, name)
    except FeedError as error:
        yield Found(0, None, str(error))
        return
    for number, entry in enumerate(parsed.entries, start=1):
        dated = entry.published_at is not None
        yield Found(number, entry if dated else None, "" if dated else f"no usable date: {entry.title[:60]!r}")


def from_lines(lines: Iterable[str], language: str) -> Iterator[Found]:
    """JSON lines with id, title, text, published_at, url and lang; a feed takes those in its language."""
    return _each(lines, 1, lambda line: _of_json(line, language))


def from_list(lines: Iterable[str]) -> Iterator[Found]:
    """Lines of date and url [and title], separated by tabs, commas or semicolons, with a header or without."""
    lines = iter(lines)
    first = next(lines, "")
    mark = "\t" if "\t" in first else max(",;", key=first.count)
    places = _places(first, mark)
    if places is None:
        yield from _each([first], 1, lambda line: _of_cells(_cells(line, mark), None))
    yield from _each(lines, 2, lambda line: _of_cells(_cells(line, mark), places))


def _each(lines: Iterable[str], start: int, read: Read) -> Iterator[Found]:
    for number, line in enumerate(lines, start=start):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            yield Found(number, read(_sound(line)))
        except Unusable as error:
            yield Found(number, None, str(error))


# ------------------------------------------------------------------ one line


def _sound(line: str) -> str:
    if len(line) > LINE_CAP:
        raise Unusable(f"longer than {LINE_CAP:,} characters")
    try:
        line.encode()
    except UnicodeEncodeError as error:
        raise Unusable("not UTF-8") from error
    return line


def _of_json(line: str, language: str) -> Entry:
    try:
        fields = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unusable(f"no JSON ({error})") from error
    if not isinstance(fields, dict):
        raise Unusable("no JSON object")
    told = {name: _told(fields.get(name)) for name in ("id", "title", "text", "published_at", "url", "lang")}
    spoken = told["lang"].lower().split("-")[0]
    if spoken and spoken != language:
        raise Unusable(f"lang is {told['lang']!r}, the feed's language {language!r}")
    return _entry(told["id"], told["title"], told["text"], told["url"], told["published_at"], "published_at")


def _told(value) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value)


def _of_cells(cells: Sequence[str], places: dict[str, int] | None) -> Entry:
    if places is None:
        places = _guessed(cells)
    at = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    if not at.get("url", "").strip():
        raise Unusable("no url")
    return _entry("", at.get("title", ""), "", at["url"], at.get("date", ""), "date")


def _cells(line: str, mark: str) -> list[str]:
    """The cells of a line; a cell cannot hold a line end here, so that a stray quote spoils one line only."""
    try:
        return next(csv.reader([line.lstrip("\ufeff").rstrip("\r\n")], delimiter=mark), [])
    except csv.Error as error:
        raise Unusable(f"no cells ({error})") from error


def _places(header: str, mark: str) -> dict[str, int] | None:
    """Where date, url and title stand by the names of a header; None for a line that is none."""
    names = [cell.strip().casefold() for cell in header.lstrip("\ufeff").replace('"', "").split(mark)]
    found = {}
    for column, known in (("date", DATE_NAMES), ("url", URL_NAMES), ("title", TITLE_NAMES)):
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[column] = place
    return found if {"date", "url"} <= set(found) else None


def _guessed(cells: Sequence[str]) -> dict[str, int]:
    """Without a header: the first cell that is an address, the last that is a date, of three the one that is left."""
    url = next((n for n, cell in enumerate(cells) if cell.strip().startswith(("http://", "https://"))), None)
    date = next((n for n in reversed(range(len(cells))) if n != url and _moment(cells[n])), None)
    places = {name: place for name, place in (("url", url), ("date", date)) if place is not None}
    if len(cells) == 3 and len(places) == 2:
        places["title"] = ({0, 1, 2} - {url, date}).pop()
    return places


def _entry(guid: str, title: str, text: str, url: str, date: str, date_name: str) -> Entry:
    """An entry from raw fields. Raises Unusable."""
    moment = _moment(date)
    if moment is None:
        raise Unusable(f"{date_name} {date[:60]!r} is no day or moment" if date else f"no {date_name}")
    link = clean_link(url)
    if url and link is None:
        raise Unusable(f"url {url[:80]!r} is no http or https address")
    title, summary = clean_html(title)[:TITLE_CAP], summary_of(text)
    if not (title or summary or link):
        raise Unusable("neither title, text nor url")
    return Entry(
        guid=identity_of(clean_text(guid), link or "", title, date, summary),
        title=title,
        summary=summary,
        link=link,
        published_at=moment,
        published_raw=clean_text(date)[:200],
        wire=wire_of(None, None, summary, title),
        content_hash=hash_of(title, summary, link or ""),
    )


def _moment(text: str) -> datetime | None:
    """A moment in UTC, as feeds write it or in GDELT's digits. A day alone stands for its noon, which is of the same
    day from UTC-12 to UTC+11; a month or another number is none."""
    text = text.strip()
    if digits := GDELT.fullmatch(text):
        text = f"{digits[1]}T{digits[2]}"
    if len(text) < 8 or (text.isdigit() and len(text) > 8):
        return None
    moment = read_date(text)
    return moment if moment is None or CLOCK.search(text) else moment.replace(hour=12)
