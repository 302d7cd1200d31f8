"""Decide whether an incident breaks a ceasefire. Pure: incident × ceasefire → violation, and why.

A violation is an incident, a ceasefire in force at that moment, the same parties, and a clause that
forbids the kind of act (codebook). Before effect, in suspension or after collapse the same act is
only a clash. Attribution may be undetermined, and it still counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from truce.model import (
    BREACH_TYPES,
    CLASH_TYPES,
    Ceasefire,
    Clause,
    Conflict,
    Incident,
    StateInterval,
    Violation,
)

SPAN_DAYS = {"day": 1, "week": 7, "month": 31, "unknown": 1}


def violations_of(
    incident: Incident,
    ceasefires: Iterable[Ceasefire],
    conflict: Conflict,
    place: str | None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> list[Violation]:
    """One violation for each ceasefire that the incident breaks; `names` tells actors by name in the reason."""
    found = (violation_of(incident, ceasefire, conflict, place, names) for ceasefire in ceasefires)
    return [violation for violation in found if violation]


def violation_of(
    incident: Incident,
    ceasefire: Ceasefire,
    conflict: Conflict,
    place: str | None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Violation | None:
    """The violation of this ceasefire, or None where the act broke no clause in force."""
    if incident.status in ("withdrawn", "refuted") or not conflict.sides <= ceasefire.parties:
        return None
    moment = first_moment(incident, conflict)
    state = state_at(ceasefire, moment)
    if state is None or state.state != "in_force" or not _spans(state, incident, moment):
        return None
    by_actors = tuple(a for a in incident.source_actors if a in ceasefire.parties)
    clause = clause_broken(incident, ceasefire, by_actors, moment)
    if clause is None:
        return None
    return Violation(
        incident_id=incident.incident_id or 0,
        ceasefire_code=ceasefire.ceasefire_code,
        clause_number=clause.clause_number,
        state_from_at=state.from_at,
        by_actors=by_actors,
        reason=_reason(
            incident, ceasefire, clause, state, conflict, place, [names.get(actor, actor) for actor in by_actors]
        ),
    )


def first_moment(incident: Incident, conflict: Conflict) -> datetime:
    """The beginning of the incident's day at its place.

    Incidents are known to the day. An act on the day a ceasefire begins cannot be shown to have come
    after it, so it does not count; the act that ends a ceasefire found it in force, so it does.
    """
    return datetime.combine(incident.occurred_date, time(), ZoneInfo(conflict.time_zone))


def state_at(ceasefire: Ceasefire, moment: datetime) -> StateInterval | None:
    """The state of a ceasefire at a moment: its intervals are half open and never overlap."""
    return next(
        (
            state
            for state in ceasefire.states
            if state.from_at <= moment and (state.to_at is None or moment < state.to_at)
        ),
        None,
    )


def _spans(state: StateInterval, incident: Incident, moment: datetime) -> bool:
    """A day known only to the week or month must lie in force from first to last."""
    days = SPAN_DAYS[incident.occurred_precision] - 1
    return state.to_at is None or moment + timedelta(days=days) < state.to_at


def clause_broken(
    incident: Incident, ceasefire: Ceasefire, by_actors: tuple[str, ...], moment: datetime
) -> Clause | None:
    """The most specific clause that binds the actor (or anybody, if undetermined) and names the act.

    A clause that protects civilians names an act that hurt some. Of several, the one that names fewer kinds of
    act (a clause on mines before one on all force); then one that protects those who were hurt; then the text
    agreed later, which spells out the earlier; then the first. After the maxims that the special rule goes before
    the general and the later before the earlier (International Law Commission, Fragmentation of International Law,
    A/CN.4/L.682, 2006).
    """
    fitting = [
        clause
        for clause in ceasefire.clauses
        if incident.type in clause.acts
        and (clause.protects is None or incident.has_civilian_victims)
        and (clause.from_at is None or clause.from_at <= moment)
        and (not by_actors or clause.obligated & set(by_actors))
    ]
    return min(fitting, key=_breadth, default=None)


def _breadth(clause: Clause) -> tuple[int, bool, float]:
    """The smaller, the more specific a clause is."""
    return len(clause.acts), clause.protects is None, -clause.from_at.timestamp() if clause.from_at else 0.0


def _reason(
    incident: Incident,
    ceasefire: Ceasefire,
    clause: Clause,
    state: StateInterval,
    conflict: Conflict,
    place: str | None,
    by_whom: Sequence[str],
) -> str:
    since = state.from_at.astimezone(ZoneInfo(conflict.time_zone))
    who = " and ".join(by_whom) if by_whom else "undetermined"
    act = incident.type.replace("_", " ")
    about = {"day": "on", "week": "in the week of", "month": "in the month of", "unknown": "about"}
    sentence = (
        f"{act} {f'at {place}' if place else 'at an unnamed place'} "
        f"{about[incident.occurred_precision]} {incident.occurred_date:%-d %B %Y} (by: {who}), "
        f"while {ceasefire.name} was in force (since {since:%-d %B %Y %H:%M}); "
        f"clause {clause.clause_number}: {clause.paraphrase}"
    )
    sentence = sentence[0].upper() + sentence[1:]
    doubt = doubt_about(clause.doubt, incident.type)
    return f"{sentence} Doubt: {doubt}" if doubt else sentence


def doubt_about(doubt: str | None, act: str) -> str | None:
    """The doubt of a clause as far as it concerns this act: one that begins with another kind of
    act ("mine: whether it was newly laid ...") is about that kind alone."""
    about, colon, rest = (doubt or "").partition(": ")
    if colon and about in (*CLASH_TYPES, *BREACH_TYPES):
        return rest if about == act else None
    return doubt or None
