"""Try every feed once and say which answer, parse and are fresh. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from truce import parsing
from truce.errors import FeedError
from truce.fetching import Fetched, Fetcher
from truce.model import Feed

COLUMNS = ["feed_code", "language", "side", "answer", "entries", "newest", "verdict"]
FRESH_DAYS = 7


def checked(feeds: Iterable[dict], fetcher: Fetcher, now: datetime) -> tuple[list[str], list]:
    """Column names and one row per feed: what it answered, how many entries, how old the newest."""
    wanted = [Feed(f["feed_code"], f["outlet"], f["url"], f["language"], f["family"], f["side"]) for f in feeds]
    rows = [_row(feed, fetched, now) for feed, fetched in fetcher.fetch_all(wanted)]
    return COLUMNS, sorted(rows)


def _row(feed: Feed, fetched: Fetched, now: datetime) -> list:
    start = [feed.feed_code, feed.language, feed.side, fetched.http_status]
    if fetched.outcome != "fresh":
        return [*start, 0, None, f"no answer: {fetched.detail}"]
    try:
        entries = parsing.parse_feed(fetched.body, fetched.content_type, fetched.url).entries
    except FeedError as error:
        return [*start, 0, None, f"no feed: {error}"]
    newest = max((e.published_at for e in entries if e.published_at), default=None)
    return [*start, len(entries), newest, _verdict(len(entries), newest, now)]


def _verdict(count: int, newest: datetime | None, now: datetime) -> str:
    if not count:
        return "parses, but is empty"
    if newest is None:
        return "parses, without dates"
    days = (now - newest).days
    return "fresh" if days <= FRESH_DAYS else f"stale: newest item {days} days old"
