"""Decide which mails are owed for an incident. Pure: no store, no clock.

No second mail for the same incident unless something new is known: a surer status, or more dead.
"""

from __future__ import annotations

from collections.abc import Sequence

LADDER = ("refuted", "alleged", "disputed", "corroborated", "verified")


def grade_of(status: str, killed_low: int | None) -> str:
    """What is known, as far as another mail would be owed for more of it."""
    return f"{status}/{'?' if killed_low is None else killed_low}"


def is_owed(grade: str, grades: Sequence[str]) -> bool:
    """Whether a grade says more than every mail before: a higher rung, or a higher toll."""
    return all(_rises(grade, before) for before in grades)


def _rises(grade: str, before: str) -> bool:
    rung, killed = _parts(grade)
    rung_before, killed_before = _parts(before)
    return rung > rung_before or killed > killed_before


def _parts(grade: str) -> tuple[int, int]:
    status, killed = grade.split("/")
    return LADDER.index(status), -1 if killed == "?" else int(killed)
