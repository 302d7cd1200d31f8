"""Talk to PostgreSQL. Every statement lives in sql/queries; this file only runs them and turns
rows into the nouns of model.py and back. Transactions are the caller's."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from pathlib import Path

import psycopg2
import psycopg2.errors
from psycopg2.extensions import TRANSACTION_STATUS_INERROR
from psycopg2.extras import Json, execute_values

from truce.model import (
    Alert,
    Ceasefire,
    Claim,
    Clause,
    Conflict,
    Entry,
    EntryText,
    Feed,
    Fetched,
    Incident,
    Meeting,
    Polling,
    Range,
    Reading,
    Report,
    StateInterval,
    Statement,
    Toll,
    Violation,
)

QUERIES = Path(__file__).resolve().parents[2] / "sql" / "queries"
# what PostgreSQL and its client say to a text they cannot store, or a guid too long for an index
REFUSALS = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    psycopg2.errors.ProgramLimitExceeded,
    ValueError,  # UnicodeError is one
)
GROUPED_BY = {"incident": "incident_id", "meeting": "meeting_id", "claim": "claim_id"}


@cache
def statement(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def rows(conn, name: str, **params) -> list[dict]:
    """All rows of a query file, as dictionaries."""
    with conn.cursor() as cursor:
        cursor.execute(statement(name), params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def run(conn, name: str, **params) -> int | None:
    """Run a query file; return the first column of its first row, if it gives one."""
    with conn.cursor() as cursor:
        cursor.execute(statement(name), params)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


# ------------------------------------------------------------------ feeds and entries


POLLING_COLUMNS = tuple(Polling.__slots__)
MOST_VERSIONS = 50  # of an entry: what is edited more often is a ticker


def due_feeds(conn, now: datetime, lease_seconds: int, limit: int) -> list[Feed]:
    """Take the feeds that are due; they are ours until the lease ends."""
    found = rows(conn, "due_feeds", now=now, lease_seconds=lease_seconds, limit=limit)
    found.sort(key=lambda row: row["feed_code"])
    return [Feed(polling=Polling(**{name: row.pop(name) for name in POLLING_COLUMNS}), **row) for row in found]


def record_poll(conn, feed_code: str, plan, fetched: Fetched, packed: bytes | None, now: datetime, **noted) -> bool:
    """Remember how a poll ended, and the document it brought (`packed`); False when somebody else has taken the feed
    meanwhile: its lease was lost."""
    columns = ("next_at", "etag", "last_modified", "is_success")
    planned = {name: getattr(plan, name) for name in columns}
    polling = {name: getattr(plan.polling, name) for name in POLLING_COLUMNS}
    found = run(
        conn, "record_poll", feed_code=feed_code, now=now, last_body_hash=plan.body_hash, body_hash=fetched.body_hash,
        url=fetched.url, content_type=fetched.content_type, headers=Json(dict(fetched.headers)), packed=packed,
        size_bytes=None if packed is None else len(fetched.body), http_status=fetched.http_status,
        **planned, **polling, **noted,
    )  # fmt: skip
    return found is not None


def packed(body: bytes) -> bytes:
    """A document as it is kept."""
    return zlib.compress(body, 4)  # half the time of level 6, for 4 % more bytes


def unpacked(packed) -> bytes:
    """A kept document as it came."""
    return zlib.decompress(bytes(packed))


def known_entries(
    conn, feed_code: str, guids: Sequence[str], content_hashes: Sequence[str | None], links: Sequence[str | None]
) -> dict[str, dict]:
    """Guid → what the feed has given before, for each of these entries that is not stored just so: the entry of that
    guid, else the latest of that link, else nothing."""
    found = rows(
        conn, "known_entries", feed_code=feed_code, guids=guids, content_hashes=content_hashes, links=links
    )  # fmt: skip
    return {row.pop("given_guid"): row if row["entry_id"] else {} for row in found}


def record_entries(
    conn,
    feed_code: str,
    added: Sequence[Entry],
    changed: Sequence[tuple[int, Entry]],
    now: datetime,
    body_hash: str | None = None,
) -> dict[str, int]:
    """Store new entries, and edited ones under their numbers; return how many were new, changed and refused.

    What PostgreSQL refuses (an entry that lies about itself) is quarantined; the rest is stored.
    """
    added_count = _add_all(conn, feed_code, added, now)
    alone = [(None, entry) for entry in added] if added_count is None else []  # each by itself, to find which it is
    counts = {"new": added_count or 0, "changed": 0, "refused": 0}
    for entry_id, entry in [*alone, *changed]:
        outcome = _record_alone(conn, feed_code, entry_id, entry, now, body_hash)
        if outcome:
            counts[outcome] += 1
    return counts


def _add_all(conn, feed_code: str, entries: Sequence[Entry], now: datetime) -> int | None:
    """How many were added; None, and none added, where one of them is refused. The savepoint goes with the entries:
    an answer less to wait for, from a poller whose other threads are busy reading."""
    try:
        return _add_entries(conn, feed_code, entries, now, first="savepoint all_new;\n") if entries else 0
    except REFUSALS:
        if conn.info.transaction_status == TRANSACTION_STATUS_INERROR:  # else the client refused, and sent nothing
            with conn.cursor() as cursor:
                cursor.execute("rollback to savepoint all_new")
        return None


def _add_entries(conn, feed_code: str, entries: Sequence[Entry], now: datetime, first: str = "") -> int:
    """How many were added: others may have been quicker."""
    given = json.dumps([entry.fields() for entry in entries], ensure_ascii=False)
    with conn.cursor() as cursor:
        cursor.execute(first + statement("add_entries"), {"feed_code": feed_code, "entries": given, "now": now})
        return cursor.rowcount


def _record_alone(conn, feed_code: str, entry_id: int | None, entry: Entry, now: datetime, body_hash) -> str | None:
    """new, changed or refused; None where somebody else was quicker, or the entry is a ticker."""
    try:
        with savepoint(conn, "one_entry"):
            if entry_id is None:
                return "new" if _add_entries(conn, feed_code, [entry], now) else None
            fields = {name: getattr(entry, name) for name in ("title", "summary", "link", "content_hash")}
            added = run(conn, "change_entry", entry_id=entry_id, now=now, most_versions=MOST_VERSIONS, **fields)
            return "changed" if added else None
    except REFUSALS as error:
        _quarantine(conn, feed_code, entry, str(error), now, body_hash)
        return "refused"


def _quarantine(conn, feed_code: str, entry: Entry, reason: str, now: datetime, body_hash: str | None) -> None:
    run(
        conn,
        "quarantine_entry",
        feed_code=feed_code,
        guid_hash=hashlib.sha256(entry.guid.encode("utf-8", "backslashreplace")).hexdigest(),
        now=now,
        reason=ascii(reason)[1:-1],
        content=json.dumps(entry.fields()),  # JSON escapes NUL bytes and lone surrogates
        body_hash=body_hash,
    )


class savepoint:
    """A part of a transaction that can fail alone."""

    def __init__(self, conn, name: str) -> None:
        self.conn, self.name = conn, name

    def __enter__(self) -> None:
        self._execute("savepoint")

    def __exit__(self, kind, error, trace) -> None:
        self._execute("release savepoint" if kind is None else "rollback to savepoint")

    def _execute(self, verb: str) -> None:
        with self.conn.cursor() as cursor:
            cursor.execute(f"{verb} {self.name}")


# ------------------------------------------------------------------ what was known when


def set_moment(conn, now: datetime) -> None:
    """What this transaction changes is known from this moment on (`history`); a replay has a clock of its own."""
    with conn.cursor() as cursor:
        cursor.execute("select set_config('truce.now', %s, true)", (now.isoformat(),))


# ------------------------------------------------------------------ what reviewers decided


def corrections(conn) -> dict[tuple[str, int], dict]:
    """(kind, group) → field → value, as the latest decisions have it."""
    found: dict[tuple[str, int], dict] = {}
    for row in rows(conn, "corrections"):
        found.setdefault((row["kind"], row["group_id"]), {})[row["field"]] = row["value"]
    return found


def pins(conn, entry_ids: Iterable[int]) -> dict[tuple[int, str], list[int | None]]:
    """(entry, kind) → where its reports belong by decision; None stands for nowhere."""
    found: dict[tuple[int, str], list[int | None]] = {}
    for row in rows(conn, "pins", entry_ids=list(entry_ids)):
        found.setdefault((row["entry_id"], row["kind"]), []).append(row["group_id"])
    return found


def version_of(conn, kind: str, group_id: int) -> int:
    """How many versions of an incident, meeting or claim there have been; 0 where there is none."""
    return run(conn, "version_of", table_name=f"{kind}s", row_key=str(group_id)) or 0


def add_decision(conn, decision, value, other_id: int | None, entry_ids: Sequence[int], now: datetime) -> int:
    """Write a decision down; return its number."""
    return run(
        conn, "add_decision", kind=decision.kind, group_id=decision.group_id, action=decision.action,
        field=decision.field, value=Json(value) if decision.field else None, other_id=other_id,
        entry_ids=list(entry_ids), seen_version=decision.seen_version, reviewer_code=decision.reviewer_code,
        note=decision.note, now=now,
    )  # fmt: skip


def pin(
    conn, kind: str, kept: Sequence[int], moved: Sequence[int], from_id: int, to_id: int | None, decision_id: int
) -> None:
    """From now on reports of these entries belong where they are; those that are moved, from one group to another
    (None: nowhere)."""
    run(conn, "pin_where_they_are", kind=kind, entry_ids=list(kept), decision_id=decision_id)
    run(conn, "pin_elsewhere", kind=kind, entry_ids=list(moved), from_id=from_id, to_id=to_id, decision_id=decision_id)


def group_again(conn, report_ids: Sequence[int]) -> None:
    """Let these reports wait for grouping once more."""
    with conn.cursor() as cursor:
        cursor.execute("update reports set grouped_at = null where report_id = any(%s)", (list(report_ids),))


def leave_groups(conn, report_ids: Sequence[int]) -> None:
    """Take reports that are to be grouped anew out of where they were."""
    with conn.cursor() as cursor:
        cursor.execute(
            "update reports set incident_id = null, meeting_id = null, claim_id = null where report_id = any(%s)",
            (list(report_ids),),
        )


# ------------------------------------------------------------------ readings and reports


def uncoded_entries(conn, version: str, now: datetime, limit: int) -> list[tuple[EntryText, int]]:
    """Entries that this codebook has not read yet, each with the version of its text."""
    found = rows(conn, "uncoded_entries", codebook_version=version, now=now, limit=limit)
    return [(EntryText(**row), number) for row in found for number in [row.pop("version_number")]]


def record_readings(
    conn,
    version: str,
    readings: Iterable[tuple[EntryText, int, Reading]],
    now: datetime,
) -> int:
    """Store readings and their reports; earlier reports of the same entries step back."""
    readings = list(readings)
    with conn.cursor() as cursor:
        cursor.execute("insert into codebooks values (%s, %s) on conflict do nothing", (version, now))
    added = [
        (entry.entry_id, reading_id, reading.reports)
        for entry, number, reading in readings
        if (reading_id := _add_reading(conn, version, entry, number, reading, now)) is not None
    ]
    # only what these readings replace: what another run has just read stays as it is
    run(conn, "supersede_reports", entry_ids=[entry_id for entry_id, _, _ in added], now=now)
    for _, reading_id, reports in added:
        _add_reports(conn, reading_id, reports, now)
    return len(readings)


def _add_reading(conn, version: str, entry: EntryText, number: int, reading: Reading, now: datetime) -> int | None:
    return run(
        conn,
        "add_reading",
        entry_id=entry.entry_id,
        version_number=number,
        codebook_version=version,
        language=reading.language,
        labels=sorted(reading.labels),
        scores=Json(dict(reading.scores)),
        reason=reading.reason,
        now=now,
    )


REPORT_COLUMNS = (
    "label", "type", "assertion", "tense", "conflict_code", "source_actors", "target_actors",
    "mediators", "status", "occurred_date", "occurred_precision", "place_code", "where_precision",
    "unresolved_place", "weapons", "act", "act_kind", "is_partial", "score", "level", "topics",
)  # fmt: skip


def _add_reports(conn, reading_id: int, reports: Sequence[Report], now: datetime) -> None:
    for report in reports:
        values = [_plain(getattr(report, name)) for name in REPORT_COLUMNS]
        evidence = Json([asdict(span) for span in report.evidence])
        with conn.cursor() as cursor:
            cursor.execute(
                f"insert into reports (reading_id, seen_at, evidence, {', '.join(REPORT_COLUMNS)}) "
                f"values (%s, %s, %s, {', '.join(['%s'] * len(values))}) returning report_id",
                [reading_id, now, evidence, *values],
            )
            _add_tolls(cursor, cursor.fetchone()[0], report.tolls)


def _add_tolls(cursor, report_id: int, tolls: Sequence[Toll]) -> None:
    execute_values(
        cursor,
        "insert into tolls (report_id, toll_number, category, low, best, high, kind, scope, "
        "status, as_of_date) values %s",
        [
            (report_id, number, t.category, t.low, t.best, t.high, t.kind, t.scope, t.status,
             t.as_of_date)
            for number, t in enumerate(tolls, start=1)
        ],
    )  # fmt: skip


def _plain(value):
    return list(value) if isinstance(value, tuple) else value


def standing_readings(conn) -> list[tuple[EntryText, list[str]]]:
    """Every entry with the labels of its latest reading."""
    found = rows(conn, "standing_readings")
    return [(EntryText(**row), labels) for row in found for labels in [sorted(row.pop("labels"))]]


# ------------------------------------------------------------------ grouping


def ungrouped_reports(conn, limit: int) -> list[Statement]:
    return [_statement(row) for row in rows(conn, "ungrouped_reports", limit=limit)]


def statements_of(conn, kind: str, ids: Sequence[int]) -> dict[int, list[Statement]]:
    """The standing reports of these incidents, meetings or claims."""
    found: dict[int, list[Statement]] = {group_id: [] for group_id in ids}
    for row in found and rows(conn, f"statements_of_{kind}s", ids=list(ids)):
        found[row["group_id"]].append(_statement(row))
    return found


def _statement(row: dict) -> Statement:
    row["tolls"] = [Toll(**toll) for toll in row["tolls"]]
    return _noun(Statement, row)


def _noun(noun: type, row: dict):
    """A value of this class from the columns of a row that bear the names of its fields."""
    values = map(row.__getitem__, noun.__slots__)
    return noun(*[tuple(value) if isinstance(value, list) else value for value in values])


def conflicts(conn) -> dict[str, Conflict]:
    return {row["conflict_code"]: Conflict(**row) for row in rows(conn, "conflicts")}


def conflicts_polled(conn) -> list[Conflict]:
    """The watched conflicts whose press is polled."""
    return [Conflict(**row) for row in rows(conn, "conflicts_polled")]


def ceasefires(conn) -> list[Ceasefire]:
    return [_ceasefire(row) for row in rows(conn, "ceasefires")]


def _ceasefire(row: dict) -> Ceasefire:
    clauses = tuple(
        Clause(
            c["clause_number"], c["paraphrase"], frozenset(c["obligated"]), frozenset(c["acts"]),
            _moment(c["from_at"]), c["doubt"], c["protects"],
        )
        for c in row["clauses"]
    )  # fmt: skip
    states = tuple(
        StateInterval(s["state"], _moment(s["from_at"]), _moment(s["to_at"]), s["by_actor"]) for s in row["states"]
    )
    parties = frozenset(row["parties"])
    return Ceasefire(**row | {"parties": parties, "clauses": clauses, "states": states})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def incidents_near(conn, from_date: date, to_date: date) -> list[Incident]:
    return [_incident(row) for row in rows(conn, "incidents_near", from_date=from_date, to_date=to_date)]


def meetings_near(conn, from_date: date, to_date: date) -> list[Meeting]:
    return [_noun(Meeting, row) for row in rows(conn, "meetings_near", from_date=from_date, to_date=to_date)]


def claims_near(conn, from_date: date, to_date: date) -> list[Claim]:
    return [_noun(Claim, row) for row in rows(conn, "claims_near", from_date=from_date, to_date=to_date)]


def _incident(row: dict) -> Incident:
    return _noun(Incident, row | {category: _range(row, category) for category in ("killed", "injured")})


def _range(row: dict, category: str) -> Range:
    return Range(row[f"{category}_low"], row[f"{category}_best"], row[f"{category}_high"])


def answers_about(conn, ids: Sequence[int]) -> dict[int, tuple[bool, bool | None]]:
    """Incident → whether the accused deny it, and what third parties found (None: nobody looked)."""
    found = rows(conn, "answers_about_incidents", ids=list(ids))
    return {row["incident_id"]: (row["is_denied"], row["found"]) for row in found}


def save_group(conn, kind: str, value: Incident | Meeting | Claim, now: datetime) -> int:
    """Insert an incident, meeting or claim, or update the one that has its number."""
    return save_groups(conn, kind, [value], now)[0]


def save_groups(conn, kind: str, values: Sequence[Incident | Meeting | Claim], now: datetime) -> list[int]:
    """Insert incidents, meetings or claims, or update those that have a number; return the number of each."""
    key = GROUPED_BY[kind]
    known = [value for value in values if getattr(value, key) is not None]
    added = iter(_add_groups(conn, kind, [value for value in values if getattr(value, key) is None], now))
    _change_groups(conn, kind, known, now)
    return [getattr(value, key) or next(added) for value in values]


def _add_groups(conn, kind: str, values: Sequence[Incident | Meeting | Claim], now: datetime) -> list[int]:
    """The new numbers, in the order of the values: they are given out in that order, and rise."""
    if not values:
        return []
    key = GROUPED_BY[kind]
    columns = [_columns(value, key) | {"changed_at": now} for value in values]
    names = ", ".join(columns[0])
    with conn.cursor() as cursor:
        cursor.execute(
            f"insert into {kind}s ({names}) select {names} from jsonb_populate_recordset(null::{kind}s, %s) "
            f"returning {key}",
            [as_json(columns)],
        )
        return sorted(number for (number,) in cursor.fetchall())


def _change_groups(conn, kind: str, values: Sequence[Incident | Meeting | Claim], now: datetime) -> None:
    if not values:
        return
    key = GROUPED_BY[kind]
    columns = [_columns(value, key) | {"changed_at": now} for value in values]
    assignments = ", ".join(f"{name} = said.{name}" for name in columns[0])
    numbered = [{key: getattr(value, key)} | row for value, row in zip(values, columns, strict=True)]
    with conn.cursor() as cursor:
        cursor.execute(
            f"update {kind}s set {assignments} from jsonb_populate_recordset(null::{kind}s, %s) as said "
            f"where {kind}s.{key} = said.{key}",
            [as_json(numbered)],
        )


def _columns(value, key: str) -> dict:
    columns: dict = {}
    for name in type(value).__slots__:
        field = getattr(value, name)
        if isinstance(field, Range):
            bounds = {"low": field.low, "best": field.best, "high": field.high}
            columns |= {f"{name}_{bound}": number for bound, number in bounds.items()}
        elif name != key:
            columns[name] = _plain(field)
    return columns


def empty_group(conn, kind: str, ids: Sequence[int], now: datetime) -> None:
    """No report speaks of these any more: they are withdrawn, not deleted."""
    withdrawn = ", status = 'withdrawn'" if kind == "incident" else ""
    with conn.cursor() as cursor:
        cursor.execute(
            f"update {kind}s set report_count = 0, family_count = 0, changed_at = %s{withdrawn} "
            f"where {GROUPED_BY[kind]} = any(%s)",
            (now, list(ids)),
        )


def note_grouped(conn, kind: str, placed: Sequence[tuple[int, int]], now: datetime) -> None:
    """Reports belong to these groups of a kind; `placed` holds (report_id, group number)."""
    with conn.cursor() as cursor:
        cursor.execute(
            f"update reports set grouped_at = %s, {GROUPED_BY[kind]} = placed.group_id "
            "from unnest(%s::bigint[], %s::bigint[]) as placed (report_id, group_id) "
            "where reports.report_id = placed.report_id",
            (now, [report_id for report_id, _ in placed], [group_id for _, group_id in placed]),
        )


def note_nowhere(conn, report_ids: Sequence[int], now: datetime) -> None:
    """Those of these reports that still wait belong nowhere: they have been looked at."""
    with conn.cursor() as cursor:
        cursor.execute(
            "update reports set grouped_at = %s where report_id = any(%s) and grouped_at is null",
            (now, list(report_ids)),
        )


def replace_violations(conn, incident_ids: Sequence[int], violations: Sequence[Violation], now: datetime) -> None:
    """The violations of these incidents are now exactly these."""
    with conn.cursor() as cursor:
        cursor.execute(
            "delete from violations where incident_id = any(%s) and (incident_id, ceasefire_code) not in "
            "(select * from unnest(%s::bigint[], %s::text[]))",
            (list(incident_ids), [v.incident_id for v in violations], [v.ceasefire_code for v in violations]),
        )
        execute_values(
            cursor,
            "insert into violations (incident_id, ceasefire_code, clause_number, state, "
            "state_from_at, by_actors, reason, computed_at) values %s "
            "on conflict (incident_id, ceasefire_code) do update set clause_number = excluded.clause_number, "
            "state = excluded.state, state_from_at = excluded.state_from_at, by_actors = excluded.by_actors, "
            "reason = excluded.reason, computed_at = excluded.computed_at",
            [
                (v.incident_id, v.ceasefire_code, v.clause_number, "in_force", v.state_from_at,
                 list(v.by_actors), v.reason, now)
                for v in violations
            ],
            page_size=1000,
        )  # fmt: skip


# ------------------------------------------------------------------ alerts


def queue_alert(conn, alert: Alert, now: datetime) -> bool:
    """Put a mail into the outbox; False if the same one is there already."""
    values = {name: getattr(alert, name) for name in Alert.__slots__}
    spec = values.pop("chart_spec")
    return run(conn, "queue_alert", now=now, chart_spec=Json(spec) if spec else None, **values) is not None


def by_incident(found: Iterable[dict]) -> dict[int, list[dict]]:
    """Rows of a query, gathered by their incident."""
    gathered: dict[int, list[dict]] = {}
    for row in found:
        gathered.setdefault(row["incident_id"], []).append(row)
    return gathered


def select(conn, relation: str, order_by: str, **equals) -> tuple[list[str], list[tuple]]:
    """Column names and rows of a view, for exports. Names are ours, never a user's."""
    where = " and ".join(f"{column} = %({column})s" for column in equals)
    with conn.cursor() as cursor:
        cursor.execute(
            f"select * from {relation}{' where ' + where if where else ''} order by {order_by}",
            equals,
        )
        return [column.name for column in cursor.description], cursor.fetchall()


def query(conn, text: str, **params) -> tuple[list[str], list[tuple]]:
    """Column names and rows of a statement's text, as trends and checks hold it."""
    with conn.cursor() as cursor:
        cursor.execute(text, params)
        return [column.name for column in cursor.description], cursor.fetchall()


def as_json(value) -> str:
    """How a value of the database is written in JSON: moments and days as ISO 8601."""
    return json.dumps(value, ensure_ascii=False, default=_jsonable)


def _jsonable(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
