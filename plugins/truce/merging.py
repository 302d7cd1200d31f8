"""One report per happening: sentences that speak of one event are put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from truce.clash_reports import distinct
from truce.model import BODY_TYPES, HAPPENED, Label, Report, Tense
from truce.weapons import clash_type, named_weapons

AREA = 5  # the precision of a part of a country
COUNTRY = 6  # the precision of a place of which only the country is known


def one_per_happening(reports: Iterable[Report]) -> list[Report]:
    """Sentences that speak of one event become one report; what contradicts stays apart. Tolls and evidence
    are put together once, at the end: a long text has many of them."""
    kept: list[Report] = []
    told: list[list[Report]] = []  # the reports behind each that is kept
    for report in reports:
        place = next((n for n, earlier in enumerate(kept) if _same_happening(earlier, report)), None)
        if place is None:
            kept.append(report)
            told.append([report])
        else:
            kept[place] = _merged(kept[place], report)
            told[place].append(report)
    return [
        replace(report, tolls=distinct(_of_all(parts, "tolls")), evidence=_of_all(parts, "evidence"))
        for report, parts in zip(kept, told, strict=True)
    ]


def _of_all(reports: Iterable[Report], name: str) -> tuple:
    """What several reports say under one name, each once, in order."""
    return tuple(dict.fromkeys(found for report in reports for found in getattr(report, name)))


def _same_happening(one: Report, other: Report) -> bool:
    if (one.label, one.conflict_code) != (other.label, other.conflict_code):
        return False
    if _retold(one) != _retold(other):
        return False
    if one.label == Label.ALLEGATION:
        return (one.type, one.source_actors, one.act_kind) == (
            other.type,
            other.source_actors,
            other.act_kind,
        )
    if one.label == Label.MEETING and (one.status in HAPPENED) != (other.status in HAPPENED):
        return False
    if one.label == Label.MEETING and one.type != other.type and {one.type, other.type} <= BODY_TYPES | {"call", "UN"}:
        return False
    if one.label == Label.BREACH and one.type != other.type:
        return False
    if (
        one.label == Label.CLASH
        and ("mine" in (one.type, other.type))
        and one.type != other.type
        and "other" not in (one.type, other.type)
    ):
        return False
    days = {(r.occurred_date, r.occurred_precision) for r in (one, other) if r.occurred_date}
    places = {r.place_code for r in (one, other) if r.place_code and (r.where_precision or 9) < 4}
    return len(days) < 2 and len(places) < 2


def _retold(report: Report) -> bool:
    return report.tense in (Tense.BACKGROUND, Tense.HYPOTHETICAL, Tense.NEGATED)


def _merged(one: Report, other: Report) -> Report:
    """The earlier report, completed by the later one (but for its tolls and evidence)."""
    is_nowhere = not (one.place_code or one.unresolved_place)
    is_better = other.place_code and (_is_closer(one, other) if one.place_code else not _is_vaguer(one, other))
    where = other if is_nowhere or is_better else one
    if where is one and not one.place_code and _says_more(one, other):
        where = other
    weapons = named_weapons((*one.weapons, *other.weapons))
    kind = one.type
    if one.label == Label.CLASH:
        kind = clash_type((one.type, other.type))
    elif one.type == "other" or (one.type in ("signing", "mediation") and other.type in BODY_TYPES):
        kind = other.type
    return replace(
        one,
        type=kind,
        weapons=weapons,
        status="agreed" if "agreed" in (one.status, other.status) else one.status,
        source_actors=_united(one, other, "source_actors"),
        target_actors=_united(one, other, "target_actors"),
        mediators=tuple(dict.fromkeys((*one.mediators, *other.mediators))),
        assertion=one.assertion if one.source_actors or not other.source_actors else other.assertion,
        occurred_date=one.occurred_date or other.occurred_date,
        occurred_precision=one.occurred_precision if one.occurred_date else other.occurred_precision,
        place_code=where.place_code,
        where_precision=where.where_precision,
        unresolved_place=where.unresolved_place,
        score=max(one.score, other.score),
    )


def _is_closer(one: Report, other: Report) -> bool:
    """Whether a later report places a happening better. Of two venues the first is that of the talks, unless
    it is a whole country."""
    if one.label == Label.MEETING and one.where_precision != COUNTRY:
        return False
    return (other.where_precision or 9) < (one.where_precision or 9)


def _is_vaguer(one: Report, other: Report) -> bool:
    """Whether a later report knows but the part of a country, and the earlier one names a place there that has no
    code."""
    is_named = bool(one.unresolved_place) and one.where_precision is None
    return one.label == Label.CLASH and is_named and (other.where_precision or 9) >= AREA


def _says_more(one: Report, other: Report) -> bool:
    """Whether a later report tells a place without a code in more words: "the border", "the border with Cambodia"."""
    return len(other.unresolved_place or "") > len(one.unresolved_place or "")


def _united(one: Report, other: Report, name: str) -> tuple[str, ...]:
    mine, theirs = getattr(one, name), getattr(other, name)
    if one.label == Label.CLASH and mine and theirs and set(mine).isdisjoint(theirs):
        return ()  # each did it to the other
    return tuple(dict.fromkeys((*mine, *theirs))) if one.label == Label.MEETING else mine or theirs
