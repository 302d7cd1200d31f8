"""Whose voice a report is: copies of one text are one voice, whoever prints them. Pure.

Publishers under one owner and a wire's copies are one family already (feeds.csv, wires.csv); here it is the text
that tells: outlets that begin with the same words print what one of them, or an agency nobody credits, wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from truce.model import Conflict, Statement

SHORTEST = 60  # letters; shorter beginnings are alike by chance


def origins(told: Iterable[tuple[str, str, str | None]]) -> list[tuple[str, str | None]]:
    """Family and side of the voice behind each (lead, family, side), in order of publication."""
    first: dict[str, tuple[str, str | None]] = {}
    return [
        first.setdefault(lead, (family, side)) if len(lead) >= SHORTEST else (family, side)
        for lead, family, side in told
    ]


def voice_of(statement: Statement, conflict: Conflict) -> str:
    """The side whose press says it, or "third"."""
    return statement.side if statement.side in conflict.sides else "third"


def families_by_side(heard: Iterable[tuple[str, str | None]], sides: Collection[str]) -> Counter[str]:
    """How many independent families of each side's press, and of neither ("third"), are among (family, side). A
    family heard on several sides, as a wire that both print, is of neither."""
    side_of: dict[str, str] = {}
    for family, side in heard:
        voice = side if side in sides else "third"
        side_of[family] = voice if side_of.get(family, voice) == voice else "third"
    return Counter(side_of.values())


def with_origins(statements: Sequence[Statement]) -> list[Statement]:
    """The statements in order of publication, each as the voice that said it first."""
    ordered = sorted(statements, key=lambda s: (s.published_at, s.report_id))
    voices = origins((s.lead, s.family, s.side) for s in ordered)
    return [
        s if (s.family, s.side) == voice else replace(s, family=voice[0], side=voice[1])
        for s, voice in zip(ordered, voices, strict=True)
    ]
