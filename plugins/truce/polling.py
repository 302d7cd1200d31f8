"""When and where to ask a feed next, from how the last attempt ended. Pure: no clock, no web.

The rules are those of good pollers, each a row of docs/POLLING.md: HTTP (RFC 9110, RFC 9111), the RSS
specification's ttl, the syndication module's updatePeriod.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from truce.model import Feed, Fetched, Polling

LONGEST_OWN = 4  # times the shortest interval: as long as a feed that brings nothing is left alone
LONGEST_WISHED = 24  # times the same: as long as a publisher's wish is heeded
LONGEST_ERROR = timedelta(days=1)
DEAD_FROM = 15  # weight of the failures in a row from which a feed counts as dead: tried once a week
WEEK = timedelta(days=7)
SOFT, HARD = 1, 3
HARD_STATUS = frozenset({401, 402, 403, 406, 451})  # the server knows what we want and will not give it
MOVED_AFTER = timedelta(days=3)
VALIDATORS_LIVE = timedelta(days=8)
PAUSED = frozenset({429, 503})
FAILED = ("failed", "gone", "not_a_feed")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to remember of a feed until its next poll."""

    next_at: datetime
    polling: Polling
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    is_success: bool
    host_paused_until: datetime | None = None


def plan_of(
    feed: Feed,
    fetched: Fetched,
    outcome: str,
    now: datetime,
    shortest_seconds: int,
    new_count: int = 0,
    wished_seconds: int | None = None,
    is_ours: bool = False,
) -> Plan:
    """The plan after one attempt. `outcome` is the attempt's, or not_a_feed; `wished_seconds` is how often the
    document says that it changes; `is_ours` marks a failure that was not the feed's (no feed answered)."""
    if outcome in FAILED:
        return _after_failure(feed, fetched, outcome, now, shortest_seconds, is_ours)
    interval = _own_interval(feed.polling.interval_seconds, new_count, shortest_seconds)
    wished = max(wished_seconds or 0, fetched.max_age_seconds or 0)
    waits = max(interval, min(wished, LONGEST_WISHED * shortest_seconds))
    polling = _moved(replace(feed.polling, interval_seconds=interval, error_weight=0), fetched, now)
    return Plan(
        next_at=now + timedelta(seconds=waits * _jitter(feed.feed_code, now)),
        polling=replace(polling, validators_at=now if outcome != "unchanged" else polling.validators_at),
        etag=_validator(fetched.etag, feed.etag, outcome),
        last_modified=_validator(fetched.last_modified, feed.last_modified, outcome),
        body_hash=fetched.body_hash or feed.body_hash,
        is_success=True,
    )


def _validator(given: str | None, kept: str | None, outcome: str) -> str | None:
    """A 304 without validators keeps the old ones (RFC 9110, 15.4.5); a 200 without them clears them."""
    return given or kept if outcome == "unchanged" else given


def _own_interval(before: int | None, new_count: int, shortest: int) -> int:
    """Half as long after news, half as long again without; between the shortest and four times that."""
    before = before or shortest
    wanted = before // 2 if new_count else before + before // 2
    return min(max(wanted, shortest), LONGEST_OWN * shortest)


def _after_failure(
    feed: Feed, fetched: Fetched, outcome: str, now: datetime, shortest_seconds: int, is_ours: bool
) -> Plan:
    """Later and later; never for ever, but for a feed that is gone."""
    weight = feed.polling.error_weight + (0 if is_ours else weight_of(fetched, outcome))
    asked = timedelta(seconds=fetched.retry_after_seconds or 0)
    waits = min(max(_back_off(weight, shortest_seconds), asked), WEEK)
    next_at = now + waits * _jitter(feed.feed_code, now) if waits > asked else now + waits
    polling = replace(feed.polling, error_weight=weight)
    if outcome == "gone":
        polling = replace(polling, gone_at=now)
    return Plan(
        next_at=next_at,
        polling=polling,
        etag=feed.etag,
        last_modified=feed.last_modified,
        body_hash=feed.body_hash,
        is_success=False,
        host_paused_until=next_at if _asks_for_a_pause(fetched) else None,
    )


def weight_of(fetched: Fetched, outcome: str) -> int:
    """How much a failure weighs: what passes (time-outs, DNS, 404, 429, 5xx) less than what does not."""
    return HARD if outcome == "not_a_feed" or fetched.http_status in HARD_STATUS or fetched.is_refused else SOFT


def _back_off(weight: int, shortest_seconds: int) -> timedelta:
    if weight >= DEAD_FROM:
        return WEEK
    return min(timedelta(seconds=shortest_seconds) * 2 ** max(weight - 1, 0), LONGEST_ERROR)


def _asks_for_a_pause(fetched: Fetched) -> bool:
    """A 429 speaks for its whole host; a 503 where it says when to come back."""
    return fetched.http_status == 429 or (fetched.http_status == 503 and fetched.retry_after_seconds is not None)


def _moved(polling: Polling, fetched: Fetched, now: datetime) -> Polling:
    """A feed has moved for good when every redirect has been permanent for three days; a temporary one, or none,
    ends the count."""
    target = fetched.permanent_url
    if target is None:
        return replace(polling, moving_to=None, moving_since=None)
    if target != polling.moving_to:
        return replace(polling, moving_to=target, moving_since=now)
    if now - polling.moving_since < MOVED_AFTER:
        return polling
    return replace(polling, moved_url=target, moving_to=None, moving_since=None)


def asked_with_validators(feed: Feed, now: datetime) -> Feed:
    """The feed as it is asked: without validators about every eight days, which heals a server that says "not
    modified" whatever happens."""
    since = feed.polling.validators_at
    if since is None or now - since < VALIDATORS_LIVE:
        return feed
    return replace(feed, etag=None, last_modified=None)


def _jitter(feed_code: str, now: datetime) -> float:
    """.9 to 1, by feed and moment: feeds that were due at once are not for ever."""
    digest = hashlib.sha256(f"{feed_code} {now.isoformat()}".encode()).digest()
    return 0.9 + int.from_bytes(digest[:4]) / 2**32 / 10
