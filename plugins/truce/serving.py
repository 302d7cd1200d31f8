"""Serve a folder of feed files over loopback HTTP as they would have looked at a given moment.

A feed's file holds everything it ever published. What lies in the future of the moment is cut away at
the level of text, so that broken documents stay as broken as they are; of an item that stands in the
file more than once, the last version not in the future is shown.
"""

from __future__ import annotations

import csv
import hashlib
import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from truce.errors import FeedError
from truce.model import Feed

COLUMNS = ("feed_code", "outlet", "language", "side", "file")
NEWEST_SHOWN = 40
ITEM = re.compile(rb"<(item|entry)[\s>].*?</\1>\s*", re.DOTALL)
DATE = re.compile(rb"<(?:pubDate|dc:date|published|updated)[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)")
GUID = re.compile(rb"<(?:guid|id)[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)|rdf:about=\"([^\"]+)\"")
ORDINARY = timedelta(days=730)  # an item dated further ahead than this has a wrong date
FAULT = re.compile(r"(gone|unreachable|html|broken) from (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")
ERROR_PAGE = b"<!doctype html><html><head><title>503</title></head><body>Back soon.</body></html>"


@dataclass(frozen=True, slots=True)
class Served:
    """What the server answers."""

    status: int
    body: bytes
    content_type: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A stretch of days in which a feed answers badly."""

    kind: str  # gone, unreachable, html, broken
    from_at: datetime
    to_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.from_at <= moment and (self.to_at is None or moment < self.to_at)


@dataclass(frozen=True, slots=True)
class _Item:
    shown_from: datetime
    guid: bytes
    text: bytes


class FeedFile:
    """One feed's file, cut into its items once."""

    def __init__(self, path: Path, fault: str) -> None:
        text = path.read_bytes()
        found = list(ITEM.finditer(text))
        self.head = text[: found[0].start()] if found else text
        self.tail = text[found[-1].end() :] if found else b""
        self.items = sorted(_dated(found), key=lambda item: item.shown_from)
        self.moments = [item.shown_from for item in self.items]
        self.fault = _fault(fault)

    def at(self, moment: datetime) -> Served:
        """The document as it stood at this moment."""
        fault = self.fault.kind if self.fault and self.fault.holds(moment) else None
        if fault == "gone":
            return _served(410, b"", "text/plain", moment)
        if fault == "unreachable":
            return _served(503, b"", "text/plain", moment)
        if fault == "html":
            return _served(200, ERROR_PAGE, "text/html", moment)
        count = bisect_right(self.moments, moment)
        latest = {item.guid: item for item in self.items[:count]}
        shown = sorted(latest.values(), key=lambda item: item.shown_from, reverse=True)
        body = self.head + b"".join(item.text for item in shown[:NEWEST_SHOWN]) + self.tail
        if fault == "broken":
            body = body[: len(body) * 2 // 3]
        changed = self.moments[count - 1] if count else datetime(2000, 1, 1, tzinfo=UTC)
        return _served(200, body, "application/xml", changed)


def _dated(found: list[re.Match]) -> Iterator[_Item]:
    """Items with the moment each appears; one without a credible date comes with the one before."""
    dates = [_date(match[0]) for match in found]
    known = sorted(date for date in dates if date)
    limit = known[len(known) // 2] + ORDINARY if known else None
    before = min(known, default=datetime(2000, 1, 1, tzinfo=UTC))
    for match, date in zip(found, dates, strict=True):
        before = date if date and limit and date <= limit else before
        guid = GUID.search(match[0])
        identity = next((part for part in guid.groups() if part), b"") if guid else match[0]
        yield _Item(before, identity, match[0])


def _date(text: bytes) -> datetime | None:
    """The latest date an item carries: an edit shows from its update on."""
    moments = [moment for raw in DATE.findall(text) if (moment := _moment(raw.decode(errors="replace")))]
    return max(moments, default=None)


def _moment(raw: str) -> datetime | None:
    raw = raw.strip()
    for read in (
        parsedate_to_datetime,
        lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
    ):
        try:
            moment = read(raw)
        except (ValueError, TypeError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _fault(text: str) -> Fault | None:
    if not text.strip():
        return None
    match = FAULT.fullmatch(text.strip())
    if match is None:
        raise FeedError(
            f"feeds.csv: the fault {text!r} is not understood; write for example "
            "'gone from 2025-09-20' or 'unreachable from 2025-06-20 to 2025-06-22'."
        )
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None for day in match.groups()[1:]]
    return Fault(match[1], days[0], days[1])


def _served(status: int, body: bytes, content_type: str, changed: datetime) -> Served:
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Served(status, body, content_type, etag, format_datetime(changed, usegmt=True))


class FeedShelf:
    """A folder with a feeds.csv (feed_code, outlet, language, side, file; optional publisher_family,
    fault) and the files it names. Raises FeedError that names file and line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = list(self._rows())
        self.files = {row["feed_code"]: FeedFile(folder / row["file"], row.get("fault") or "") for row in self.rows}

    def _rows(self) -> Iterator[dict]:
        listing = self.folder / "feeds.csv"
        if not self.folder.is_dir():
            raise FeedError(f"{self.folder}: there is no such folder.")
        if not listing.is_file():
            raise FeedError(
                f"{self.folder} holds no feeds.csv. It needs the columns {', '.join(COLUMNS)}, and "
                "one line per feed file."
            )
        with listing.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise FeedError(f"{listing}, line 1: the columns {', '.join(sorted(missing))} are missing.")
            count = 0
            for row in reader:
                count += 1
                if not row["feed_code"] or not row["file"]:
                    raise FeedError(f"{listing}, line {reader.line_num}: feed_code and file are needed.")
                if not (self.folder / row["file"]).is_file():
                    raise FeedError(f"{listing}, line {reader.line_num}: {row['file']} is not in {self.folder}.")
                yield row
            if not count:
                raise FeedError(f"{listing} lists no feed.")

    def feeds(self) -> list[Feed]:
        """The feeds of the folder, without an address yet."""
        return [
            Feed(
                feed_code=row["feed_code"],
                outlet=row["outlet"],
                url="",
                language=row["language"],
                family=_slug(row.get("publisher_family") or row["outlet"]),
                side=row["side"] or None,
            )
            for row in self.rows
        ]

    def document(self, feed_code: str, moment: datetime) -> Served | None:
        """A feed's document as it stood at a moment; None for a feed the folder does not have."""
        file = self.files.get(feed_code)
        return file.at(moment) if file else None

    @cached_property
    def changes(self) -> list[datetime]:
        """Every moment at which some document changes."""
        return sorted({moment for file in self.files.values() for moment in file.moments})

    def moments(self, step: timedelta, start: datetime | None = None, end: datetime | None = None) -> list[datetime]:
        """The moments of a step grid (from midnight UTC) just after something new was published."""
        window = [
            change for change in self.changes if (start is None or change >= start) and (end is None or change <= end)
        ]
        origin = datetime(2000, 1, 1, tzinfo=UTC)
        return sorted({origin - ((origin - change) // step) * step for change in window})


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")


@contextmanager
def serve(shelf: FeedShelf, clock: Callable[[], datetime], port: int = 0) -> Iterator[str]:
    """Serve every feed at <base>/<feed_code> while the context lasts; gives the base address."""

    class Shop(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served = shelf.document(self.path.strip("/"), clock())
            if served is None:
                self._answer(404, b"no such feed", "text/plain")
            elif served.status == 200 and self._knows(served):
                self._answer(304, b"", None, served)
            else:
                self._answer(served.status, served.body, served.content_type, served)

        def _knows(self, served: Served) -> bool:
            """ETag first; the date only without one (RFC 9110, 13.2.2)."""
            known = self.headers.get("If-None-Match")
            if known is not None:
                return known == served.etag
            return self.headers.get("If-Modified-Since") == served.last_modified

        def _answer(self, status: int, body: bytes, kind: str | None, served=None) -> None:
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            if served and status in (200, 304):
                self.send_header("ETag", served.etag)
                self.send_header("Last-Modified", served.last_modified)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments) -> None:
            """Quiet: the fetches table holds what happened."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Shop)
    except OSError as error:
        raise FeedError(f"Port {port} of 127.0.0.1 is taken ({error}); choose another or 0.") from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
