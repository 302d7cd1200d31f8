"""Decide which reports speak of one meeting, and where its life stands. Pure: no store, no clock.

Codebook: announced → confirmed → held | postponed | cancelled | walked_out. The announcement and
the meeting are one row; "will meet on 24 December" never counts as talks held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from truce.model import BODY_TYPES, HAPPENED, LEVELS, TOPICS, Conflict, Label, Meeting, Statement
from truce.nearby import Asked
from truce.places import Gazetteer, distance_km
from truce.voices import with_origins

BODIES = BODY_TYPES | {"UN", "call"}  # these are never one with each other
SAME_TOWN_KM = 60
SAID_DAYS = 7  # how far apart two named days of one meeting may be, where one of them is not exact
ANNOUNCED_AHEAD_DAYS = 30
REPORTED_LATE_DAYS = 4
LASTS_DAYS = 4  # how many days talks with a host may last
GOES_ON = 0.3  # affinity of another day of the same talks
SAME_VENUE = 0.6  # affinity of two places from which both are named and may be one
REACH_DAYS = 40  # a meeting further off is another one, also when it was put off


def feeds_a_meeting(statement: Statement) -> bool:
    return (
        statement.label == Label.MEETING
        and statement.conflict_code is not None
        and statement.status is not None
        and statement.tense not in ("background", "hypothetical", "negated")
    )


def likeliest(
    statement: Statement, near: Iterable[tuple[float, float, Meeting]], gazetteer: Gazetteer
) -> list[tuple[float, int]]:
    """The meetings a report may speak of, of those near it in days and of a like type: how unlikely each is (below 0),
    and its number; the likeliest first, of equals the elder."""
    scored = [(-affinity(statement, kind, meeting, gazetteer), meeting.meeting_id or 0) for _, kind, meeting in near]
    return sorted(likely for likely in scored if likely[0] < 0)


def affinity(statement: Statement, kind: float, meeting: Meeting, gazetteer: Gazetteer) -> float:
    """How likely a report speaks of this meeting, for which its type speaks so much; 0 where something rules it out."""
    place = place_affinity(statement.place_code, meeting.place_code, gazetteer)
    day = day_affinity(statement, meeting) or (GOES_ON if goes_on(statement, meeting, place, gazetteer) else 0.0)
    return 0.0 if 0.0 in (day, place) else kind + day + place


def goes_on(statement: Statement, meeting: Meeting, place: float, gazetteer: Gazetteer) -> bool:
    """Whether talks that were held on another day are those of a meeting that lasts: it has a host, who brought
    the parties to its country; both days lie within LASTS_DAYS there. (Leaders who come when their ministers have
    met hold a meeting of their own.)"""
    if meeting.status != "held" or statement.status not in HAPPENED or place < SAME_VENUE:
        return False
    venue = gazetteer.place(meeting.place_code)
    if venue is None or venue.country not in (*meeting.mediators, *statement.mediators):
        return False
    if statement.occurred_date is None or meeting.meeting_date is None:
        return False
    apart = abs((statement.occurred_date - meeting.meeting_date).days)
    return apart < LASTS_DAYS and not _are_of_leaders_and_others({statement.level, meeting.level} - {None})


def _are_of_leaders_and_others(levels: set[str]) -> bool:
    return len(levels) > 1 and LEVELS[0] in levels


def kept_under(meeting: Meeting) -> tuple[str, tuple, str]:
    """Room, shelf and mark of a meeting: what a report of it must agree with (see nearby.py)."""
    is_dated = meeting.meeting_date is not None
    shelf = is_dated, meeting.meeting_date or meeting.first_reported_at.date()
    return meeting.conflict_code, shelf, meeting.type


def looked_for_under(statement: Statement) -> tuple[str | None, Mapping[tuple, float], Mapping[str, float]]:
    """Where the meetings are that a report may speak of: those of its conflict and of a like type, of the days within
    reach."""
    days = days_near(statement.occurred_date, statement.published_date, statement.status == "postponed")
    return statement.conflict_code, days, types_near(statement.type)


@lru_cache(maxsize=1_000)
def days_near(said: date | None, published: date, is_put_off: bool) -> dict[tuple[bool, date], float]:
    """The days, named and not, of meetings that a report may speak of. How much each speaks for it is not said here:
    the status of both decides it."""
    wide = _days(min(said or published, published), max(said or published, published), REACH_DAYS, REACH_DAYS)
    if said is None:
        dated = _days(published, published, REPORTED_LATE_DAYS, ANNOUNCED_AHEAD_DAYS)
    else:
        dated = wide if is_put_off else _days(said, said, SAID_DAYS, SAID_DAYS)
    return dict.fromkeys([(True, day) for day in dated] + [(False, day) for day in wide], 0.0)


def _days(first: date, last: date, before: int, after: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(-before, (last - first).days + after + 1)]


@cache
def types_near(type: str) -> Mapping[str, float]:
    """The types of meetings, and how much each speaks for one of this type."""
    return Asked(lambda other: type_affinity(type, other))


def type_affinity(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one in BODIES and other in BODIES:
        return 0.0
    if "call" in (one, other):
        return 0.0
    return 0.4


def day_affinity(statement: Statement, meeting: Meeting) -> float:
    """Named days must agree within a day; else the meeting must lie near the publication."""
    said, known = statement.occurred_date, meeting.meeting_date
    if said and known:
        slack = 1 if {statement.occurred_precision, meeting.meeting_precision} == {"day"} else SAID_DAYS
        apart = abs((said - known).days)
        if apart <= slack:
            return 1.0 - 0.1 * apart
        # put off to another day: the same meeting, if it was still ahead
        return 0.5 if statement.status == "postponed" and meeting.status == "announced" else 0.0
    anchor = known or said or meeting.first_reported_at.date()
    ahead = (anchor - statement.published_date).days
    if -REPORTED_LATE_DAYS <= ahead <= 1:
        return 0.7
    if statement.status not in HAPPENED and 0 <= ahead <= ANNOUNCED_AHEAD_DAYS:
        return 0.5
    return 0.0


def place_affinity(one: str | None, other: str | None, gazetteer: Gazetteer) -> float:
    if one is None or other is None:
        return 0.3
    if one == other:
        return 1.0
    here, there = gazetteer.place(one), gazetteer.place(other)
    if here is None or there is None:
        return 0.2
    if "country" in (here.kind, there.kind):
        return 0.6 if here.country == there.country else 0.0
    if distance_km(here, there) <= SAME_TOWN_KM or here.provinces & there.provinces:
        return 0.8
    return 0.0


def meeting_of(statements: Sequence[Statement], conflict: Conflict, meeting_id: int | None = None) -> Meeting:
    """Where a meeting's life stands after these reports, in order of publication."""
    ordered = with_origins(statements)
    status = status_after(ordered)
    kind = _most_said([s.type for s in ordered], "other")
    happened = [s for s in ordered if s.status in HAPPENED]
    day, precision = _day_of(ordered, happened if status == "held" else [])
    held_at = _held_at(happened, day) if status == "held" else None
    return Meeting(
        meeting_id=meeting_id,
        conflict_code=conflict.conflict_code,
        type=kind,
        status=status,
        meeting_date=day,
        meeting_precision=precision,
        place_code=_most_said([s.place_code for s in ordered if s.place_code], None),
        participants=_actors(ordered, "source_actors"),
        mediators=_actors(ordered, "mediators"),
        has_agreement=any(s.status == "agreed" for s in ordered),
        summary=ordered[0].title,
        report_count=len(ordered),
        family_count=len({s.family for s in ordered}),
        first_reported_at=min(s.seen_at for s in ordered),
        held_at=held_at,
        last_reported_at=max(s.seen_at for s in ordered),
        level=_level_of(ordered, kind),
        topics=_topics_of(ordered),
    )


def _level_of(statements: Iterable[Statement], kind: str) -> str | None:
    """The level most reports give (of a body's meeting: those that name the body); of equals the higher."""
    counts = Counter(s.level for s in statements if s.level and (s.type == kind or kind not in BODY_TYPES))
    return min(counts, key=lambda level: (-counts[level], LEVELS.index(level)), default=None)


def _topics_of(statements: Iterable[Statement]) -> tuple[str, ...]:
    """All topics that reports name, those that most name first; of equals in the order of TOPICS."""
    counts = Counter(topic for s in statements for topic in s.topics)
    return tuple(sorted(counts, key=lambda topic: (-counts[topic], TOPICS.index(topic))))


def _held_at(happened: Sequence[Statement], day: date | None) -> datetime:
    """When it was first read that the meeting was held: not before the eve of its day (officials may have begun
    the work of a meeting days before their ministers meet)."""
    seen = [s.seen_at for s in happened]
    return min((at for at in seen if day is None or day <= at.date() + timedelta(days=1)), default=max(seen))


def status_after(statements: Iterable[Statement]) -> str:
    """The last word on a meeting; but what was held stays held, whatever is announced later."""
    status = "announced"
    for statement in statements:
        said = "held" if statement.status in HAPPENED else statement.status or status
        if status == "held" and said != "walked_out":
            continue
        if status == "confirmed" and said == "announced":
            continue
        status = said
    return status


def _day_of(ordered: Sequence[Statement], happened: Sequence[Statement]) -> tuple[date | None, str]:
    """For a meeting that took place: the day its reports name, else the announced day, else the day
    of the first report of it. For one still ahead: the latest day announced."""
    if happened:
        last = min(max(s.published_date for s in happened), max(s.seen_at for s in happened).date()) + timedelta(days=1)
        named = [s for s in (*happened, *ordered) if s.occurred_date and s.occurred_date <= last]
        if named:
            return _named_day(named)
        return happened[0].published_date, "unknown"
    named = [s for s in ordered if s.occurred_date]
    return (named[-1].occurred_date, named[-1].occurred_precision) if named else (None, "unknown")


def _named_day(named: Sequence[Statement]) -> tuple[date | None, str]:
    exact = [s for s in named if s.occurred_precision == "day"] or list(named)
    day = Counter(s.occurred_date for s in exact).most_common(1)[0][0]
    return day, exact[0].occurred_precision


def _most_said(values: Sequence, fallback):
    """The value said most often, a specific one before "other"."""
    counts = Counter(value for value in values if value != "other")
    return counts.most_common(1)[0][0] if counts else fallback


def _actors(statements: Iterable[Statement], name: str) -> tuple[str, ...]:
    return tuple(sorted({actor for s in statements for actor in getattr(s, name)}))
