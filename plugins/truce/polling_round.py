"""One round of polling: ask feeds side by side, in turn and politely, and store what each brings. Where `pacing`,
`polling`, `identity` and `parsing` meet the web and the database.

A bad feed is a row in `fetches`. What one poll brings is one transaction: entries, validators, document and plan.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from urllib.parse import urlsplit

from truce import identity, polling, store
from truce.errors import FeedError
from truce.fetching import Fetcher
from truce.identity import Known
from truce.model import Entry, Feed, Fetched
from truce.pacing import Round
from truce.parsing import ParsedFeed

WORKERS = 8
Ask = Callable[[Feed], Fetched]
Parse = Callable[[bytes, str | None, str], ParsedFeed]


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll brought: the answer, and the document, if it was new, as it is kept and as it was read."""

    feed: Feed
    fetched: Fetched
    parsed: ParsedFeed | None = None
    outcome: str = ""
    detail: str = ""
    packed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How gently feeds are asked; zeros where they all lie on this machine (replay, tests)."""

    host_seconds: float = 1.0  # between two requests to one host
    per_second: float = 20.0  # requests in all; 0 for no limit
    per_host: int = 2  # at once


GENTLY = Pace()
AT_ONCE = Pace(host_seconds=0, per_second=0, per_host=WORKERS)


def polled(feeds: Iterable[Feed], ask: Ask, parse: Parse, pace: Pace, workers: int = WORKERS) -> Iterator[Polled]:
    """Ask feeds side by side, as their hosts allow; give each as soon as it has answered. Never more than `workers`
    answers are held. A host that asks for a pause (429) is asked nothing more."""
    turns = Round(((_host(f), f) for f in feeds), pace.per_host, pace.host_seconds, pace.per_second)
    running: dict[Future, str] = {}
    with ThreadPoolExecutor(workers) as pool:
        while running or not turns.is_over():
            while len(running) < workers and (turn := turns.next(time.monotonic())):
                running[pool.submit(_poll, turn[1], ask, parse)] = turn[0]
            for future in _answered(running, turns, workers):
                host = running.pop(future)
                turns.answered(host)
                answer = future.result()
                yield answer
                if answer.fetched.http_status == 429:
                    yield from map(_postponed, turns.give_up(host))


def _answered(running: dict[Future, str], turns: Round, workers: int) -> Iterable[Future]:
    """What has answered by the time the next request may be sent."""
    seconds = turns.seconds_to_wait(time.monotonic()) if len(running) < workers else None
    if running:
        return wait(running, timeout=seconds, return_when=FIRST_COMPLETED)[0]
    time.sleep(seconds or 0)
    return ()


def _postponed(feed: Feed) -> Polled:
    return Polled(feed, Fetched("postponed", feed.url), outcome="postponed", detail="its host asked for a pause")


def _poll(feed: Feed, ask: Ask, parse: Parse) -> Polled:
    fetched = ask(feed)
    if fetched.outcome != "fresh":
        return Polled(feed, fetched, outcome=fetched.outcome, detail=fetched.detail)
    packed = store.packed(fetched.body)
    try:
        parsed = parse(fetched.body, fetched.content_type, fetched.url)
    except FeedError as error:
        return Polled(feed, fetched, None, "not_a_feed", str(error), packed)
    return Polled(feed, fetched, parsed, "fresh", "; ".join(parsed.problems), packed)


def one_at_a_time(parse: Parse) -> Parse:
    """Read documents in this process one after the other: its threads would not read them sooner side by side, and the
    one that stores would wait for each of them after every answer of the database."""
    lock = Lock()

    def parse_alone(body: bytes, content_type: str | None, url: str) -> ParsedFeed:
        with lock:
            return parse(body, content_type, url)

    return parse_alone


def _host(feed: Feed) -> str:
    """Host and port; nothing for an address that is none (fetching it says so)."""
    try:
        return urlsplit(feed.address).netloc.lower()
    except ValueError:
        return ""


# ------------------------------------------------------------------ a round


def run_round(
    conn, feeds: list[Feed], fetcher: Fetcher, parse: Parse, now: datetime, shortest_seconds: int, pace: Pace
) -> dict[str, int]:
    """Poll these feeds and store what they bring; return counts. Raises FeedError when every one failed: then no
    failure is held against a feed, for it is this machine that is cut off."""
    counts = {"feeds": len(feeds), "failed": 0, "new": 0, "changed": 0, "refused": 0}
    unanswered: list[Polled] = []
    if pace == GENTLY and all(_host(feed) in fetcher.allowed_hosts for feed in feeds):
        pace = AT_ONCE  # hosts of the operator's own need no sparing
    for answer in polled(feeds, lambda feed: fetcher.fetch(polling.asked_with_validators(feed, now)), parse, pace):
        if answer.outcome == "failed" and answer.fetched.http_status is None:
            unanswered.append(answer)
            continue
        _count(counts, record(conn, answer, now, shortest_seconds))
    is_ours = len(unanswered) == len(feeds)
    for answer in unanswered:
        _count(counts, record(conn, answer, now, shortest_seconds, is_ours))
    if feeds and counts["failed"] == len(feeds):
        last = f"{answer.feed.feed_code}: {answer.detail}"
        raise FeedError(
            f"All {len(feeds)} feeds failed; the last said: {last}. "
            "Is this machine online? `truce feeds check` tries each one."
        )
    return counts


def _count(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, number in more.items():
        counts[name] += number


def record(conn, answer: Polled, now: datetime, shortest_seconds: int, is_ours: bool = False) -> dict[str, int]:
    """Store what one poll brought, all of it or nothing; nothing where its lease was lost meanwhile."""
    counts = {"new": 0, "changed": 0, "refused": 0, "failed": int(answer.outcome in polling.FAILED)}
    feed, fetched = answer.feed, answer.fetched
    if answer.outcome == "postponed":
        with conn:
            store.run(conn, "postpone_feed", feed_code=feed.feed_code, lease_number=feed.polling.lease_number, now=now)
        return counts
    try:
        with conn:
            if answer.parsed is not None:
                counts |= store_entries(conn, feed.feed_code, answer.parsed.entries, now, fetched.body_hash)
            _note(conn, answer, now, shortest_seconds, counts, is_ours)
    except LeaseLost:
        return dict.fromkeys(counts, 0)
    return counts


class LeaseLost(Exception):
    """Somebody else took the feed while we were at it: what we bring is not stored."""


def store_entries(conn, feed_code: str, entries, now: datetime, body_hash: str | None) -> dict[str, int]:
    """Store what is new in a document and what was edited; return how many of each, and how many were refused."""
    known, by_link, told = _looked_up(conn, feed_code, entries)
    if not told:
        return {"new": 0, "changed": 0, "refused": 0}
    renamed = identity.renamed_by_link(entries, known, by_link)
    settled = identity.settle(told, known, renamed)
    for before, guid in settled.renamed:
        store.run(conn, "rename_entry", entry_id=before.entry_id, guid=guid)
    changed = [(before.entry_id, entry) for before, entry in settled.changed]
    return store.record_entries(conn, feed_code, settled.added, changed, now, body_hash)


def _looked_up(conn, feed_code: str, entries) -> tuple[dict[str, Known], dict[str, Known], list[Entry]]:
    """What the feed has given before, by guid and, of entries with new guids, by link; and the entries that are not
    stored just so."""
    found = store.known_entries(
        conn, feed_code, [e.guid for e in entries], [e.content_hash for e in entries], identity.own_links(entries)
    )
    told = [entry for entry in entries if entry.guid in found]
    before = {guid: Known(**row) for guid, row in found.items() if row}
    known = {guid: k for guid, k in before.items() if k.guid == guid}
    by_link = {k.link: k for guid, k in before.items() if k.guid != guid}
    if others := identity.guids_of_others(told, known):
        nothing = [None] * len(others)
        found = store.known_entries(conn, feed_code, others, nothing, nothing)
        known |= {guid: Known(**row) for guid, row in found.items()}
    return known, by_link, told


def _note(conn, answer: Polled, now: datetime, shortest_seconds: int, counts: dict[str, int], is_ours: bool) -> None:
    """Remember how it went. Raises LeaseLost."""
    parsed, refused = answer.parsed, counts["refused"]
    plan = polling.plan_of(
        answer.feed,
        answer.fetched,
        answer.outcome,
        now,
        shortest_seconds,
        counts["new"],
        parsed.interval_seconds if parsed else None,
        is_ours,
    )
    said = f"{refused} entries could not be stored: see truce quarantine" if refused else ""
    is_ours_still = store.record_poll(
        conn,
        answer.feed.feed_code,
        plan,
        answer.fetched,
        answer.packed,
        now,
        outcome=answer.outcome,
        entry_count=len(parsed.entries) if parsed else 0,
        new_count=counts["new"],
        changed_count=counts["changed"],
        detail="; ".join(filter(None, (answer.detail, said))) or None,
    )
    if not is_ours_still:
        raise LeaseLost
    if plan.host_paused_until:
        store.run(conn, "pause_host", url=answer.feed.address, until_at=plan.host_paused_until, reason=answer.detail)
