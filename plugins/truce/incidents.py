"""Decide which reports speak of one happening, and what they add up to. Pure: no store, no clock.

Codebook: an incident is one dyad, place (within precision), day (within precision) and kind.
The status ladder and the reconciling of tolls are the codebook's too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz, process

from truce.model import Conflict, Incident, Label, Precision, Range, Statement, Tense, Toll
from truce.nearby import Asked
from truce.places import Gazetteer, distance_km
from truce.tenses import TOPIC
from truce.voices import families_by_side, voice_of, with_origins
from truce.weapons import named_weapons

JOINS_FROM = 0.8  # least affinity at which a report joins an incident
A_DAY = timedelta(days=1)
SAME_TEXT = 0.15  # what like wording adds to it
REACH_DAYS = 7  # how far apart the days of one happening may be told, at most
LATE_DAYS = 3  # a figure published later is a late batch; ours: news of an act ends within days_late and a day
NEAR_KM = 15
FAR_APART = 2  # times: tolls that differ by more are hardly of one happening
YEAR_AT_END = re.compile(r"\s(?:19|20)\d\d$|[០-៩]{4}$")
SAME_STORY = timedelta(hours=30)
PROVINCE = 4  # UCDP precision of a place that is a whole province
NEXT_PROVINCE_KM = 130  # centres of provinces that share a border site
KINDS = {  # what may be told as the same happening
    "mine": "mine",
    "air_strike": "air",
    "drone": "air",
    "small_arms": "ground",
    "artillery": "ground",
    "rocket": "ground",
    "ground_assault": "ground",
    "unconventional": "ground",
    "other": "ground",
}
UNKNOWN = Range(), Range()  # killed and injured where no report gives a figure


def feeds_an_incident(statement: Statement) -> bool:
    """Whether a report may make or join an incident: it happened, here, and is not a running total.

    Denied, announced, hypothetical, negated and retold acts never do (codebook, time flags).
    """
    return (
        statement.label in (Label.CLASH, Label.BREACH)
        and statement.conflict_code is not None
        and statement.tense in (Tense.PAST, Tense.ONGOING)
        and statement.assertion != "denied"
        and not is_running_total(statement)
    )


def is_running_total(statement: Statement) -> bool:
    """A toll since some earlier day, with neither day nor place of its own."""
    harmed = [toll for toll in statement.tolls if toll.category in ("killed", "injured")]
    return bool(harmed) and all(toll.kind == "cumulative" for toll in harmed) and (statement.where_precision or 9) > 4


def likeliest(statement: Statement, near: Iterable[tuple[float, float, Incident]]) -> list[tuple[float, int]]:
    """The incidents the report may speak of, of those near it in days and place: how unlikely each is (below 0), and
    its number; the likeliest first, of equals the elder."""
    tolls = killed_and_injured([statement])
    has_tolls = tolls != UNKNOWN
    fitting = []
    for day, place, incident in near:
        likely = kind_affinity(statement, incident) + day + place
        if has_tolls:
            likely += toll_affinity(tolls, incident)
        if likely + SAME_TEXT >= JOINS_FROM:
            fitting.append((likely, incident))
    texts = text_affinities(statement, [incident for _, incident in fitting])
    return sorted(
        (-likely - text, incident.incident_id or 0)
        for (likely, incident), text in zip(fitting, texts, strict=True)
        if likely + text >= JOINS_FROM and not _rules_out(statement, incident)
    )


def _names_a_subject(title: str) -> bool:
    """Whether a title is that of a page on a subject ("2025 border clashes", "Border crisis of 2025"), not of news:
    two such titles are alike for years."""
    return bool(TOPIC.match(title) or YEAR_AT_END.search(title))


def _rules_out(statement: Statement, incident: Incident) -> bool:
    """Whether a report cannot speak of an incident although its place, kind and day are likely."""
    if statement.day != incident.occurred_date and is_told_before_it_happened(statement, incident):
        return True
    return _are_acts_of_others(statement, incident)


def is_told_before_it_happened(statement: Statement, incident: Incident) -> bool:
    """Whether one of them names a day after the other was told. Where both have the same day neither does: each
    was told on that day or later. A day is forgiven for the time zones."""
    if incident.occurred_precision == "day" and incident.occurred_date - A_DAY > statement.seen_at.date():
        return True
    return statement.occurred_precision == "day" and statement.day - A_DAY > incident.first_reported_at.date()


def kind_affinity(statement: Statement, incident: Incident) -> float:
    """How much the type of an incident of the same kind speaks for it."""
    return 0.2 if statement.type == incident.type != "other" else 0.1


@lru_cache(maxsize=10_000)
def kind_of(type: str, weapons: tuple[str, ...]) -> str:
    """The kind of a happening: fighting on the ground and from the air is no air strike. (Rockets beside an air
    strike are what it struck as often as not.)"""
    if len(weapons) > 1:
        kinds = {KINDS.get(weapon) for weapon in weapons if weapon != "rocket"}
        if {"ground", "air"} <= kinds:
            return "ground"
    return KINDS.get(type, type)


def kept_under(incident: Incident) -> tuple[tuple, tuple, tuple]:
    """Room, shelf and mark of an incident: what a report of it must agree with (see nearby.py)."""
    room = incident.conflict_code, incident.is_kinetic, kind_of(incident.type, incident.weapons)
    shelf = incident.occurred_precision, incident.occurred_date
    return room, shelf, (incident.place_code, incident.where_precision)


def looked_for_under(statement: Statement, gazetteer: Gazetteer) -> tuple[tuple, Mapping, Mapping]:
    """Where the incidents are that a report may speak of: those of its conflict and kind, of the days and places
    near its own."""
    room = statement.conflict_code, statement.label == Label.CLASH, kind_of(statement.type, statement.weapons)
    days = days_near(statement.day, statement.occurred_precision)
    return room, days, places_near(statement.place_code, statement.where_precision, gazetteer)


@lru_cache(maxsize=10_000)
def days_near(said: date, precision: str) -> dict[tuple[str, date], float]:
    """The days of incidents, by how exactly they are known, that a report of this day may speak of, and how much
    each speaks for it."""
    return {
        (known, said - timedelta(days=late)): day_affinity(late, precision, known)
        for known in map(str, Precision)
        for late in days_late(precision, known)
    }


def day_affinity(days: int, said: str, known: str) -> float:
    """Days known to the day must agree; a day taken from the publication may be two days late."""
    if "week" in (said, known):
        return 0.1
    exact = said == "day", known == "day"
    if all(exact):
        return 0.3
    if any(exact):
        return 0.25 if days == 0 else 0.08
    return 0.2 if days == 0 else 0.05


def days_late(said: str, known: str) -> range:
    """How many days after the incident's a report's day may be, by how exactly each is known."""
    if "week" in (said, known):
        return range(-REACH_DAYS, REACH_DAYS + 1)
    if said == known == "day":
        return range(1)
    if known == "day":
        return range(3)
    return range(-2, 1) if said == "day" else range(-1, 2)


@lru_cache(maxsize=1_000)  # of a border's places the same pairs come again and again
def places_near(place_code: str | None, precision: int | None, gazetteer: Gazetteer) -> Mapping[tuple, float]:
    """The places of incidents, with their precision, and how much each speaks for a happening here."""
    return Asked(lambda other: place_affinity(place_code, precision, *other, gazetteer))


def place_affinity(
    one: str | None, one_precision: int | None, other: str | None, other_precision: int | None, gazetteer: Gazetteer
) -> float:
    """How much the places of two happenings, each with its precision, speak for one; 0 where they are too far apart."""
    exact = is_placed(one, one_precision), is_placed(other, other_precision)
    if not any(exact):
        return 0.5
    if not all(exact):
        return 0.4
    if one == other:
        return 0.65
    is_wide = max(one_precision or 9, other_precision or 9) >= 3
    return _affinity_of_places(one, other, is_wide, gazetteer)


def _affinity_of_places(one: str | None, other: str | None, is_wide: bool, gazetteer: Gazetteer) -> float:
    here, there = gazetteer.place(one), gazetteer.place(other)
    if here is None or there is None:
        return 0.0
    apart = distance_km(here, there)
    if apart <= NEAR_KM:
        return 0.55
    if is_wide and here.provinces & there.provinces:
        return 0.5
    if is_wide and here.country != there.country and apart <= NEXT_PROVINCE_KM:
        return 0.4
    return 0.0


def _are_acts_of_others(statement: Statement, incident: Incident) -> bool:
    """Whether different people are named for two acts of which one is only known to have been somewhere in a
    province: each side fires into the other's. At a place of its own, who fired is what the sides disagree on."""
    if PROVINCE not in (statement.where_precision, incident.where_precision):
        return False
    ours, theirs = set(statement.source_actors), set(incident.source_actors)
    return bool(ours) and bool(theirs) and ours.isdisjoint(theirs)


def is_placed(place_code: str | None, precision: int | None) -> bool:
    return place_code is not None and (precision or 9) <= 4


def toll_affinity(tolls: tuple[Range, Range], incident: Incident) -> float:
    """How much the figures of a report speak for an incident."""
    killed, injured = tolls
    return figure_affinity(killed.low, incident.killed.low) + figure_affinity(injured.low, incident.injured.low)


def figure_affinity(one: int | None, other: int | None) -> float:
    """Equal figures speak for one happening, figures far apart against it; counts grow within a day."""
    if one is None or other is None:
        return 0.0
    if one == other:
        return 0.15
    return -0.1 if max(one, other) > FAR_APART * min(one, other) else 0.0


def text_affinities(statement: Statement, incidents: Sequence[Incident]) -> list[float]:
    """What like headlines of a day say for each incident; of different days they name a running story. The title of
    the report is taken apart once for all of them."""
    affinities = [0.0] * len(incidents)
    if _names_a_subject(statement.title):
        return affinities
    told = {n: i.summary for n, i in enumerate(incidents) if _is_of_one_story(statement, i)}
    alike = process.extract(statement.title, told, scorer=fuzz.token_set_ratio, score_cutoff=75, limit=None)
    for _, _, number in alike:
        affinities[number] = SAME_TEXT
    return affinities


def _is_of_one_story(statement: Statement, incident: Incident) -> bool:
    return abs(statement.published_at - incident.last_reported_at) <= SAME_STORY


def incident_of(
    statements: Sequence[Statement],
    conflict: Conflict,
    is_denied: bool = False,
    incident_id: int | None = None,
    found: bool | None = None,
) -> Incident:
    """What the reports of one happening add up to. They are taken in order of publication."""
    ordered = with_origins(statements)
    place = _most_exact_place(ordered)
    day, precision = _day_of(ordered)
    killed, injured = killed_and_injured(ordered)
    families = families_by_side(((s.family, s.side) for s in ordered), conflict.sides)
    return Incident(
        incident_id=incident_id,
        conflict_code=conflict.conflict_code,
        type=_type_of(ordered),
        is_kinetic=ordered[0].label == Label.CLASH,
        occurred_date=day,
        occurred_precision=precision,
        place_code=place.place_code,
        where_precision=place.where_precision,
        source_actors=_by_whom(ordered),
        status=status_of(ordered, conflict, is_denied, found),
        killed=killed,
        injured=injured,
        weapons=tuple(sorted(named_weapons(weapon for s in ordered for weapon in s.weapons))),
        summary=ordered[0].title,
        family_count=families.total(),
        report_count=len(ordered),
        sides_heard=tuple(sorted({voice_of(s, conflict) for s in ordered})),
        first_reported_at=min(s.seen_at for s in ordered),
        last_reported_at=max(s.seen_at for s in ordered),
        families_side_a=families[conflict.side_a],
        families_side_b=families[conflict.side_b],
        families_third=families["third"],
        late_killed=late_batch(ordered, day, precision, "killed"),
        late_injured=late_batch(ordered, day, precision, "injured"),
        has_civilian_victims=any(_is_of_civilians(toll) for s in ordered for toll in s.tolls),
    )


def status_of(statements: Sequence[Statement], conflict: Conflict, is_denied: bool, found: bool | None = None) -> str:
    """alleged → corroborated (two independent families, not all of one side) → verified.

    Verified asks for both sides' press to state it as a fact; a denial by the accused holds an
    incident at disputed until somebody independent of both corroborates it. What a third party found about
    it (`found`: that it was so, that it was not) outweighs what the sides say.
    """
    if found is not None:
        return "verified" if found else "refuted"
    voices = {(s.family, voice_of(s, conflict)) for s in statements}
    stated = {voice_of(s, conflict) for s in statements if s.assertion == "stated"}
    if conflict.sides <= stated:
        return "verified"
    if len({family for family, _ in voices}) >= 2 and len({voice for _, voice in voices}) >= 2:
        return "corroborated"
    return "disputed" if is_denied else "alleged"


def _by_whom(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(sorted({actor for s in statements for actor in s.source_actors}))


def _type_of(statements: Sequence[Statement]) -> str:
    """The type most reports give; a named type before "other"; the earlier report breaks a tie."""
    types = [s.type for s in statements if s.type != "other"]
    return _said_most(types) if types else statements[0].type


def _said_most(values: Sequence):
    """The value that comes most often; of equals the first."""
    return max(dict.fromkeys(values), key=values.count)


def _most_exact_place(statements: Sequence[Statement]) -> Statement:
    placed = [s for s in statements if s.place_code] or list(statements)
    counts = Counter(s.place_code for s in placed)
    return min(placed, key=lambda s: (s.where_precision or 9, -counts[s.place_code]))


def _day_of(statements: Sequence[Statement]) -> tuple[date, str]:
    """The day most reports name; else the first publication, with unknown precision. A day after the first
    report of it was seen is another's."""
    last = min(s.seen_at for s in statements).date() + timedelta(days=1)
    days = (s.occurred_date for s in statements if s.occurred_precision == "day")
    exact = [day for day in days if day and day <= last]
    if exact:
        return _said_most(exact), "day"
    first = statements[0]
    return min(s.day for s in statements), first.occurred_precision


def killed_and_injured(statements: Sequence[Statement]) -> tuple[Range, Range]:
    """Tolls of the happening itself, from reports in order of publication: each voice's latest word, lowest to
    highest; never summed over reports, and cumulative tolls left out."""
    if not any(s.tolls for s in statements):
        return UNKNOWN
    return tuple(  # type: ignore[return-value]
        _reconciled([_stated(s.tolls, category) for s in _latest_by_family(statements, category)])
        for category in ("killed", "injured")
    )


def late_batch(statements: Sequence[Statement], day: date, precision: str, category: str) -> int | None:
    """By how many what was told late exceeds what was told before; None where it does not.

    Late is more than LATE_DAYS after a day known exactly: bodies found, wounds that killed, figures withheld. Each
    time the highest figure that any report gives is taken; where none gave one before, all of the late one counts.
    """
    if precision != Precision.DAY:
        return None
    late = [s for s in statements if (s.published_date - day).days > LATE_DAYS]
    if not late:
        return None
    before = [s for s in statements if (s.published_date - day).days <= LATE_DAYS]
    more = _highest_told(late, category) - _highest_told(before, category)
    return more if more > 0 else None


def _highest_told(statements: Iterable[Statement], category: str) -> int:
    """The highest figure that any of these reports gives; 0 where none does."""
    said = (_stated(s.tolls, category) for s in statements)
    return max(((r.low if r.best is None else r.best) or 0 for r in said), default=0)


def _is_of_civilians(toll: Toll) -> bool:
    return toll.category in ("killed", "injured") and toll.kind == "incident" and toll.status == "civilian"


def _latest_by_family(statements: Iterable[Statement], category: str) -> list[Statement]:
    """The last report of each voice that gives a figure of its own."""
    latest: dict[str, Statement] = {}
    for statement in statements:
        if any(toll.category == category and toll.kind == "incident" for toll in statement.tolls):
            latest.pop(statement.family, None)  # to stand where it is now
            latest[statement.family] = statement
    return list(latest.values())


def _stated(tolls: Iterable[Toll], category: str) -> Range:
    """One report's figure: what it says of all, or its parts (soldiers and civilians, each side's) added up,
    whichever is more."""
    parts: dict[tuple, Toll] = {}
    for toll in tolls:
        if toll.category == category and toll.kind == "incident":
            key = (toll.scope, toll.status)
            if key not in parts or (toll.low or 0) > (parts[key].low or 0):
                parts[key] = toll
    whole = parts.pop((None, None), None)
    if whole and sum(t.low or 0 for t in parts.values()) <= (whole.low or 0):
        return Range(whole.low, whole.best, whole.high)
    return _added(parts.values())


def _added(tolls: Collection[Toll]) -> Range:
    return Range(_sum(t.low for t in tolls), _sum(t.best for t in tolls), _sum(t.high for t in tolls))


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return sum(known) if known and None not in known else None  # type: ignore[arg-type]


def _reconciled(stated: Sequence[Range]) -> Range:
    """Lowest and highest said; best is the figure said most often, then the latest."""
    lows = [r.low for r in stated if r.low is not None]
    if not lows:
        return Range()
    bests = [r.best if r.best is not None else r.low for r in stated]
    best = _said_most(bests[::-1])
    is_open = any(r.high is None for r in stated)
    highs = [r.high for r in stated if r.high is not None] + bests
    return Range(min(lows), max(best, min(lows)), None if is_open else max(highs))
