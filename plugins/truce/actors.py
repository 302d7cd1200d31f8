"""Find who a text speaks of: states, their people and capitals, armies, bodies, persons. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import ahocorasick

from truce.languages import stands_alone
from truce.places import longest


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of actors.csv. `side` is the state it speaks for, if it speaks for one; `role` the office, held from
    and to a day or month ("2025-07-03", "2025-07"; empty where that is not known)."""

    actor_code: str
    name: str
    kind: str
    side: str | None
    role: str = ""
    role_from: str = ""
    role_to: str = ""

    @property
    def party(self) -> str:
        """The code under which it acts: its side's, else its own."""
        return self.side or self.actor_code

    def holds_office_on(self, day: date) -> bool:
        """Whether the term of office covers a day; a month counts whole, an unknown end is open."""
        text = day.isoformat()
        begun = not self.role_from or self.role_from <= text[: len(self.role_from)]
        return begun and (not self.role_to or text[: len(self.role_to)] <= self.role_to)


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in a text."""

    actor_code: str
    party: str
    kind: str
    start: int
    end: int
    is_demonym: bool  # "Thai", "Cambodian": says whose


class ActorNames:
    """Every name of every actor, matched in one pass, the longest name winning."""

    def __init__(self, rows: Iterable[dict]) -> None:
        self.actors: dict[str, Actor] = {}
        self._offices: dict[str, list[Actor]] = {}  # name → the rows of one person, an office each
        self._automaton = ahocorasick.Automaton()
        known: dict[str, tuple[str, bool]] = {}
        for row in rows:
            actor = _actor(row)
            self.actors[actor.actor_code] = actor
            self._offices.setdefault(actor.name, []).append(actor)
            for name, is_demonym in _names(row):
                known.setdefault(name, (actor.actor_code, is_demonym))
        for name, (code, is_demonym) in known.items():
            self._automaton.add_word(name, (name, code, is_demonym))
        self._automaton.make_automaton()

    def actors_in(self, text: str, offset: int = 0) -> list[ActorMention]:
        """Actors named, in order, never overlapping. `offset` is where text begins."""
        found = []
        for last, (name, code, is_demonym) in self._automaton.iter(text):
            start, end = last + 1 - len(name), last + 1
            if stands_alone(text, start, end):
                found.append((start, end, code, is_demonym))
        return [self._mention(a + offset, b + offset, *rest) for a, b, *rest in longest(found)]

    def on_day(self, actor_code: str, day: date) -> Actor:
        """The actor in the office held on a day: a person of several offices has a row for each; where two cover
        the day (a month counts whole) the one taken up last."""
        actor = self.actors[actor_code]
        held = (row for row in self._offices[actor.name] if row.holds_office_on(day))
        return max(held, key=lambda row: row.role_from, default=actor)

    def _mention(self, start: int, end: int, code: str, is_demonym: bool) -> ActorMention:
        actor = self.actors[code]
        return ActorMention(code, actor.party, actor.kind, start, end, is_demonym)


def _actor(row: dict) -> Actor:
    return Actor(
        row["actor_code"], row["name_en"], row["kind"], row["side"] or None,
        row["role"], row["role_from"], row["role_to"],
    )  # fmt: skip


def _names(row: dict) -> Iterable[tuple[str, bool]]:
    for column in ("demonyms_en", "demonyms_th", "demonyms_km"):
        yield from ((name, True) for name in _parts(row[column]))
    for column in (
        "name_en", "other_names_en", "metonyms_en", "name_th", "metonyms_th", "name_km", "metonyms_km",
    ):  # fmt: skip
        for name in _parts(row[column]):
            yield name.split(" (")[0], False
            if name.isascii() and len(name) > 4:
                yield name.upper(), False  # headlines in capitals
    if row["kind"] in ("person", "mediator", "observer") and row["name_en"].isascii():
        family_name = row["name_en"].split()[-1]
        if len(family_name) >= 6:
            yield family_name, False  # "Sihasak Phuangketkeow" is "Phuangketkeow" later on


def _parts(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]
