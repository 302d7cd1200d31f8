"""Gather, decide, apply: one function per task of the line. Where core and shell meet.

Every job's work list is a query: what has not been done yet. Any of them may be killed, rerun or run
twice at once, and nothing happens twice. Each returns a count or counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from truce import alerting, articles, coding, grouping, messages, parsing, polling_round, store
from truce.drawing import png
from truce.errors import MailRefused, TruceError
from truce.fetching import Fetcher
from truce.lexicon import Codebook
from truce.mailing import Mailer
from truce.model import Conflict
from truce.polling_round import GENTLY, Pace, Parse
from truce.reading_apart import ReadingRoom

LEASE_SECONDS = 600
FEEDS_PER_RUN = 500
BATCH = 500
GROUPED_AT_ONCE = 2000  # what is near is read once for all of them
DIGEST_WEEKS = 26


# ------------------------------------------------------------------ fetch


def fetch_due_feeds(
    conn,
    fetcher: Fetcher,
    now: datetime,
    interval_seconds: int,
    pace: Pace = GENTLY,
    parse: Parse | None = None,
) -> dict[str, int]:
    """Poll the feeds that are due; return counts of feeds, failures, new and changed entries.

    A bad feed is a row in `fetches`. Raises FeedError only when every feed failed. Without `parse` documents are read
    in this process: those of strangers should not be (`reading_apart`).
    """
    parse = parse or polling_round.one_at_a_time(parsing.parse_feed)
    with conn:
        feeds = store.due_feeds(conn, now, LEASE_SECONDS, FEEDS_PER_RUN)
    # a little less than the interval, so that the run after next is not the one that polls
    shortest = interval_seconds - 60 if interval_seconds > 120 else interval_seconds
    return polling_round.run_round(conn, feeds, fetcher, parse, now, shortest, pace)


def drop_old_documents(conn, now: datetime, keep_days: int) -> int:
    """Drop feed documents and texts of articles older than they are kept (as the owner); return how many."""
    with conn:
        return store.run(conn, "drop_old_documents", now=now, days=keep_days)


# ------------------------------------------------------------------ code


def code_new_entries(conn, codebook: Codebook, now: datetime, limit: int = BATCH) -> int:
    """Read the entries this codebook has not read yet, all of them; return how many."""
    total = 0
    while True:
        with conn:
            entries = store.uncoded_entries(conn, codebook.version, now, limit)
            readings = [(entry, number, coding.code_entry(entry, codebook)) for entry, number in entries]
            store.set_moment(conn, now)
            total += store.record_readings(conn, codebook.version, readings, now)
        if len(entries) < limit:
            return total


# ------------------------------------------------------------------ articles


def read_articles(
    conn, fetcher: Fetcher, robots_fetcher: Fetcher, now: datetime, host_seconds: float = articles.HOST_SECONDS
) -> dict[str, int]:
    """Fetch the articles of feeds marked for it; what they say is coded by the next `code`. Return counts."""
    manners = articles.Manners(robots_fetcher, host_seconds)
    with ReadingRoom(processes=1) as room:
        return articles.read_articles(conn, fetcher, manners, room, now)


# ------------------------------------------------------------------ group


def group_new_reports(conn, codebook: Codebook, now: datetime, limit: int = GROUPED_AT_ONCE) -> dict[str, int]:
    """Put new reports where they belong and recompute what they touch, violations included."""
    counts = {"reports": 0, "incidents": 0, "meetings": 0, "claims": 0, "violations": 0}
    counts["violations"] += hold_against_changed_registry(conn, codebook, now)
    while True:
        with grouping_alone(conn, now):
            grouped = grouping.group_waiting(conn, codebook, now, limit)
        for name, number in grouped.items():
            counts[name] += number
        if grouped["reports"] < limit:
            return counts


@contextmanager
def grouping_alone(conn, now: datetime) -> Iterator[None]:
    """A transaction in which nobody else groups; what it changes is known from `now` on."""
    with conn:
        store.query(conn, "select pg_advisory_xact_lock(hashtext('truce grouping'))")
        store.set_moment(conn, now)
        yield


def hold_against_changed_registry(conn, codebook: Codebook, now: datetime) -> int:
    """Where the registry of ceasefires has changed, compute the violations of all incidents anew; return how many
    there are then."""
    with grouping_alone(conn, now):
        (registry,) = store.rows(conn, "registry_version")
        if registry["is_settled"]:
            return 0
        known = store.incidents_near(conn, date.min, date.max)
        violations = grouping.violations_of(conn, known, store.conflicts(conn), codebook)
        store.replace_violations(conn, [i.incident_id for i in known], violations, now)
        store.run(conn, "registry_settled", registry_version=registry["registry_version"], now=now)
        return len(violations)


# ------------------------------------------------------------------ alert and send


def queue_alerts(conn, now: datetime) -> int:
    """Write the mails owed for new clashes into the outbox; return how many."""
    with conn:
        owed = [
            (row, alerting.grade_of(row["status"], row["killed_low"]))
            for row in store.rows(conn, "incidents_to_weigh", now=now)
        ]
        owed = [(row, grade) for row, grade in owed if alerting.is_owed(grade, row["grades"])]
        if not owed:
            return 0
        ids = [row["incident_id"] for row, _ in owed]
        sources, broken, claimed = (
            store.by_incident(store.rows(conn, name, ids=ids))
            for name in (
                "sources_of_incidents",
                "violations_of_incidents",
                "claims_about_incidents",
            )
        )
        names = actor_names(conn)
        roots = store.by_incident(store.rows(conn, "alert_roots", ids=ids))
        queued = 0
        for row, grade in owed:
            key = row["incident_id"]
            root = roots.get(key)
            alert = messages.incident_alert(
                row,
                sources.get(key, []),
                broken.get(key, []),
                claimed.get(key, []),
                grade,
                root[0]["message_id"] if root else None,
                names,
            )
            queued += store.queue_alert(conn, alert, now)
        return queued


def actor_names(conn) -> dict[str, str]:
    return {row["actor_code"]: row["name"] for row in store.rows(conn, "actor_names")}


def queue_digests(conn, now: datetime) -> int:
    """Write yesterday's digest of each conflict whose press is polled into the outbox; return how many were new."""
    queued = 0
    with conn:
        for conflict in store.conflicts_polled(conn):
            day = now.astimezone(ZoneInfo(conflict.time_zone)).date() - timedelta(days=1)
            queued += store.queue_alert(conn, digest_of(conn, conflict, day), now)
    return queued


def digest_of(conn, conflict: Conflict, day: date):
    """The digest mail of one conflict and day."""
    about = {"conflict_code": conflict.conflict_code, "day": day}
    zoned = about | {"time_zone": conflict.time_zone}
    return messages.digest(
        conflict,
        day,
        store.rows(conn, "digest_day", **about)[0],
        store.rows(conn, "digest_incidents", **zoned),
        store.rows(conn, "digest_meetings", **zoned),
        store.rows(conn, "digest_claims", **about),
        store.rows(conn, "weeks_before", weeks=DIGEST_WEEKS, **about),
        store.rows(conn, "ceasefires_on", **zoned),
        actor_names(conn),
        store.rows(conn, "digest_feeds", conflict_code=conflict.conflict_code),
    )


def send_queued_alerts(conn, mailer: Mailer | None, now: datetime, limit: int = 200) -> dict:
    """Send the mails owed, each marked as sent in a transaction of its own.

    A mail that fails stays in the outbox and is tried again later. Without a mail server all wait.
    """
    counts = {"sent": 0, "failed": 0, "waiting": 0}
    if mailer is None:
        waiting = store.query(conn, "select count(*) from alerts where sent_at is null")[1][0][0]
        conn.rollback()
        return counts | {"waiting": waiting}
    while counts["sent"] + counts["failed"] < limit:
        with conn:
            due = store.rows(conn, "queued_alerts", now=now, limit=1)
            if not due:
                return counts
            counts["sent" if _send(conn, mailer, due[0], now) else "failed"] += 1
    return counts


def _send(conn, mailer: Mailer, row: dict, now: datetime) -> bool:
    """Send, then mark. A crash between the two repeats the mail once, under the same Message-ID."""
    try:
        refused = mailer.send(
            subject=row["subject"],
            text=row["body_text"],
            html=row["body_html"],
            message_id=row["message_id"],
            thread_id=row["thread_id"],
            png=_picture(row["chart_spec"]),
            date=row["queued_at"],
        )
    except MailRefused as error:
        store.run(conn, "alert_failed", alert_id=row["alert_id"], now=now, error=str(error))
        return False
    store.run(conn, "alert_sent", alert_id=row["alert_id"], now=now, error=refused)
    return True


def _picture(spec: dict | None) -> bytes | None:
    """The chart of a mail. One that cannot be drawn must not keep back the mail and those after it."""
    try:
        return png(spec) if spec else None
    except ValueError:
        return None


# ------------------------------------------------------------------ audit


def failed_checks(conn, checks: dict[str, str]) -> dict[str, int]:
    """Run queries that must find nothing; return those that found rows, and how many."""
    found = {name: len(store.query(conn, text)[1]) for name, text in sorted(checks.items())}
    conn.rollback()
    return {name: count for name, count in found.items() if count}


def check_all(conn, checks: dict[str, str]) -> None:
    """Raise TruceError that names every check that found something."""
    failed = failed_checks(conn, checks)
    if failed:
        told = ", ".join(f"{name} ({count} rows)" for name, count in failed.items())
        raise TruceError(f"{len(failed)} checks found something: {told}. Run `truce check NAME`.")
