"""One report per happening: sentences that speak of one event are put together. Pure."""

from __future__ import annotations

from dataclasses import replace

from truce.article import BODIES, Article
from truce.model import HAPPENED, Label, Report, Tense
from truce.weapons import clash_type

COUNTRY = 6  # the precision of a place of which only the country is known


def one_per_happening(article: Article, reports: list[Report]) -> list[Report]:
    """Sentences that speak of one event become one report; what contradicts stays apart."""
    kept: list[Report] = []
    for report in reports:
        for place, earlier in enumerate(kept):
            if _same_happening(earlier, report):
                kept[place] = _merged(earlier, report)
                break
        else:
            kept.append(report)
    return kept


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
    if one.label == Label.MEETING and one.type != other.type and {one.type, other.type} <= BODIES | {"call", "UN"}:
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
    """The earlier report, completed by the later one."""
    better_place = other.place_code and (not one.place_code or _is_closer(one, other))
    weapons = tuple(dict.fromkeys((*one.weapons, *other.weapons)))
    kind = one.type
    if one.label == Label.CLASH:
        kind = clash_type((one.type, other.type))
    elif one.type == "other" or (one.type in ("signing", "mediation") and other.type in BODIES):
        kind = other.type
    tolls = tuple(dict.fromkeys((*one.tolls, *other.tolls)))
    return replace(
        one,
        type=kind,
        weapons=weapons,
        tolls=tolls,
        status="agreed" if "agreed" in (one.status, other.status) else one.status,
        source_actors=_united(one, other, "source_actors"),
        target_actors=one.target_actors or other.target_actors,
        mediators=tuple(dict.fromkeys((*one.mediators, *other.mediators))),
        assertion=one.assertion if one.source_actors or not other.source_actors else other.assertion,
        occurred_date=one.occurred_date or other.occurred_date,
        occurred_precision=one.occurred_precision if one.occurred_date else other.occurred_precision,
        place_code=other.place_code if better_place else one.place_code,
        where_precision=other.where_precision if better_place else one.where_precision,
        evidence=tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        score=max(one.score, other.score),
    )


def _is_closer(one: Report, other: Report) -> bool:
    """Whether a later report places a happening better. Of two venues the first is that of the talks, unless
    it is a whole country."""
    if one.label == Label.MEETING and one.where_precision != COUNTRY:
        return False
    return (other.where_precision or 9) < (one.where_precision or 9)


def _united(one: Report, other: Report, name: str) -> tuple[str, ...]:
    mine, theirs = getattr(one, name), getattr(other, name)
    return tuple(dict.fromkeys((*mine, *theirs))) if one.label == Label.MEETING else mine or theirs
