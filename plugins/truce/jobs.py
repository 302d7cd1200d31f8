"""Gather, decide, apply: one function per task of the line. Where core and shell meet.

Every job's work list is a query: what has not been done yet. Any of them may be killed, rerun or run
twice at once, and nothing happens twice. Each returns a count or counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from truce import (
    alerting,
    ceasefires,
    claims,
    coding,
    corrections,
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
from truce.model import Conflict, Feed, Incident, Statement
from truce.places import Gazetteer

LEASE_SECONDS = 600
FEEDS_PER_RUN = 500
BATCH = 500
INCIDENT_DAYS = timedelta(days=9)
MEETING_DAYS = timedelta(days=40)
CLAIM_DAYS = timedelta(days=8)
DIGEST_WEEKS = 26
NOWHERE = 0  # the number of no group: a reviewer said that a report belongs to none


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
            entries = store.uncoded_entries(conn, codebook.version, now, limit)
            readings = [(entry, number, coding.code_entry(entry, codebook)) for entry, number in entries]
            store.set_moment(conn, now)
            total += store.record_readings(conn, codebook.version, readings, now)
        if len(entries) < limit:
            return total


# ------------------------------------------------------------------ group


def group_new_reports(conn, codebook: Codebook, now: datetime, limit: int = BATCH) -> dict[str, int]:
    """Put new reports where they belong and recompute what they touch, violations included."""
    counts = {"reports": 0, "incidents": 0, "meetings": 0, "claims": 0, "violations": 0}
    counts["violations"] += hold_against_changed_registry(conn, codebook, now)
    while True:
        with conn:
            store.query(conn, "select pg_advisory_xact_lock(hashtext('truce grouping'))")
            store.set_moment(conn, now)
            grouped = group_waiting_reports(conn, codebook, now, limit)
        for name, count in grouped.items():
            counts[name] += count
        if grouped["reports"] < limit:
            return counts


def group_waiting_reports(conn, codebook: Codebook, now: datetime, limit: int = BATCH) -> dict[str, int]:
    """One batch, in the caller's transaction."""
    statements = store.ungrouped_reports(conn, limit)
    return _group(conn, statements, codebook, now) | {"reports": len(statements)}


def _group(conn, statements: Sequence[Statement], codebook: Codebook, now: datetime) -> dict[str, int]:
    if not statements:
        return {}
    conflicts = store.conflicts(conn)
    gazetteer = codebook.gazetteer
    decided = store.corrections(conn)
    pins = store.pins(conn, [s.entry_id for s in statements])
    store.leave_groups(conn, [s.report_id for s in statements if s.group_id and not s.is_superseded])
    done: list[tuple[int, str | None, int | None]] = []
    changed: dict[str, set[int]] = {}
    for kind, feeds_it, near, place, build in (
        (
            "incident",
            incidents.feeds_an_incident,
            lambda a, b: store.incidents_near(conn, a - INCIDENT_DAYS, b + INCIDENT_DAYS),
            lambda s, known: incidents.place_report(s, known.values(), gazetteer),
            lambda s, conflict, key: incidents.incident_of(s, conflict, incident_id=key),
        ),
        (
            "meeting",
            meetings.feeds_a_meeting,
            lambda a, b: store.meetings_near(conn, a - MEETING_DAYS, b + MEETING_DAYS),
            lambda s, known: meetings.place_meeting(s, known.values(), gazetteer),
            lambda s, conflict, key: meetings.meeting_of(s, conflict, meeting_id=key),
        ),
        (
            "claim",
            claims.feeds_a_claim,
            lambda a, b: store.claims_near(conn, a - CLAIM_DAYS, b + CLAIM_DAYS),
            lambda s, known: claims.place_claim(s, known.values()),
            lambda s, conflict, key: claims.claim_of(s, conflict, claim_id=key),
        ),
    ):
        ours = [s for s in statements if feeds_it(s) and not s.is_superseded]
        left = [s.group_id for s in statements if s.group_id and KIND_OF_LABEL.get(s.label) == kind]
        build = _decided(build, kind, decided, gazetteer)
        place = _pinned(place, kind, pins)
        changed[kind] = _place_all(conn, kind, ours, left, near, place, build, conflicts, done, now)
    placed = {report_id for report_id, _, _ in done}
    done += [(s.report_id, None, None) for s in statements if s.report_id not in placed]
    store.note_grouped(conn, [row for row in done if row[1] is None], now)
    return _settle(conn, changed, conflicts, codebook, now)


def found_group(conn, kind: str, statements: Sequence[Statement], now: datetime) -> int:
    """A new incident, meeting or claim of these reports (which are put there by decision); return its number."""
    build = {"incident": incidents.incident_of, "meeting": meetings.meeting_of, "claim": claims.claim_of}[kind]
    conflict = store.conflicts(conn)[statements[0].conflict_code]
    return store.save_group(conn, kind, build(statements, conflict), now)


def _decided(build: Callable, kind: str, decided: dict, gazetteer: Gazetteer) -> Callable:
    """A way to build a group that heeds what reviewers corrected of it."""

    def built(statements: Sequence[Statement], conflict: Conflict, group_id: int | None):
        value = build(statements, conflict, group_id)
        fields = decided.get((kind, group_id))
        return corrections.corrected(value, fields, gazetteer) if fields else value

    return built


def _pinned(place: Callable, kind: str, pins: dict) -> Callable:
    """A way to place reports that heeds where reviewers put the reports of an entry."""

    def placed(statement: Statement, known: dict) -> int | None:
        pinned = pins.get((statement.entry_id, kind))
        if not pinned:
            return place(statement, known)
        if len(pinned) == 1:
            return pinned[0] or NOWHERE
        found = place(statement, {group_id: known[group_id] for group_id in pinned if group_id in known})
        return found or pinned[0] or NOWHERE

    return placed


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
    near: Callable,
    place: Callable,
    build: Callable,
    conflicts: dict[str, Conflict],
    done: list,
    now: datetime,
) -> set[int]:
    """Each report joins its group or founds one; groups are rebuilt as they grow."""
    key = store.GROUPED_BY[kind]
    members = store.statements_of(conn, kind, left)
    touched = set(left)
    if statements:
        days = [day for s in statements for day in (s.day, s.published_date)]
        known = {getattr(group, key): group for group in near(min(days), max(days))}
        members |= store.statements_of(conn, kind, [i for i in known if i not in members])
        for statement in statements:
            conflict = conflicts[statement.conflict_code]
            group_id = place(statement, known)
            if group_id == NOWHERE:
                continue
            if group_id and group_id not in members:  # a decision put it there
                members |= store.statements_of(conn, kind, [group_id])
            together = [*(members[group_id] if group_id else ()), statement]
            group = build(together, conflict, group_id)
            if group_id is None:
                group_id = store.save_group(conn, kind, group, now)
                group = build(together, conflict, group_id)
            known[group_id], members[group_id] = group, together
            touched.add(group_id)
            store.note_grouped(conn, [(statement.report_id, kind, group_id)], now)
            done.append((statement.report_id, kind, group_id))
    for group_id in touched:
        together = members[group_id]
        if together:
            conflict = conflicts[together[0].conflict_code]
            store.save_group(conn, kind, build(together, conflict, group_id), now)
    store.empty_group(conn, kind, [g for g in touched if not members[g]], now)
    return touched


def _settle(
    conn,
    changed: dict[str, set[int]],
    conflicts: dict[str, Conflict],
    codebook: Codebook,
    now: datetime,
) -> dict[str, int]:
    """Tie claims to incidents, let denials dispute them, and hold incidents against ceasefires."""
    decided = store.corrections(conn)
    tied = _tie_claims(conn, changed["claim"], conflicts, codebook, decided, now)
    touched = sorted(changed["incident"] | tied)
    answers = store.answers_about(conn, touched)
    found = []
    for incident_id, statements in store.statements_of(conn, "incident", touched).items():
        if statements:
            conflict = conflicts[statements[0].conflict_code]
            is_denied, what_was_found = answers.get(incident_id, (False, None))
            incident = incidents.incident_of(statements, conflict, is_denied, incident_id, what_was_found)
            incident = corrections.corrected(incident, decided.get(("incident", incident_id), {}), codebook.gazetteer)
            store.save_group(conn, "incident", incident, now)
            found.append((incident, conflict))
    violations = _violations(conn, found, codebook)
    store.replace_violations(conn, touched, violations, now)
    return {
        "incidents": len(changed["incident"]),
        "meetings": len(changed["meeting"]),
        "claims": len(changed["claim"]),
        "violations": len(violations),
    }


def hold_against_changed_registry(conn, codebook: Codebook, now: datetime) -> int:
    """Where the registry of ceasefires has changed, compute the violations of all incidents anew; return how many
    there are then."""
    with conn:
        store.query(conn, "select pg_advisory_xact_lock(hashtext('truce grouping'))")
        (registry,) = store.rows(conn, "registry_version")
        if registry["is_settled"]:
            return 0
        store.set_moment(conn, now)
        conflicts = store.conflicts(conn)
        known = store.incidents_near(conn, date.min, date.max)
        violations = _violations(conn, [(i, conflicts[i.conflict_code]) for i in known], codebook)
        store.replace_violations(conn, [i.incident_id for i in known], violations, now)
        store.run(conn, "registry_settled", registry_version=registry["registry_version"], now=now)
        return len(violations)


def settle_claims_about(conn, incident_ids: Sequence[int], codebook: Codebook, now: datetime) -> None:
    """Tie the claims about incidents anew, after reports were moved out of them."""
    claim_ids = {row["claim_id"] for row in store.rows(conn, "claims_of_incidents", ids=list(incident_ids))}
    changed = {"incident": set(), "meeting": set(), "claim": claim_ids}
    _settle(conn, changed, store.conflicts(conn), codebook, now)


def _tie_claims(
    conn,
    claim_ids: Iterable[int],
    conflicts: dict[str, Conflict],
    codebook: Codebook,
    decided: dict,
    now: datetime,
) -> set[int]:
    """A claim belongs to the incident that the same items report, else to none; return incidents."""
    ties = {
        row["claim_id"]: row["incident_id"] for row in store.rows(conn, "incidents_of_claims", ids=sorted(claim_ids))
    }
    for claim_id, statements in store.statements_of(conn, "claim", sorted(claim_ids)).items():
        if statements:
            conflict = conflicts[statements[0].conflict_code]
            claim = claims.claim_of(statements, conflict, ties.get(claim_id), claim_id)
            claim = corrections.corrected(claim, decided.get(("claim", claim_id), {}), codebook.gazetteer)
            store.save_group(conn, "claim", claim, now)
    return {incident_id for incident_id in ties.values() if incident_id}


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
