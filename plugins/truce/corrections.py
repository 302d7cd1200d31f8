"""What a reviewer may correct of an incident, meeting or claim, and the thing as corrected. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from truce.errors import ReviewRefused
from truce.model import BREACH_TYPES, CLASH_TYPES, LEVELS, MEETING_TYPES, Claim, Incident, Meeting, Range
from truce.places import PRECISION, Gazetteer

INCIDENT_STATUSES = ("alleged", "corroborated", "verified", "disputed", "refuted")
LIFE = ("announced", "confirmed", "held", "postponed", "cancelled", "walked_out")
ANSWERS = ("silence", "deny", "partly_admit", "admit", "counter_accuse", "finding")
FIELDS = {  # kind → field → what it takes: a tuple of words, or the name of a form
    "incident": {
        "type": (*CLASH_TYPES, *BREACH_TYPES), "occurred_date": "day", "place_code": "place", "killed": "number",
        "injured": "number", "source_actors": "actors", "status": INCIDENT_STATUSES,
    },
    "meeting": {
        "type": MEETING_TYPES, "status": LIFE, "meeting_date": "day", "place_code": "place", "participants": "actors",
        "mediators": "actors", "level": LEVELS,
    },
    "claim": {
        "accuser": "actor", "accused": "actor", "act_kind": (*CLASH_TYPES, *BREACH_TYPES, "ceasefire"),
        "response": ANSWERS, "place_code": "place",
    },
}  # fmt: skip
NUMBER = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
NOT_KNOWN = "unknown"


def value_of(kind: str, field: str, text: str, gazetteer: Gazetteer, actors: Mapping):
    """What a reviewer wrote, as it is stored; raises ReviewRefused saying what the field takes."""
    takes = FIELDS[kind].get(field)
    if takes is None:
        raise ReviewRefused(f"A reviewer cannot correct {field!r} of a {kind}; {', '.join(FIELDS[kind])} can be.")
    if text == NOT_KNOWN and takes in ("place", "number", "actors", "actor"):
        return [] if takes == "actors" else None
    if isinstance(takes, tuple):
        return _known(text, takes, field)
    if takes == "number":
        return _number(text, field)
    if takes == "day":
        return _day(text, field)
    if takes == "place":
        if gazetteer.place(text) is None:
            raise ReviewRefused(f"{field}: {text!r} is no code of codebook/places.csv (or write {NOT_KNOWN}).")
        return text
    codes = [_known(code.strip(), actors, field) for code in text.split(",")]
    return codes if takes == "actors" else codes[0]


def _known(text: str, words, field: str) -> str:
    if text not in words:
        told = ", ".join(words) if isinstance(words, tuple) else "a code of codebook/actors.csv"
        raise ReviewRefused(f"{field} cannot be {text!r}; it takes {told}.")
    return text


def _number(text: str, field: str) -> list[int | None]:
    found = NUMBER.fullmatch(text)
    if not found or (found[2] and int(found[2]) < int(found[1])):
        raise ReviewRefused(f"{field} cannot be {text!r}; write 4, 4-6, 4+ (at least) or {NOT_KNOWN}.")
    low = int(found[1])
    return [low, int(found[2]) if found[2] else None if found[3] else low]


def _day(text: str, field: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ReviewRefused(f"{field} cannot be {text!r}; write a day as 2025-12-08.") from error


def corrected(value: Incident | Meeting | Claim, fields: Mapping, gazetteer: Gazetteer) -> Incident | Meeting | Claim:
    """A value with what reviewers corrected of it (field → stored value)."""
    changes: dict = {}
    for field, said in fields.items():
        changes |= _change(value, field, said, gazetteer)
    return replace(value, **changes)


def _change(value, field: str, said, gazetteer: Gazetteer) -> dict:
    if field in ("killed", "injured"):
        low, high = said or (None, None)
        return {field: Range(low, low if said else None, high)}
    if field in ("occurred_date", "meeting_date"):
        return {field: date.fromisoformat(said), field.replace("_date", "_precision"): "day"}
    if field == "place_code" and isinstance(value, Incident):
        place = gazetteer.place(said)
        return {field: said, "where_precision": PRECISION.get(place.kind, 1) if place else None}
    if field == "status" and isinstance(value, Meeting):
        return {field: said, "held_at": _held_at(value) if said == "held" else None}
    return {field: tuple(said) if isinstance(said, list) else said}


def _held_at(meeting: Meeting) -> datetime:
    """From when a meeting counts as held that only a reviewer says was: not before its day."""
    known = meeting.held_at or meeting.last_reported_at
    return max(known, datetime.combine(meeting.meeting_date, time(), UTC)) if meeting.meeting_date else known
