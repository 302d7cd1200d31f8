"""Read the codebook: cues of each language, actors, places, conflicts; and refuse one that contradicts
itself. The codebook is data; what it means is decided in coding.py."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product
from operator import attrgetter
from pathlib import Path

import ahocorasick

from truce.actors import Actor, ActorNames
from truce.classifier import Classifier, read_classifier
from truce.errors import CodebookError
from truce.languages import alike, cuts_syllable
from truce.model import BREACH_TYPES, CLASH_TYPES, LEVELS, MEETING_STATUSES, MEETING_TYPES, TOPICS, Conflict
from truce.places import Gazetteer, longest
from truce.surroundings import LISTS, Surroundings, surroundings_of

CODER = (  # the modules whose source decides a reading
    "languages", "lexicon", "actors", "places", "occurrence", "casualties", "weapons", "surroundings", "article",
    "tenses", "clash_reports", "meeting_reports", "blame", "wrongs", "allegation_reports", "talks", "merging",
    "features", "classifier", "coding",
)  # fmt: skip
TYPED = {  # sections whose keys are types
    "force": CLASH_TYPES,
    "weapons": CLASH_TYPES,
    "meeting": MEETING_TYPES,
    "breach": BREACH_TYPES,
    "meeting_status": MEETING_STATUSES,
}
SECTIONS = frozenset({
    *TYPED, "weak_force", "strike", "attack_verbs", "moot", "not_meeting", "speech", "accuse", "deny", "admit",
    "finding", "violation", "tense", "host", "border", "relief", "hint", "claim", "office", "unnamed", "no_name",
})  # fmt: skip
TALKS = {"level": (*LEVELS, "preparatory"), "topic": TOPICS}  # the sections of a page of talks and their keys
BY_PLACE = attrgetter("start", "end")
REST_OF_WORD = re.compile(r"(?:[^\W_]|-)*")  # behind an open end: "violat*", "cease-fire*"
MODEL = "model.json.gz"
CONFLICT_LISTS = ("seats", "bodies", "monitors", "regional_bodies", "mediators", "onlookers")  # columns, in order
CLASH_SECTIONS = frozenset({"force", "weapons"})


def _spelt_out(term: str) -> Iterator[str]:
    """The terms that one with alternatives stands for: "rebels/troops seize/seized" is four."""
    return map(" ".join, product(*(word.split("/") for word in term.split(" "))))


@dataclass(frozen=True, slots=True)
class Cue:
    """A term found in a text: section and key say what it speaks of."""

    section: str
    key: str
    text: str
    start: int
    end: int


class CueMatcher:
    """All terms of a language page, found in one pass."""

    def __init__(self, cues: Mapping, is_latin: bool) -> None:
        self.is_latin = is_latin
        terms: dict[str, tuple[bool, list[tuple[str, str, str]]]] = {}  # a group: of its terms the longest wins
        for section, keys in cues.items():
            for key, words in keys.items():
                for word in chain.from_iterable(map(_spelt_out, words)):
                    open_end, bare = word.endswith("*"), word.rstrip("*").lower()
                    known = terms.setdefault(bare, (open_end, []))
                    group = section if section in CLASH_SECTIONS else f"{section}.{key}"
                    terms[bare] = (known[0] or open_end, [*known[1], (group, section, key)])
        self._automaton = ahocorasick.Automaton()
        for bare, (open_end, meanings) in terms.items():
            self._automaton.add_word(bare, (bare, open_end, meanings))
        self._automaton.make_automaton()

    def sections_in(self, text: str) -> Iterator[str]:
        """The section of each term of a text, as they come: a quick look, before it is read."""
        folded = alike(text).lower()
        for last, (term, open_end, meanings) in self._automaton.iter(folded):
            if self._end_of_word(folded, last + 1 - len(term), last + 1, open_end):
                yield from (section for _, section, _ in meanings)

    def _end_of_word(self, folded: str, start: int, end: int, open_end: bool) -> int:
        """Where the word of a match ends; 0 where the match is no word of its own."""
        if not self.is_latin:
            return 0 if cuts_syllable(folded, start, end) else end
        if start and folded[start - 1].isalnum():
            return 0
        if open_end:
            return REST_OF_WORD.match(folded, end).end()
        return 0 if end < len(folded) and folded[end].isalnum() else end

    def cues_in(self, text: str, offset: int = 0) -> list[Cue]:
        """Every cue, in order; within one section the longest term wins. `offset` is where text begins."""
        folded = text.lower()
        if len(folded) != len(text):
            folded = text
        groups: dict[str, list[tuple]] = {}
        for last, (term, open_end, meanings) in self._automaton.iter(folded):
            start = last + 1 - len(term)
            end = self._end_of_word(folded, start, last + 1, open_end)
            for group, section, key in meanings if end else ():
                groups.setdefault(group, []).append((start, end, section, key))
        found = [
            Cue(section, key, text[start:end], start + offset, end + offset)
            for spans in groups.values()
            for start, end, section, key in longest(spans)
        ]
        return sorted(found, key=BY_PLACE)


@dataclass(frozen=True)
class Codebook:
    """Everything the coder knows. `version` changes with any of its data or of the coder's source."""

    version: str
    pages: Mapping[str, Mapping]
    matchers: Mapping[str, CueMatcher]
    actor_names: ActorNames
    gazetteer: Gazetteer
    conflicts: tuple[Conflict, ...]
    surroundings: Surroundings  # what stands around names, of all languages
    classifier: Classifier | None = None
    interop: Mapping[tuple[str, str], Mapping] = field(default_factory=dict)
    talks: Mapping[str, CueMatcher] = field(default_factory=dict)  # apart from the cues: what it finds labels nothing

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        return tuple(self.actor_names.actors.values())

    @cached_property
    def seats(self) -> frozenset[str]:
        """Places that stand for the government of a side."""
        return self._of_all("seats")

    @cached_property
    def bodies(self) -> frozenset[str]:
        """Joint bodies of the sides of any watched conflict."""
        return self._of_all("bodies")

    @cached_property
    def monitors(self) -> frozenset[str]:
        """Those who watch over a ceasefire of any watched conflict."""
        return self._of_all("monitors")

    @cached_property
    def regional_bodies(self) -> frozenset[str]:
        """Organisations of the states around a watched conflict."""
        return self._of_all("regional_bodies")

    @cached_property
    def sides(self) -> frozenset[str]:
        """The sides of every watched conflict."""
        return self._of_all("sides")

    def _of_all(self, name: str) -> frozenset[str]:
        return frozenset().union(*(getattr(conflict, name) for conflict in self.conflicts))


def read_codebook(folder: Path) -> Codebook:
    """The codebook of a folder; raises CodebookError naming file and key."""
    pages = {path.name: _page(path) for path in sorted(folder.iterdir()) if path.is_dir()}
    if not pages:
        raise CodebookError(f"{folder} holds no language page (a folder such as en/).")
    actor_names = ActorNames(_rows(folder / "actors.csv", "actor_code"))
    gazetteer = Gazetteer.from_rows(_rows(folder / "places.csv", "place_code"))
    conflicts = tuple(_conflict(row) for row in _rows(folder / "conflicts.csv", "conflict_code"))
    for conflict in conflicts:
        _check_conflict(conflict, actor_names, gazetteer)
    return Codebook(
        version=version_of(folder),
        pages=pages,
        matchers={language: CueMatcher(page["cues"], is_latin=_is_latin(page)) for language, page in pages.items()},
        actor_names=actor_names,
        gazetteer=gazetteer,
        conflicts=conflicts,
        classifier=read_classifier(folder / MODEL),
        interop={(r["label"], r["type"]): r for r in _rows(folder / "codes.csv", None)},
        surroundings=surroundings_of(page["names"] for page in pages.values()),
        talks={language: CueMatcher(page["talks"], is_latin=_is_latin(page)) for language, page in pages.items()},
    )


def _conflict(row: dict) -> Conflict:
    return Conflict(
        row["conflict_code"],
        row["name"],
        row["side_a"],
        row["side_b"],
        row["time_zone"],
        _names(row["border_provinces"]),
        row["line_name"],
        row["language_a"],
        row["language_b"],
        *(_names(row[column]) for column in CONFLICT_LISTS),
    )


def _names(cell: str) -> frozenset[str]:
    return frozenset(name.strip() for name in cell.split(";") if name.strip())


def _check_conflict(conflict: Conflict, actor_names: ActorNames, gazetteer: Gazetteer) -> None:
    """A code or province that nobody knows would never match, in silence."""
    actors = (
        *(("side", code) for code in conflict.sides),
        *((name, code) for name in CONFLICT_LISTS if name != "seats" for code in sorted(getattr(conflict, name))),
    )
    for what, code in actors:
        if code not in actor_names.actors:
            raise CodebookError(f"conflicts.csv, {conflict.conflict_code}: {what} {code!r} is not in actors.csv.")
    for code in sorted(conflict.seats):
        if gazetteer.place(code) is None:
            raise CodebookError(f"conflicts.csv, {conflict.conflict_code}: seat {code!r} is not in places.csv.")
    for province in sorted(conflict.border_provinces - gazetteer.provinces):
        raise CodebookError(f"conflicts.csv, {conflict.conflict_code}: no place of places.csv lies in {province!r}.")


def version_of(folder: Path, has_model: bool = True) -> str:
    """Twelve hex digits over every file of the codebook (without the model if asked) and the coder's source."""
    digest = hashlib.sha256()
    source = Path(__file__).resolve().parent
    for path in (
        *sorted(p for p in folder.rglob("*") if p.is_file() and (has_model or p.name != MODEL)),
        *(source / f"{name}.py" for name in CODER),
    ):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _is_latin(page: Mapping) -> bool:
    return "classifiers" not in page["tolls"]


def _page(folder: Path) -> dict[str, Mapping]:
    page = {}
    for name in ("cues", "dates", "tolls", "talks", "names"):
        path = folder / f"{name}.toml"
        try:
            page[name] = tomllib.loads(alike(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise CodebookError(f"{path} is missing: a language needs cues, dates, tolls, talks and names.") from error
        except tomllib.TOMLDecodeError as error:
            raise CodebookError(f"{path}: {error}.") from error
    _check_cues(folder / "cues.toml", page["cues"], SECTIONS, TYPED)
    _check_cues(folder / "talks.toml", page["talks"], frozenset(TALKS), TALKS)
    _check_names(folder / "names.toml", page["names"])
    return page


def _check_cues(path: Path, cues: Mapping, sections: frozenset[str], typed: Mapping) -> None:
    for section, keys in cues.items():
        if section not in sections:
            raise CodebookError(f"{path}: there is no section [{section}]; known: {', '.join(sorted(sections))}.")
        for key, words in keys.items():
            if section in typed and key not in typed[section]:
                raise CodebookError(f"{path}, [{section}]: {key!r} is no type; known: {', '.join(typed[section])}.")
            for word in words:
                if not word.strip("* "):
                    raise CodebookError(f"{path}, [{section}] {key}: an empty term.")
        for term, where in _twice(keys) if section in typed else ():
            raise CodebookError(f"{path}, [{section}]: {term!r} stands under {' and '.join(where)}; it can mean one.")
    missing = sections - set(cues)
    if missing:
        raise CodebookError(f"{path}: the sections {', '.join(sorted(missing))} are missing (they may be empty).")


def _check_names(path: Path, names: Mapping) -> None:
    """A list that is missing or that nobody asks for would change readings in silence."""
    for name in sorted(set(LISTS) ^ set(names)):
        raise CodebookError(f"{path}: the list {name!r} is {'missing' if name in LISTS else 'unknown'}.")


def _twice(keys: Mapping) -> Iterator[tuple[str, list[str]]]:
    places: dict[str, list[str]] = {}
    for key, words in keys.items():
        for word in set(words):
            places.setdefault(word.rstrip("*"), []).append(key)
    return ((term, where) for term, where in places.items() if len(where) > 1)


def _rows(path: Path, key: str | None) -> list[dict]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(map(alike, file), restkey="too_many"))
    except FileNotFoundError as error:
        raise CodebookError(f"{path} is missing.") from error
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        if "too_many" in row or None in row.values():
            raise CodebookError(f"{path}, line {line}: the number of cells is not that of the header.")
        if key and (not row[key] or row[key] in seen):
            raise CodebookError(f"{path}, line {line}: {key} {row[key]!r} is empty or stands twice.")
        if key:
            seen.add(row[key])
    return rows
