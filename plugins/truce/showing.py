"""Tell all that is known of one incident, meeting or claim, line by line, with its whole history. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from truce.voices import families_by_side, origins

UNTOLD = frozenset({  # fields of a version that tell a reader nothing
    "incident_id", "meeting_id", "claim_id", "conflict_code", "is_kinetic", "first_reported_at", "last_reported_at",
    "report_count", "sides_heard", "held_at", "where_precision", "voices", "families_side_a", "families_side_b",
    "families_third",
})  # fmt: skip
NAMES = {
    "family_count": "voices", "occurred_date": "day", "meeting_date": "day", "place_code": "place",
    "late_killed": "late batch of killed", "late_injured": "late batch of injured",
}  # fmt: skip


def shown(
    kind: str,
    row: Mapping,
    versions: Sequence[Mapping],
    reports: Sequence[Mapping],
    claims: Sequence[Mapping],
    violations: Sequence[Mapping],
    decisions: Sequence[Mapping],
    sides: Mapping[str, str],
) -> Iterator[str]:
    """`row` is of the list view of its kind; the others are what belongs to it. `sides`: code → what the press of
    each side of its conflict is called ("Thai")."""
    yield f"{kind.capitalize()} {row[f'{kind}_id']}, version {len(versions)}: {row.get('summary') or row.get('act')}"
    yield from (f"  {name}: {_told(value)}" for name, value in _facts(row) if value not in (None, "", []))
    yield ""
    yield f"Voices: {_voices(reports, sides)}"
    yield from (_report(report) for report in reports)
    if claims:
        yield from ("", "Claims about it")
        yield from (_claim(claim) for claim in claims)
    if violations:
        yield from ("", "Ceasefires it broke")
        yield from (f"  clause {v['clause_number']} of {v['ceasefire']}: {v['reason']}" for v in violations)
    yield from ("", "History")
    yield from _history(versions, reports)
    if decisions:
        yield from ("", "Decisions")
        yield from (_decision(decision) for decision in decisions)


def _facts(row: Mapping) -> Iterator[tuple[str, object]]:
    for name, value in row.items():
        if name.endswith(("_low", "_best", "_high")):
            category, _, bound = name.rpartition("_")
            if bound == "low":
                yield category, _range(row, category)
        elif name not in UNTOLD | {"summary"}:
            yield NAMES.get(name, name.replace("_", " ")), value


def _range(row: Mapping, category: str) -> str | None:
    low, high = row[f"{category}_low"], row[f"{category}_high"]
    if low is None:
        return None
    return f"{low}" if low == high else f"{low} or more" if high is None else f"{low} to {high}"


def _voices(reports: Iterable[Mapping], sides: Mapping[str, str]) -> str:
    """ "3 families: 2 Thai, 0 Cambodian, 1 third": publishers under one owner, and a wire's copies, are
    one voice."""
    heard = origins((report["lead"], report["family"], report["side"]) for report in reports)
    counts = families_by_side(heard, sides)
    told = ", ".join(f"{counts[code]} {name}" for code, name in (*sides.items(), ("third", "third")))
    return f"{counts.total()} {'family' if counts.total() == 1 else 'families'}: {told}"


def _report(report: Mapping) -> str:
    tolls = ", ".join(f"{t['category']} {t['low']} ({t['kind']})" for t in report["tolls"])
    parts = (
        report["assertion"],
        report["status"],
        report["type"],
        report["place"] or report["unresolved_place"],
        tolls,
    )
    return (
        f"  {_moment(report['published_at'])}  entry {report['entry_id']}, {report['outlet']} "
        f"({report['side'] or 'third party'}): {report['title']}\n"
        f"  {'':16}  {', '.join(str(part) for part in parts if part)}"
    )


def _claim(claim: Mapping) -> str:
    who = f"{claim['accuser'] or 'somebody'} accuses {claim['accused'] or 'nobody named'}"
    return (
        f"  claim {claim['claim_id']}, {claim['claimed_date']}: {who} of {claim['act']!r}; answer: {claim['response']}"
    )


def _history(versions: Sequence[Mapping], reports: Sequence[Mapping]) -> Iterator[str]:
    first = versions[0]["content"] if versions else {}
    if versions:
        told = ", ".join(
            f"{NAMES.get(n, n)} {_told(first[n])}" for n in ("status", "type", "family_count") if n in first
        )
        yield f"  {_moment(versions[0]['known_from'])}  first known: {told}{_because(versions[0], reports)}"
    for before, after in pairwise(versions):
        changes = "; ".join(_changes(before["content"], after["content"]))
        yield f"  {_moment(after['known_from'])}  {changes or 'one more report'}{_because(after, reports)}"
    if versions and versions[-1]["known_to"]:
        yield f"  {_moment(versions[-1]['known_to'])}  taken back"


def _changes(before: Mapping, after: Mapping) -> Iterator[str]:
    for name in after:
        if before.get(name) != after[name] and name not in UNTOLD:
            yield f"{NAMES.get(name, name.replace('_', ' '))} {_told(before.get(name))} → {_told(after[name])}"


def _because(version: Mapping, reports: Iterable[Mapping]) -> str:
    outlets = dict.fromkeys(r["outlet"] for r in reports if r["grouped_at"] == version["known_from"])
    return f" (by {', '.join(outlets)})" if outlets else ""


def _decision(decision: Mapping) -> str:
    what = decision["action"]
    if decision["field"]:
        what += f" {decision['field']} = {_told(decision['value'])}"
    if decision["other_id"]:
        what += f" {'into' if decision['action'] == 'merge' else 'to'} {decision['other_id']}"
    note = f": {decision['note']}" if decision["note"] else ""
    who = f"{decision['reviewer']} (saw version {decision['seen_version']})"
    return f"  {_moment(decision['decided_at'])}  {who} {what}{note}"


def _told(value) -> str:
    if value is None or value == []:
        return "unknown"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
