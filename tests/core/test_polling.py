"""When a feed is asked next: values in, values out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.model import Feed, Fetched, Polling
from truce.polling import asked_with_validators, plan_of

NOW = datetime(2025, 12, 8, 6, tzinfo=UTC)
QUARTER = 900
URL = "https://news.example/rss"
FEED = Feed("one", "One", URL, "en", "one", etag='W/"1"', last_modified="a while ago", body_hash="old")
FRESH = Fetched("fresh", URL, 200, etag='"2"', last_modified="now", body_hash="new")
NOT_MODIFIED = Fetched("unchanged", URL, 304)


def plan(feed=FEED, fetched=FRESH, now=NOW, **more):
    return plan_of(feed, fetched, more.pop("outcome", fetched.outcome), now, QUARTER, **more)


def minutes(made) -> float:
    return (made.next_at - NOW) / timedelta(minutes=1)


def failed(status=None, **more) -> Fetched:
    return Fetched("failed", URL, status, **more)


def after(count: int, fetched: Fetched, outcome: str = "failed"):
    """The plan after so many failures in a row."""
    feed = FEED
    for _ in range(count):
        made = plan(feed, fetched, outcome=outcome)
        feed = replace(feed, polling=made.polling)
    return made


# ------------------------------------------------------------------ validators


@pytest.mark.parametrize(
    ("fetched", "kept"),
    [
        (FRESH, ('"2"', "now")),
        (replace(FRESH, etag=None, last_modified=None), (None, None)),
        (NOT_MODIFIED, ('W/"1"', "a while ago")),
        (replace(NOT_MODIFIED, etag='"3"'), ('"3"', "a while ago")),
        (replace(FRESH, outcome="same_body"), ('"2"', "now")),
        (failed(500), ('W/"1"', "a while ago")),
    ],
    ids=["200", "200 without", "304", "304 with a new one", "same body", "failure"],
)
def test_validators_follow_the_answers(fetched, kept):
    made = plan(fetched=fetched)

    assert (made.etag, made.last_modified) == kept


def test_validators_are_left_away_about_every_eight_days_until_a_whole_answer_comes():
    fresh = replace(FEED, polling=plan().polling)

    assert asked_with_validators(fresh, NOW + timedelta(days=7)).etag
    stale = asked_with_validators(fresh, NOW + timedelta(days=8))
    assert (stale.etag, stale.last_modified, stale.body_hash) == (None, None, "old")
    assert plan(fresh, NOT_MODIFIED, NOW + timedelta(days=7)).polling.validators_at == NOW


# ------------------------------------------------------------------ how long a feed is left alone


def test_a_feed_that_brings_nothing_is_asked_less_and_less_often_and_at_once_more_often_with_news():
    feed, waits = FEED, []
    for new_count in (0, 0, 0, 0, 0, 3, 1, 0):
        made = plan(feed, new_count=new_count)
        feed = replace(feed, polling=made.polling)
        waits.append(round(made.polling.interval_seconds / 60))

    assert waits == [22, 34, 51, 60, 60, 30, 15, 22]


@pytest.mark.parametrize(
    ("max_age", "ttl", "waits"),
    [(None, None, 15), (3600, None, 60), (None, 7200, 120), (60, 60, 15), (10**9, None, 360)],
    ids=["no wish", "max-age", "ttl", "less than ours", "a year"],
)
def test_what_the_publisher_asks_for_lengthens_the_wait_within_reason(max_age, ttl, waits):
    made = plan(fetched=replace(FRESH, max_age_seconds=max_age), new_count=1, wished_seconds=ttl)

    assert 0.9 * waits <= minutes(made) <= waits


def test_feeds_that_were_due_at_once_are_spread():
    moments = {plan(replace(FEED, feed_code=f"feed-{n}"), new_count=1).next_at for n in range(500)}

    assert len(moments) > 490
    assert max(moments) - min(moments) > timedelta(minutes=1)


# ------------------------------------------------------------------ failures


def test_failures_back_off_within_a_day_and_one_success_forgets_them():
    waits = [minutes(after(count, failed(500))) for count in (1, 2, 3, 8, 12)]

    for waited, wanted in zip(waits, (15, 30, 60, 1440, 1440), strict=True):
        assert 0.9 * wanted <= waited <= wanted
    assert plan(replace(FEED, polling=Polling(error_weight=14))).polling.error_weight == 0


@pytest.mark.parametrize(
    ("fetched", "outcome", "weight"),
    [
        (failed(404), "failed", 1),
        (failed(500), "failed", 1),
        (failed(), "failed", 1),
        (failed(403), "failed", 3),
        (FRESH, "not_a_feed", 3),
        (failed(is_refused=True), "failed", 3),
    ],
    ids=["404", "500", "no answer", "403", "not a feed", "refused by us"],
)
def test_what_passes_weighs_less_than_what_does_not(fetched, outcome, weight):
    assert plan(fetched=fetched, outcome=outcome).polling.error_weight == weight


@pytest.mark.parametrize("status", [404, 403, None])
def test_a_dead_feed_is_still_tried_every_week(status):
    made = after(40, failed(status))

    assert timedelta(days=6) < made.next_at - NOW <= timedelta(days=7)


def test_a_feed_that_is_gone_is_not_asked_again():
    made = plan(fetched=Fetched("gone", URL, 410))

    assert made.polling.gone_at == NOW and not made.is_success


def test_when_no_feed_at_all_answers_it_is_held_against_none():
    made = plan(fetched=failed(), is_ours=True)

    assert made.polling.error_weight == 0 and minutes(made) <= 15


@pytest.mark.parametrize(
    ("status", "asked", "waits", "pauses"),
    [(429, 7200, 120, True), (503, 7200, 120, True), (503, None, 15, False), (429, None, 15, True),
     (429, 10**8, 10080, True)],
)  # fmt: skip
def test_retry_after_is_obeyed_and_a_host_that_asks_for_it_is_paused(status, asked, waits, pauses):
    made = plan(fetched=failed(status, retry_after_seconds=asked))

    assert 0.9 * waits <= minutes(made) <= waits
    assert made.host_paused_until == (made.next_at if pauses else None)
    assert asked in (None, 10**8) or made.next_at == NOW + timedelta(seconds=asked)


@given(st.integers(0, 60), st.sampled_from([None, 200, 304, 404, 410, 429, 500]), st.integers(0, 10**9))
def test_the_next_poll_is_never_at_once_and_never_more_than_a_week_away(weight, status, asked):
    outcome = {200: "fresh", 304: "unchanged", 410: "gone"}.get(status, "failed")
    fetched = Fetched(outcome, URL, status, retry_after_seconds=asked, max_age_seconds=asked)
    made = plan(replace(FEED, polling=Polling(error_weight=weight)), fetched)

    assert timedelta(minutes=13) <= made.next_at - NOW <= timedelta(days=7)


# ------------------------------------------------------------------ moves

NEW = "https://news.example/feed"
MOVED = replace(FRESH, url=NEW, permanent_url=NEW)


def moves(*answers: tuple[float, Fetched]) -> Polling:
    """Where a feed is polled after these answers, each some days after the first."""
    feed = FEED
    for days, fetched in answers:
        feed = replace(feed, polling=plan(feed, fetched, NOW + timedelta(days=days)).polling)
    return feed.polling


def test_a_permanent_move_is_believed_when_it_is_seen_again_after_three_days():
    assert moves((0, MOVED), (1, MOVED), (2.9, MOVED)).moved_url is None
    assert moves((0, MOVED), (1, MOVED), (3, MOVED)).moved_url == NEW


@pytest.mark.parametrize(
    "between",
    [FRESH, replace(MOVED, permanent_url="https://other.example/")],
    ids=["not moved, or for now only", "moved elsewhere"],
)
def test_a_move_that_is_taken_back_counts_anew(between):
    assert moves((0, MOVED), (2, between), (4, MOVED)).moved_url is None


def test_a_feed_that_has_moved_stays_where_it_is():
    assert moves((0, MOVED), (3, MOVED), (4, replace(FRESH, url=NEW))).moved_url == NEW
