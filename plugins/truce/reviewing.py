"""Take a reviewer's decision: check it, write it down, and group anew what it moves. All or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg2

from truce import corrections, grouping, jobs, store
from truce.errors import ReviewRefused
from truce.lexicon import Codebook


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides about one incident, meeting or claim, having seen one version of it."""

    kind: str
    group_id: int
    action: str  # confirm, correct, merge, split, reject
    reviewer_code: str
    seen_version: int
    field: str | None = None
    text: str | None = None  # what the field is, as written
    into_id: int | None = None  # merge: the one it becomes part of
    entry_ids: tuple[int, ...] = ()  # split: the entries that speak of something else
    note: str | None = None


def decide(conn, decision: Decision, codebook: Codebook, now: datetime) -> int | None:
    """Write the decision down and apply it; return the number of the new group that a split makes.

    Raises ReviewRefused, naming the row, where it cannot be taken; nothing of it is done then.
    """
    try:
        with jobs.grouping_alone(conn, now):
            return _decide(conn, decision, codebook, now)
    except psycopg2.errors.CheckViolation as error:
        raise ReviewRefused(
            f"{_name(decision.kind, decision.group_id)} cannot be so: it breaks {error.diag.constraint_name}."
        ) from error


def _decide(conn, decision: Decision, codebook: Codebook, now: datetime) -> int | None:
    _check_reviewer(conn, decision.reviewer_code)
    members = _members(conn, decision.kind, decision.group_id)
    _check_version(conn, decision)
    value = None
    if decision.action == "correct":
        actors = codebook.actor_names.actors
        value = corrections.value_of(
            decision.kind, decision.field or "", decision.text or "", codebook.gazetteer, actors
        )
    moved, other_id = _moved(conn, decision, members, codebook, now)
    kept, taken = (sorted({s.entry_id for s in part}) for part in (members, moved))
    key = store.add_decision(conn, decision, value, other_id, taken, now)
    target = {"merge": decision.into_id, "split": other_id, "reject": None}.get(decision.action, decision.group_id)
    store.pin(conn, decision.kind, kept, taken, decision.group_id, target, key)
    store.group_again(conn, [s.report_id for s in members])
    while grouping.group_waiting(conn, codebook, now, jobs.GROUPED_AT_ONCE)["reports"]:
        pass
    if decision.kind == "incident":
        grouping.settle_claims_about(conn, [decision.group_id], codebook, now)
    return other_id if decision.action == "split" else None


def _check_reviewer(conn, code: str) -> None:
    known = [row["reviewer_code"] for row in store.rows(conn, "reviewers")]
    if code not in known:
        raise ReviewRefused(
            f"There is no reviewer {code!r}; there are: {', '.join(known) or 'none'}. "
            "Add a line to sql/seeds/reviewers.csv and run: truce migrate"
        )


def _members(conn, kind: str, group_id: int) -> list:
    members = store.statements_of(conn, kind, [group_id])[group_id]
    if not members:
        raise ReviewRefused(f"There is no {_name(kind, group_id)} that reports speak of.")
    return members


def _check_version(conn, decision: Decision) -> None:
    found = store.version_of(conn, decision.kind, decision.group_id)
    if found != decision.seen_version:
        name = _name(decision.kind, decision.group_id)
        raise ReviewRefused(
            f"{name} is at version {found} now, and you saw version {decision.seen_version}. "
            f"Look at it again: truce show {decision.kind} {decision.group_id}"
        )


def _moved(conn, decision: Decision, members: Sequence, codebook: Codebook, now: datetime) -> tuple[list, int | None]:
    """The reports a decision is about, and the other group of a merge or split."""
    if decision.action == "merge":
        _check_merge(conn, decision, members)
        return list(members), decision.into_id
    if decision.action != "split":
        return list(members), None
    parts = [s for s in members if s.entry_id in decision.entry_ids]
    unknown = set(decision.entry_ids) - {s.entry_id for s in parts}
    name = _name(decision.kind, decision.group_id)
    if unknown:
        raise ReviewRefused(f"{name} has no report of entry {', '.join(map(str, sorted(unknown)))}.")
    if len(parts) == len(members):
        raise ReviewRefused(f"{name} would have no report left; to take it back: truce review reject")
    return parts, grouping.found_group(conn, decision.kind, parts, now)


def _check_merge(conn, decision: Decision, members: Sequence) -> None:
    if decision.into_id == decision.group_id:
        raise ReviewRefused(f"{_name(decision.kind, decision.group_id)} cannot be merged into itself.")
    others = _members(conn, decision.kind, decision.into_id or 0)
    if others[0].conflict_code != members[0].conflict_code:
        raise ReviewRefused(
            f"{_name(decision.kind, decision.group_id)} is of {members[0].conflict_code}, "
            f"{_name(decision.kind, decision.into_id)} of {others[0].conflict_code}: they cannot be one."
        )


def _name(kind: str, group_id: int | None) -> str:
    return f"{kind} {group_id}"
