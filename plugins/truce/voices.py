"""Whose voice a report is: copies of one text are one voice, whoever prints them. Pure.

Publishers under one owner and a wire's copies are one family already (feeds.csv, wires.csv); here it is the text
that tells: outlets that begin with the same words print what one of them, or an agency nobody credits, wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from truce.model import Statement

SHORTEST = 60  # letters; shorter beginnings are alike by chance


def origins(told: Iterable[tuple[str, str, str | None]]) -> list[tuple[str, str | None]]:
    """Family and side of the voice behind each (lead, family, side), in order of publication."""
    first: dict[str, tuple[str, str | None]] = {}
    return [
        first.setdefault(lead, (family, side)) if len(lead) >= SHORTEST else (family, side)
        for lead, family, side in told
    ]


def with_origins(statements: Sequence[Statement]) -> list[Statement]:
    """The statements in order of publication, each as the voice that said it first."""
    ordered = sorted(statements, key=lambda s: (s.published_at, s.report_id))
    voices = origins((s.lead, s.family, s.side) for s in ordered)
    return [
        s if (s.family, s.side) == voice else replace(s, family=voice[0], side=voice[1])
        for s, voice in zip(ordered, voices, strict=True)
    ]
