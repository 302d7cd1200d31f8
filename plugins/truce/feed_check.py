"""Try every feed once and say which answer, parse and are fresh. Stores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from truce.fetching import Fetcher
from truce.model import Feed
from truce.polling_round import GENTLY, Polled, polled
from truce.reading_apart import ReadingRoom

COLUMNS = ["feed_code", "language", "side", "answer", "entries", "newest", "verdict"]
FRESH_DAYS = 7


def checked(feeds: Iterable[dict], fetcher: Fetcher, now: datetime) -> tuple[list[str], list]:
    """Column names and one row per feed: what it answered, how many entries, how old the newest."""
    wanted = [Feed(f["feed_code"], f["outlet"], f["url"], f["language"], f["family"], f["side"]) for f in feeds]
    with ReadingRoom() as room:
        rows = [_row(answer, now) for answer in polled(wanted, fetcher.fetch, room.parse, GENTLY)]
    return COLUMNS, sorted(rows, key=lambda row: row[0])


def coverage(feeds: Iterable[dict]) -> list[str]:
    """How much of each side's press tells us anything, in plain words; a side none of whose feeds is fresh is no
    data, not calm."""
    sides: dict[str, list[str]] = {}
    for feed in feeds:
        sides.setdefault(feed["side"] or "neither side", []).append(feed["state"])
    lines = []
    for side, states in sorted(sides.items()):
        fresh = states.count("fresh")
        rest = Counter(state for state in states if state != "fresh")
        told = ", ".join(f"{count} {state}" for state, count in rest.most_common())
        dark = "" if fresh else ": no data from it, which is not calm"
        lines.append(f"{side}: {fresh} of {len(states)} feeds fresh{dark}{f' ({told})' if told else ''}")
    return lines


def _row(answer: Polled, now: datetime) -> list:
    feed = answer.feed
    start = [feed.feed_code, feed.language, feed.side, answer.fetched.http_status]
    if answer.parsed is None:
        what = "no feed" if answer.outcome == "not_a_feed" else "no answer"
        return [*start, 0, None, f"{what}: {answer.detail}"]
    entries = answer.parsed.entries
    newest = max((e.published_at for e in entries if e.published_at), default=None)
    return [*start, len(entries), newest, _verdict(len(entries), newest, now)]


def _verdict(count: int, newest: datetime | None, now: datetime) -> str:
    if not count:
        return "parses, but is empty"
    if newest is None:
        return "parses, without dates"
    days = (now - newest).days
    return "fresh" if days <= FRESH_DAYS else f"stale: newest item {days} days old"
