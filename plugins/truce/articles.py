"""Fetch and read the articles behind entries of feeds that are marked for it. Where `robots`, `full_text` and
`reading_apart` meet the web and the database.

Politely: robots.txt is read once a run and host and obeyed, one request at a time, with a pause between two to one
host; what a host refused is not asked again. A bad article is a row of `article_texts`, never a failed task; its
entry keeps the reading of its summary.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from truce import full_text, robots, store
from truce.fetching import Fetcher, Refused
from truce.model import Feed, Fetched
from truce.reading_apart import ReadingRoom, Unreadable
from truce.robots import Rules

HOST_SECONDS = 5.0  # between two requests to one host, where it asks for no longer pause
LONGEST_WAIT = 15.0  # seconds within one attempt: a redirect back to its host
RUN_SECONDS = 300.0  # after that a run takes up nothing new
LEASE_SECONDS = 900
ARTICLES_PER_RUN = 60
MOST_VERSIONS = 3  # of an entry whose article is asked for again because it was edited
NEWS = timedelta(days=3)  # older entries are not asked for
PAGE_CAP = 3_000_000  # bytes
ACCEPT = "text/html, application/xhtml+xml;q=0.9"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article that this run has taken."""

    entry_id: int
    version_number: int
    attempt_count: int
    url: str
    title: str
    summary: str

    @property
    def host(self) -> str:
        return host_of(self.url)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one article."""

    outcome: str
    detail: str | None = None
    http_status: int | None = None
    text: str = ""
    retry_after_seconds: int = 0  # as the server asks


def host_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for; nothing for an address that is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}"


class Manners:
    """Whether and when each host may be asked, as its robots.txt says; kept for one run."""

    def __init__(
        self,
        fetcher: Fetcher,
        host_seconds: float = HOST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.fetcher, self.host_seconds, self.clock, self.sleep = fetcher, host_seconds, clock, sleep
        self.known: dict[str, Rules] = {}
        self.free_at: dict[str, float] = {}

    def rules(self, host: str) -> Rules:
        """The rules of a host; asking for them is a request like any other."""
        if host not in self.known:
            fetched = self.fetcher.fetch(_as_feed(host + robots.PATH))
            self.known[host] = robots.rules_of(fetched.http_status, fetched.body, fetched.detail)
            self.note(host)
        return self.known[host]

    def note(self, host: str) -> None:
        """A request goes out: the next to this host has to wait."""
        seconds = max(self.host_seconds, self.known[host].delay_seconds if host in self.known else 0.0)
        self.free_at[host] = self.clock() + seconds

    def seconds_to_wait(self, host: str) -> float:
        return max(0.0, self.free_at.get(host, float("-inf")) - self.clock())

    def before_asking(self, url: str) -> None:
        """Told of every address before it is asked, those of redirects too. Raises Refused where its host forbids
        it, or wants a longer pause than an attempt may last."""
        host = host_of(url)
        rules = self.rules(host)
        if not rules.allows(url):
            raise Refused(f"{host}: {rules.reason or 'its robots.txt disallows this address'}")
        seconds = self.seconds_to_wait(host)
        if seconds > LONGEST_WAIT:
            raise Refused(f"{host} wants pauses of {seconds:.0f} seconds, too long for a redirect")
        self.sleep(seconds)
        self.note(host)


def read_articles(
    conn,
    fetcher: Fetcher,
    manners: Manners,
    room: ReadingRoom,
    now: datetime,
    limit: int = ARTICLES_PER_RUN,
    run_seconds: float = RUN_SECONDS,
) -> dict[str, int]:
    """Fetch and read the articles that are wanted; return how many were asked for, read, failed, settled without a
    text, and left for the next run. The fetcher is this run's own."""
    fetcher.before_asking, fetcher.accept, fetcher.body_cap = manners.before_asking, ACCEPT, PAGE_CAP
    with conn:
        wanted = _taken(conn, now, limit)
    outcomes = Counter()
    for article, told in _visited(wanted, fetcher, manners, room, run_seconds):
        with conn:
            outcomes[_record(conn, article, told, now)] += 1
    asked, left = len(wanted), outcomes.pop("left", 0)
    read, failed = outcomes.pop("read", 0), outcomes.pop("failed", 0)
    return {"asked": asked, "read": read, "failed": failed, "without_text": outcomes.total(), "left": left}


def _taken(conn, now: datetime, limit: int) -> list[Wanted]:
    found = store.rows(
        conn, "articles_to_read", now=now, since_at=now - NEWS, lease_seconds=LEASE_SECONDS,
        attempt_count=full_text.MOST_ATTEMPTS, most_versions=MOST_VERSIONS, limit=limit,
    )  # fmt: skip
    return [Wanted(**row) for row in found]


# ------------------------------------------------------------------ in turn


def _visited(
    wanted: Iterable[Wanted], fetcher: Fetcher, manners: Manners, room: ReadingRoom, run_seconds: float
) -> Iterable[tuple[Wanted, Told]]:
    """Each article with what became of it: always the host next that is free first. Those that cannot be reached
    in time, or whose host asks for a pause, are left."""
    waiting: dict[str, list[Wanted]] = {}
    for article in wanted:
        waiting.setdefault(article.host, []).append(article)
    end = manners.clock() + run_seconds
    while waiting:
        host = min(waiting, key=manners.seconds_to_wait)
        seconds = manners.seconds_to_wait(host)
        if manners.clock() + seconds >= end:
            break
        manners.sleep(seconds)
        if host not in manners.known:
            manners.rules(host)
            continue
        article = waiting[host].pop(0)
        told = _visit(article, fetcher, manners.rules(host), room)
        yield article, told
        others = _of_all(told, waiting[host])
        yield from others
        if others or not waiting[host]:
            del waiting[host]
    for article in (article for articles in waiting.values() for article in articles):
        yield article, Told("left", "not reached in time")


def _of_all(told: Told, others: list[Wanted]) -> list[tuple[Wanted, Told]]:
    """What an answer means for the other articles of the host, if it speaks for them: a host that does not want us
    is asked once, one that wants a pause gets it."""
    if told.http_status in full_text.UNWELCOME:
        detail = f"its host refused another article ({told.http_status})"
        return [(article, Told("refused", detail, told.http_status)) for article in others]
    if told.http_status in (429, 503):
        return [(article, Told("left", "its host asked for a pause")) for article in others]
    return []


def _visit(article: Wanted, fetcher: Fetcher, rules: Rules, room: ReadingRoom) -> Told:
    if rules.reason:
        return Told("disallowed" if rules.is_lasting else "failed", rules.reason)
    if not rules.allows(article.url):
        return Told("disallowed", "robots.txt disallows it")
    fetched = fetcher.fetch(_as_feed(article.url))
    if fetched.outcome != "fresh":
        outcome, seconds = full_text.outcome_without_page(fetched), fetched.retry_after_seconds or 0
        return Told(outcome, fetched.detail, fetched.http_status, retry_after_seconds=seconds)
    return _read(article, fetched, room)


def _read(article: Wanted, fetched: Fetched, room: ReadingRoom) -> Told:
    """The text of a page, where it says more of the same than the summary."""
    status = fetched.http_status
    if not full_text.is_page(fetched.content_type, fetched.body):
        return Told("not_html", f"the answer is {fetched.content_type or 'no HTML'}", status)
    try:
        text = full_text.paragraphs(room.text_of(fetched.body, fetched.content_type))
    except Unreadable as error:
        return Told("unreadable", f"a page that {error}", status)
    outcome = full_text.why_not(article.title, article.summary, text)
    return Told(outcome or "read", None, status, "" if outcome else text)


def _as_feed(url: str) -> Feed:
    return Feed(feed_code="", outlet="", url=url, language="", family="")


# ------------------------------------------------------------------ what is kept


def _record(conn, article: Wanted, told: Told, now: datetime) -> str:
    """Keep the text, or why there is none; return the outcome."""
    key = {"entry_id": article.entry_id, "version_number": article.version_number}
    if told.outcome == "left":
        store.run(conn, "article_given_back", **key, now=now, detail=told.detail)
        return "left"
    outcome = told.outcome
    if outcome == "read":
        if store.run(conn, "add_article_text", **key, now=now, http_status=told.http_status, text=told.text):
            return "read"
        outcome = "edited"
    again = full_text.again_at(now, article.attempt_count, told.retry_after_seconds)
    store.run(
        conn, "article_without_text", **key, outcome=outcome, http_status=told.http_status,
        detail=told.detail, now=now, next_at=again,
    )  # fmt: skip
    if told.http_status == 429:
        store.run(conn, "pause_host", url=article.url, until_at=again, reason="its articles were asked for too fast")
    return outcome
