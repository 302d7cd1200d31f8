"""What a feed document says, as it says it: nothing is cleaned yet. Pure.

Two lanes read a document into this: `well_formed` the flawless ones, `tolerant` all others.
"""

from __future__ import annotations

from dataclasses import dataclass

PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}


@dataclass(frozen=True, slots=True)
class Item:
    """One item as written; a field that the document does not give is None."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    text: str | None = None  # the summary, else the first content that is not empty
    dates: tuple[str | None, ...] = ()  # of publication, of the last change, of creation
    author: str | None = None
    source: str | None = None  # the title of <source>: whose item this was first


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as written."""

    items: tuple[Item, ...]
    title: str | None = None
    interval_seconds: int | None = None
    broken: str | None = None  # what a strict reader says against it


def interval_seconds(ttl: object, period: object, frequency: object) -> int | None:
    """How often a feed says that it changes: the longer of <ttl> (minutes, RSS 2.0) and of the syndication module's
    period divided by its frequency (http://purl.org/rss/1.0/modules/syndication/, once a period unless said)."""
    minutes = _whole(ttl)
    once = PERIODS.get(period.strip().lower()) if isinstance(period, str) else None
    given = [60 * minutes] if minutes else []
    if once:
        given.append(once // (_whole(frequency) or 1))
    return max(given, default=0) or None


def _whole(text: object) -> int:
    """A count of up to six digits; 0 for anything else."""
    text = text.strip() if isinstance(text, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
