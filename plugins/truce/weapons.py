"""The ladder of weapons: which type of clash a set of weapons makes. Pure."""

from __future__ import annotations

from collections.abc import Iterable

LADDER = (  # lowest to highest; the type of a clash is its highest weapon
    "other",
    "ground_assault",
    "small_arms",
    "mine",
    "artillery",
    "rocket",
    "drone",
    "air_strike",
    "unconventional",
)


def clash_type(weapons: Iterable[str]) -> str:
    """The highest rung that was used; "other" where nothing is said."""
    return max(weapons, key=LADDER.index, default="other")


def named_weapons(weapons: Iterable[str]) -> tuple[str, ...]:
    """Each weapon once; "other" only where none is named."""
    told = tuple(dict.fromkeys(weapons))
    return tuple(weapon for weapon in told if weapon != "other") or told
