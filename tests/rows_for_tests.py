"""Valid rows of every table a test may need; a test names only the columns it is about."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count

import psycopg2
import pytest
from psycopg2.extras import Json

NOON = datetime(2025, 12, 3, 12, tzinfo=UTC)
CONFLICT = "thailand-cambodia"
PUTRAJAYA = "th-kh-2025-07-28-putrajaya"
numbers = count(1)
DEFAULTS: dict[str, dict] = {
    "feeds": {
        "feed_code": "one", "outlet": "One", "url": "https://one.example/feed", "language": "en",
        "family": "one", "source": "a test",
    },
    "fetches": {"feed_code": "one", "fetched_at": NOON, "outcome": "fresh"},
    "entries": {
        "feed_code": "one", "title": "A title", "summary": "A summary.", "published_at": NOON,
        "seen_at": NOON, "changed_at": NOON, "content_hash": "0",
    },
    "entry_versions": {
        "version_number": 1, "title": "A title", "summary": "A summary.", "seen_at": NOON,
        "content_hash": "0",
    },
    "codebooks": {"codebook_version": "v1", "first_used_at": NOON},
    "readings": {
        "version_number": 1, "codebook_version": "v1", "language": "en", "labels": ["clash"],
        "read_at": NOON,
    },
    "reports": {
        "label": "clash", "type": "artillery", "assertion": "stated", "tense": "past",
        "conflict_code": CONFLICT, "occurred_precision": "day", "evidence": Json([]), "score": 1,
        "seen_at": NOON,
    },
    "tolls": {"toll_number": 1, "category": "killed", "low": 1, "kind": "incident"},
    "incidents": {
        "conflict_code": CONFLICT, "type": "artillery", "is_kinetic": True,
        "occurred_date": date(2025, 12, 3), "occurred_precision": "day", "summary": "Shells",
        "first_reported_at": NOON, "last_reported_at": NOON, "changed_at": NOON,
    },
    "article_texts": {"version_number": 1, "next_at": NOON},
    "decisions": {
        "kind": "incident", "action": "confirm", "seen_version": 1, "reviewer_code": "duty", "decided_at": NOON,
    },
    "meetings": {
        "conflict_code": CONFLICT, "type": "GBC", "status": "held", "held_at": NOON,
        "meeting_date": date(2025, 12, 3), "meeting_precision": "day", "summary": "Talks",
        "first_reported_at": NOON, "last_reported_at": NOON, "changed_at": NOON,
    },
    "claims": {
        "conflict_code": CONFLICT, "accuser": "TH", "accused": "KH", "act_kind": "mine",
        "act": "laid mines", "claimed_date": date(2025, 12, 3), "first_reported_at": NOON,
        "last_reported_at": NOON, "changed_at": NOON,
    },
    "violations": {
        "ceasefire_code": PUTRAJAYA, "clause_number": "1", "state": "in_force",
        "state_from_at": NOON, "reason": "because", "computed_at": NOON,
    },
    "alerts": {
        "kind": "incident", "rule_code": "clash_two_voices", "grade": "alleged/?", "subject": "S",
        "body_text": "T", "body_html": "H", "queued_at": NOON, "next_attempt_at": NOON,
    },
    "ceasefires": {
        "ceasefire_code": "a-truce", "conflict_code": CONFLICT, "name": "a truce",
        "side_type": "bilateral", "declared_at": NOON, "declared_precision": "day",
        "certainty": "high", "source": "a test",
    },
    "ceasefire_states": {
        "ceasefire_code": "a-truce", "state": "in_force", "from_at": NOON, "certainty": "high",
        "source": "a test",
    },
    "clauses": {
        "ceasefire_code": "a-truce", "clause_number": "1", "paraphrase": "No fire.",
        "obligated": ["TH", "KH"], "acts": ["artillery"], "certainty": "high", "source": "a test",
    },
    "alert_rules": {
        "rule_code": "a_rule", "description": "A rule.", "statuses": ["alleged"],
        "min_families": 1, "max_age_hours": 72,
    },
}  # fmt: skip


def add(conn, table: str, **fields):
    """Insert a row, valid but for what the test says; return its first column."""
    values = DEFAULTS[table] | fields
    if table == "entries":
        values = {"guid": f"guid-{next(numbers)}"} | values
    if table == "alerts":
        values = {"message_id": f"<{next(numbers)}@test>"} | values
    with conn.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({', '.join(values)}) values ({', '.join(['%s'] * len(values))}) returning *",
            list(values.values()),
        )
        return cursor.fetchone()[0]


def add_entry(conn, **fields) -> int:
    """An entry with its first version; its feed must be there."""
    entry_id = add(conn, "entries", **fields)
    text = {name: fields[name] for name in ("title", "summary", "seen_at") if name in fields}
    add(conn, "entry_versions", entry_id=entry_id, **text)
    return entry_id


def add_reading(conn, entry_id: int | None = None, **fields) -> int:
    """A reading of an entry (a new one unless given), by a codebook that is there or made."""
    entry_id = entry_id or add_entry(conn)
    run(conn, "insert into codebooks values ('v1', now()) on conflict do nothing")
    return add(conn, "readings", entry_id=entry_id, **fields)


def run(conn, statement: str, *values) -> list[tuple]:
    """Run a statement; return its rows, if it gives any."""
    with conn.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def refused(conn, error: type[psycopg2.Error], constraint: str | None = None):
    """The database refuses what the block does, by this constraint; the transaction goes on."""
    run(conn, "savepoint before")
    with pytest.raises(error) as caught:
        yield
    run(conn, "rollback to savepoint before")
    if constraint:
        assert caught.value.diag.constraint_name == constraint
