"""Gather, decide, apply: one function per task of the line. Where core and shell meet.

Every job's work list is a query: what has not been done yet. Any of them may be killed, rerun or run
twice at once, and nothing happens twice. Each returns a count or counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from truce import (
    alerting,
    ceasefires,
    claims,
    coding,
    incidents,
    meetings,
    messages,
    parsing,
    store,
)
from truce.drawing import png
from truce.errors import FeedError, MailRefused, TruceError
from truce.fetching import Fetched, Fetcher
from truce.lexicon import Codebook
from truce.mailing import Mailer
from truce.model import Claim, Conflict, Feed, Incident, Meeting, Statement
from truce.nearby import Nearby

LEASE_SECONDS = 600
FEEDS_PER_RUN = 500
BATCH = 500
GROUPED_AT_ONCE = 2000  # what is near is read once for all of them
INCIDENT_DAYS = timedelta(days=incidents.REACH_DAYS)
MEETING_DAYS = timedelta(days=meetings.REACH_DAYS)
CLAIM_DAYS = timedelta(days=claims.ANSWER_DAYS)
UNSAVED_FROM = 2**62  # numbers of groups that are not stored yet: above all others, as the youngest
DIGEST_WEEKS = 26


# ------------------------------------------------------------------ fetch


def fetch_due_feeds(conn, fetcher: Fetcher, now: datetime, interval_seconds: int) -> dict[str, int]:
    """Poll the feeds that are due; return counts of feeds, failures, new and changed entries.

    A bad feed is a row in `fetches`. Raises FeedError only when every feed failed.
    """
    with conn:
        feeds = store.due_feeds(conn, now, LEASE_SECONDS, FEEDS_PER_RUN)
    counts = {"feeds": len(feeds), "failed": 0, "new": 0, "changed": 0, "refused": 0}
    last_detail = ""
    for feed, fetched in fetcher.fetch_all(feeds):
        with conn:
            outcome = record_fetched(conn, feed, fetched, now, interval_seconds)
        for name in ("failed", "new", "changed", "refused"):
            counts[name] += outcome[name]
        last_detail = outcome["detail"] or last_detail
    if feeds and counts["failed"] == len(feeds):
        raise FeedError(
            f"All {len(feeds)} feeds failed; the last said: {last_detail}. "
            "Is this machine online? `truce feeds check` tries each one."
        )
    return counts


def record_fetched(conn, feed: Feed, fetched: Fetched, now: datetime, interval_seconds: int) -> dict:
    """Store what one poll brought, validators and entries in one transaction."""
    counts = {"entries": 0, "new": 0, "changed": 0, "refused": 0, "failed": 0}
    outcome, detail = fetched.outcome, fetched.detail
    if outcome == "fresh":
        try:
            parsed = parsing.parse_feed(fetched.body, fetched.content_type, fetched.url)
            entries = parsed.entries
            new, changed, refused = store.record_entries(conn, feed.feed_code, entries, now)
            counts |= {"entries": len(entries), "new": new, "changed": changed, "refused": refused}
            detail = "; ".join((*parsed.problems, *_refused(refused)))
        except FeedError as error:
            outcome, detail = "not_a_feed", str(error)
    counts["failed"] = int(outcome in ("failed", "gone", "not_a_feed"))
    _plan_next(conn, feed, fetched, outcome, now, interval_seconds)
    store.run(
        conn,
        "record_fetch",
        feed_code=feed.feed_code,
        now=now,
        outcome=outcome,
        http_status=fetched.http_status,
        entry_count=counts["entries"],
        new_count=counts["new"],
        changed_count=counts["changed"],
        detail=(detail or None),
    )
    return counts | {"detail": f"{feed.feed_code}: {detail}" if detail else ""}


def _refused(count: int) -> tuple[str, ...]:
    return (f"{count} entries could not be stored: see quarantined_entries",) if count else ()


def _plan_next(conn, feed: Feed, fetched: Fetched, outcome: str, now: datetime, interval_seconds: int) -> None:
    if outcome in ("failed", "gone", "not_a_feed"):
        store.run(
            conn,
            "feed_failed",
            feed_code=feed.feed_code,
            now=now,
            interval_seconds=interval_seconds,
            retry_after_seconds=fetched.retry_after_seconds,
        )
        return
    store.run(
        conn,
        "feed_answered",
        feed_code=feed.feed_code,
        now=now,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
        keep_validators=outcome == "unchanged",  # a 304 without validators keeps the old ones
        # a little less than the interval, so that the run after next is not the one that polls
        interval_seconds=interval_seconds - 60 if interval_seconds > 120 else interval_seconds,
    )


# ------------------------------------------------------------------ code


def code_new_entries(conn, codebook: Codebook, now: datetime, limit: int = BATCH) -> int:
    """Read the entries this codebook has not read yet, all of them; return how many."""
    total = 0
    while True:
        with conn:
            entries = store.uncoded_entries(conn, codebook.version, limit)
            readings = [(entry, number, coding.code_entry(entry, codebook)) for entry, number in entries]
            store.set_moment(conn, now)
            total += store.record_readings(conn, codebook.version, readings, now)
        if len(entries) < limit:
            return total


# ------------------------------------------------------------------ group


def group_new_reports(conn, codebook: Codebook, now: datetime, limit: int = GROUPED_AT_ONCE) -> dict[str, int]:
    """Put new reports where they belong and recompute what they touch, violations included."""
    counts = {"reports": 0, "incidents": 0, "meetings": 0, "claims": 0, "violations": 0}
    while True:
        with conn:
            store.query(conn, "select pg_advisory_xact_lock(hashtext('truce grouping'))")
            store.set_moment(conn, now)
            statements = store.ungrouped_reports(conn, limit)
            for name, count in _group(conn, statements, codebook, now).items():
                counts[name] += count
        counts["reports"] += len(statements)
        if len(statements) < limit:
            return counts


@dataclass(frozen=True, slots=True)
class Changed:
    """The groups of one kind that a batch of reports touched, as they are now."""

    groups: dict[int, Incident | Meeting | Claim]
    members: dict[int, list[Statement]]  # standing reports; none are left of a group that was emptied


def _group(conn, statements: Sequence[Statement], codebook: Codebook, now: datetime) -> dict[str, int]:
    if not statements:
        return {}
    conflicts = store.conflicts(conn)
    gazetteer = codebook.gazetteer
    done: list[tuple[int, str | None, int | None]] = []
    changed: dict[str, Changed] = {}
    for kind, feeds_it, reach, near, nearby, likeliest, build in (
        (
            "incident",
            incidents.feeds_an_incident,
            INCIDENT_DAYS,
            store.incidents_near,
            partial(
                Nearby, incidents.kept_under, incidents.looked_for_under, partial(incidents.agrees, gazetteer=gazetteer)
            ),
            partial(incidents.likeliest, gazetteer=gazetteer),
            lambda s, conflict, key: incidents.incident_of(s, conflict, incident_id=key),
        ),
        (
            "meeting",
            meetings.feeds_a_meeting,
            MEETING_DAYS,
            store.meetings_near,
            partial(Nearby, meetings.kept_under, meetings.looked_for_under, meetings.agrees),
            partial(meetings.likeliest, gazetteer=gazetteer),
            lambda s, conflict, key: meetings.meeting_of(s, conflict, meeting_id=key),
        ),
        (
            "claim",
            claims.feeds_a_claim,
            CLAIM_DAYS,
            store.claims_near,
            partial(Nearby, claims.kept_under, claims.looked_for_under, claims.agrees),
            claims.likeliest,
            lambda s, conflict, key: claims.claim_of(s, conflict, claim_id=key),
        ),
    ):
        ours = [s for s in statements if feeds_it(s) and not s.is_superseded]
        left = [s.group_id for s in statements if s.is_superseded and s.group_id and KIND_OF_LABEL.get(s.label) == kind]
        stretches = _stretches(ours, reach)
        known = [group for first, last in stretches for group in near(conn, first, last)]
        changed[kind] = _place_all(conn, kind, ours, left, known, nearby, likeliest, build, conflicts, done, now)
    placed = {report_id for report_id, _, _ in done}
    done += [(s.report_id, None, None) for s in statements if s.report_id not in placed]
    store.note_grouped(conn, [row for row in done if row[1] is None], now)
    return _settle(conn, changed, conflicts, codebook, now)


def _stretches(statements: Iterable[Statement], reach: timedelta) -> list[tuple[date, date]]:
    """First and last days of the stretches that these reports may speak of: one old report among new ones does
    not ask for all the years between."""
    stretches: list[tuple[date, date]] = []
    for day in sorted({day for s in statements for day in (s.day, s.published_date)}):
        if stretches and day - reach <= stretches[-1][1]:
            stretches[-1] = stretches[-1][0], day + reach
        else:
            stretches.append((day - reach, day + reach))
    return stretches


KIND_OF_LABEL = {
    "clash": "incident",
    "breach": "incident",
    "meeting": "meeting",
    "allegation": "claim",
}


def _place_all(
    conn,
    kind: str,
    statements: Sequence[Statement],
    left: Sequence[int],
    known: Sequence,
    nearby: Callable[[], Nearby],
    likeliest: Callable,
    build: Callable,
    conflicts: dict[str, Conflict],
    done: list,
    now: datetime,
) -> Changed:
    """Each report joins its group or founds one; groups are rebuilt as they grow, and stored when all are placed."""
    key = store.GROUPED_BY[kind]
    stored, grown = nearby(), nearby()
    for group in known:
        stored.put(getattr(group, key), group)
    ranked = {s.report_id: likeliest(s, stored.of(s)) for s in statements}
    members = store.statements_of(conn, kind, sorted({*left, *(ids[0] for ids in ranked.values() if ids)}))
    placed, unsaved = [], count(UNSAVED_FROM)
    for statement in statements:
        # of the stored groups that did not grow meanwhile only the likeliest can be the one
        same = next((stored.group(i) for i in ranked[statement.report_id] if i not in grown), None)
        fitting = likeliest(statement, [*grown.of(statement), *([same] if same else [])])
        group_id = fitting[0] if fitting else next(unsaved)
        if group_id not in members and group_id < UNSAVED_FROM:
            members |= store.statements_of(conn, kind, [group_id])
        members[group_id] = [*members.get(group_id, ()), statement]
        grown.put(group_id, build(members[group_id], conflicts[statement.conflict_code], group_id))
        placed.append((statement.report_id, group_id))
    for group_id in left:
        if members[group_id]:
            conflict = conflicts[members[group_id][0].conflict_code]
            grown.put(group_id, build(members[group_id], conflict, group_id))
    touched = {*left, *(group_id for _, group_id in placed)}
    emptied = [group_id for group_id in touched if not members[group_id]]
    store.empty_group(conn, kind, emptied, now)
    standing = sorted(touched.difference(emptied))
    saved = _save_all(conn, kind, [grown.group(group_id) for group_id in standing], now)
    numbers = dict(zip(standing, saved, strict=True))
    here = [(report_id, kind, numbers[group_id]) for report_id, group_id in placed]
    store.note_grouped(conn, here, now)
    done += here
    return Changed(saved, {numbers.get(group_id, group_id): members[group_id] for group_id in sorted(touched)})


def _save_all(conn, kind: str, groups: Sequence, now: datetime) -> dict[int, Incident | Meeting | Claim]:
    """Store groups; return them, in their order, by the numbers they have now."""
    key = store.GROUPED_BY[kind]
    groups = [replace(group, **{key: None}) if getattr(group, key) >= UNSAVED_FROM else group for group in groups]
    numbers = store.save_groups(conn, kind, groups, now)
    return {number: replace(group, **{key: number}) for number, group in zip(numbers, groups, strict=True)}


def _settle(
    conn,
    changed: dict[str, Changed],
    conflicts: dict[str, Conflict],
    codebook: Codebook,
    now: datetime,
) -> dict[str, int]:
    """Tie claims to incidents, let denials dispute them, and hold incidents against ceasefires."""
    tied = _tie_claims(conn, changed["claim"], now)
    members = changed["incident"].members
    tied_only = store.statements_of(conn, "incident", sorted(tied.difference(members)))
    touched = sorted({*members, *tied_only})
    denied = store.denied_incidents(conn, touched)
    again = {
        incident_id: incidents.incident_of(
            statements, conflicts[statements[0].conflict_code], incident_id in denied, incident_id
        )
        for incident_id, statements in (members | tied_only).items()
        if statements and (incident_id in denied or incident_id in tied_only)
    }
    store.save_groups(conn, "incident", list(again.values()), now)
    found = changed["incident"].groups | again
    violations = _violations(conn, [(i, conflicts[i.conflict_code]) for _, i in sorted(found.items())], codebook)
    store.replace_violations(conn, touched, violations, now)
    return {
        "incidents": len(members),
        "meetings": len(changed["meeting"].members),
        "claims": len(changed["claim"].members),
        "violations": len(violations),
    }


def _tie_claims(conn, changed: Changed, now: datetime) -> set[int]:
    """A claim belongs to the incident that the same items report, else to none; return incidents."""
    rows = store.rows(conn, "incidents_of_claims", ids=sorted(changed.members))
    ties = {row["claim_id"]: row["incident_id"] for row in rows}
    tied = [replace(changed.groups[claim_id], incident_id=tie) for claim_id, tie in ties.items()]
    store.save_groups(conn, "claim", tied, now)
    return set(ties.values())


def _violations(conn, found: Sequence[tuple[Incident, Conflict]], codebook: Codebook) -> list:
    registry = store.ceasefires(conn)
    violations = []
    for incident, conflict in found:
        place = codebook.gazetteer.place(incident.place_code) if incident.place_code else None
        ours = [c for c in registry if c.conflict_code == conflict.conflict_code]
        violations += ceasefires.violations_of(incident, ours, conflict, place.name if place else None)
    return violations


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
    """Write yesterday's digest of each conflict into the outbox; return how many were new."""
    queued = 0
    with conn:
        for conflict in store.conflicts(conn).values():
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
