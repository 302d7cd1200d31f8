"""Run the whole line over a folder of feed files, along a simulated calendar.

The folder's feeds are served over HTTP from loopback as they would have looked at each moment; every
job is the one the DAGs run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from truce import jobs, schema, seeding, wiring
from truce.fetching import Fetcher
from truce.polling_round import AT_ONCE
from truce.serving import FeedShelf, serve


@dataclass
class Clock:
    """The simulated moment, shared by the server of the feeds and by the jobs."""

    moment: datetime = field(default_factory=lambda: datetime(1970, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment


def set_up_database(name: str | None, anew: bool = False, lasting: bool = True) -> None:
    """Make a database if it is missing, and bring it to the shape and the seeds of the project."""
    if not (name and "://" in name):
        wiring.create_database(name or wiring.LIVE, anew, lasting)
    with wiring.database(name) as conn:
        schema.migrate(conn, wiring.SQL)
        seeding.load_seeds(conn, wiring.CODEBOOK, wiring.SQL / "seeds")


@contextmanager
def served(shelf: FeedShelf, clock: Clock) -> Iterator[str]:
    """Serve the folder; gives the base address."""
    with serve(shelf, clock) as base_url:
        yield base_url


def point_feeds_at(name: str | None, shelf: FeedShelf, base_url: str) -> None:
    """Poll the folder's feeds, and no others, at this address. Where each stood is forgotten:
    the server answers on a new port, and a replay begins at its own first moment."""
    feeds = [replace(feed, url=f"{base_url}/{feed.feed_code}") for feed in shelf.feeds()]
    with wiring.database(name) as conn:
        seeding.load_feeds(conn, feeds)
        with conn, conn.cursor() as cursor:
            cursor.execute(
                "update feeds set is_enabled = (feed_code = any(%s)), next_at = '-infinity'",
                ([feed.feed_code for feed in feeds],),
            )


def replay(name: str | None, shelf: FeedShelf, moments: Iterable[datetime], send_mail: bool = False) -> dict[str, int]:
    """Fetch, code, group and queue alerts at each moment; return what was added in all."""
    clock = Clock()
    totals = {"entries": 0, "changed": 0, "read": 0, "reports": 0, "alerts": 0}
    with served(shelf, clock) as base_url, wiring.database(name) as conn:
        point_feeds_at(name, shelf, base_url)
        fetcher = Fetcher(wiring.settings().contact, frozenset({urlsplit(base_url).netloc}))
        for moment in moments:
            clock.moment = moment
            fetched = jobs.fetch_due_feeds(conn, fetcher, moment, 1, AT_ONCE)
            totals["entries"] += fetched["new"]
            totals["changed"] += fetched["changed"]
            totals["read"] += jobs.code_new_entries(conn, wiring.codebook(), moment)
            grouped = jobs.group_new_reports(conn, wiring.codebook(), moment)
            totals["reports"] += grouped["reports"]
            totals["alerts"] += jobs.queue_alerts(conn, moment)
            if send_mail:
                jobs.send_queued_alerts(conn, wiring.mailer(), moment)
    return totals


def calendar(shelf: FeedShelf, step, start: datetime | None = None, end: datetime | None = None) -> list[datetime]:
    """The moments to visit; says plainly when the folder holds no item in the window."""
    from truce.errors import FeedError

    moments = shelf.moments(step, start, end)
    if not moments:
        raise FeedError(
            "No feed of the folder has an item with a date in that window. "
            "Check --from and --to, and that feeds.csv names the right files."
        )
    return moments
