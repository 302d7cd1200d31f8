"""Load history from files into a feed's entries. What is there already stays as it is; nothing is edited.

Such entries are marked: they raise no mail and stay out of the constant panel. The line codes and groups them like
any others, by the day they were published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from truce import histories, store
from truce.errors import TruceError, UnknownName
from truce.histories import Found
from truce.model import Entry
from truce.polling_round import Parse

BATCH = 500
DOCUMENT_CAP = 50_000_000  # bytes
BEGINNING = 4_000


@dataclass
class Loaded:
    """What came of a file."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("new", "known", "outside", "bad"), 0))
    complaints: list[str] = field(default_factory=list)


def backfill(
    conn,
    feed_code: str,
    path: Path,
    now: datetime,
    parse: Parse,
    from_date: date | None = None,
    to_date: date | None = None,
) -> Loaded:
    """Load one file; return how many entries were new, known, outside of the days asked for (days of UTC), and bad,
    with a complaint for each of these. Raises UnknownName for an unknown feed, TruceError for a file that cannot be
    opened."""
    loaded = Loaded()
    language = _language_of(conn, feed_code)
    kept = _kept(_found(path, language, parse), loaded, path.name, now, from_date, to_date)
    while batch := list(islice(kept, BATCH)):
        with conn:
            new, refused = _add(conn, feed_code, batch, now)
        loaded.counts["new"] += new
        loaded.counts["known"] += len(batch) - new - refused
        if refused:
            loaded.counts["bad"] += refused
            loaded.complaints.append(f"{path.name}: {refused} could not be stored; `truce quarantine` says why")
    return loaded


def _language_of(conn, feed_code: str) -> str:
    with conn:
        _, rows = store.query(conn, "select language from feeds where feed_code = %(code)s", code=feed_code)
    if not rows:
        raise UnknownName(f"There is no feed {feed_code!r}; the feeds are lines of sql/seeds/feeds.csv.")
    return rows[0][0]


def _kept(
    found: Iterable[Found], loaded: Loaded, name: str, now: datetime, from_date: date | None, to_date: date | None
) -> Iterator[Entry]:
    """What can be used and was asked for; the rest is counted, and what is bad is named."""
    for one in found:
        complaint = one.complaint
        if one.entry and one.entry.published_at > now:
            complaint = f"published in the future: {one.entry.published_at.isoformat()}"
        if complaint:
            loaded.counts["bad"] += 1
            loaded.complaints.append(f"{name}, line {one.number}: {complaint}")
            continue
        day = one.entry.published_at.date()
        if (from_date and day < from_date) or (to_date and day > to_date):
            loaded.counts["outside"] += 1
            continue
        yield one.entry


def _found(path: Path, language: str, parse: Parse) -> Iterator[Found]:
    try:
        with path.open("rb") as file:
            kind = histories.kind_of(file.read(BEGINNING).decode("utf-8", "ignore"))
            file.seek(0)
            if kind == "document":
                yield from histories.from_document(_body(file, path), path.name, parse)
                return
            lines = (line.decode("utf-8", "surrogateescape") for line in file)
            yield from histories.from_lines(lines, language) if kind == "lines" else histories.from_list(lines)
    except OSError as error:
        raise TruceError(f"{path} cannot be read: {error.strerror}.") from error


def _body(file, path: Path) -> bytes:
    body = file.read(DOCUMENT_CAP + 1)
    if len(body) > DOCUMENT_CAP:
        raise TruceError(f"{path} is larger than {DOCUMENT_CAP:,} bytes: cut it, or make JSON lines of it.")
    return body


def _add(conn, feed_code: str, entries: Iterable[Entry], now: datetime) -> tuple[int, int]:
    """Store those that the feed does not have, by guid or address; return how many were new, and how many refused."""
    first = {entry.guid: entry for entry in reversed(list(entries))}
    links = [entry.link for entry in first.values()]
    found = store.known_entries(conn, feed_code, list(first), [""] * len(first), links)
    new = [entry for guid, entry in first.items() if not found[guid]]
    counts = store.record_entries(conn, feed_code, new, (), now)
    store.run(conn, "mark_backfilled", feed_code=feed_code, guids=[entry.guid for entry in new], now=now)
    return counts["new"], counts["refused"]
