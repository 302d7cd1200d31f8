"""Find places of the gazetteer in a text. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import ahocorasick

from truce.languages import stands_alone

# UCDP precision by kind of place: 1 exact, 3 district, 4 province, 5 several provinces, 7 sea
PRECISION = {
    "district": 3,
    "commune": 3,
    "province": 4,
    "area": 5,
    "sea_area": 7,
    "capital": 3,
    "town": 2,
    "country": 6,
}
PREFIXES_TH = {
    "district": ("อ.", "อำเภอ", "อ. ", "ที่", "พื้นที่", "หมู่บ้าน", "ชาวบ้าน", "ชาว", "ชายแดน", "ด้าน", "ใน", "สภ.", "จาก"),
    "commune": ("ต.", "ตำบล", "ต. ", "หมู่บ้าน", "ชาวบ้าน"),
}
PREFIXES_KM = {
    "district": ("ស្រុក", "ក្រុង", "នៅ", "តំបន់", "ក្នុង", "ជាយដែន"),
    "commune": ("ឃុំ", "សង្កាត់", "នៅ", "តំបន់"),
}
SHORTEST_LATIN = 4  # shorter names (Nan, Tak) are words or people too often
SHORTEST_BARE = 7  # shorter Thai and Khmer names of districts need their prefix


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer."""

    place_code: str
    name: str
    kind: str
    country: str | None  # the side of the border; None where that is disputed
    admin1: str | None
    lat: float
    lon: float

    @property
    def provinces(self) -> frozenset[str]:
        """The provinces it lies in; of a site on the line both sides' ("Banteay Meanchey; Sa Kaeo")."""
        return _provinces(self.admin1)


@cache
def _provinces(admin1: str | None) -> frozenset[str]:
    return frozenset(admin1.split("; ")) if admin1 else frozenset()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text, with its UCDP precision."""

    place_code: str
    name: str
    kind: str
    country: str | None
    precision: int
    start: int
    end: int


class Gazetteer:
    """Every name of every place, matched in one pass, the longest name winning."""

    def __init__(self, places: Iterable[Place], names: dict[str, tuple[str, str]]) -> None:
        self._places = {place.place_code: place for place in places}
        self._automaton = ahocorasick.Automaton()
        for name, (code, told) in names.items():
            self._automaton.add_word(name, (name, code, told))
        self._automaton.make_automaton()

    @classmethod
    def from_rows(cls, rows: Iterable[dict]) -> Gazetteer:
        """Build from the columns of places.csv. Of two places with one name the earlier row wins."""
        places, names = [], {}
        for row in rows:
            place = _place(row)
            places.append(place)
            for name in _names(row, place.kind):
                names.setdefault(name, (place.place_code, _told(row, name)))
        return cls(places, names)

    def place(self, place_code: str | None) -> Place | None:
        return self._places.get(place_code) if place_code else None

    @property
    def provinces(self) -> frozenset[str]:
        """Every province that a place lies in."""
        return frozenset().union(*(place.provinces for place in self._places.values()))

    def places_in(self, text: str, offset: int = 0) -> list[PlaceMention]:
        """Places named, in order, never overlapping. `offset` is where text begins."""
        found = []
        for last, (name, code, told) in self._automaton.iter(text):
            start, end = last + 1 - len(name), last + 1
            if stands_alone(text, start, end):
                found.append((start, end, code, told))
        return [self._mention(a + offset, b + offset, code, told) for a, b, code, told in longest(found)]

    def _mention(self, start: int, end: int, code: str, told: str) -> PlaceMention:
        place = self._places[code]
        return PlaceMention(code, told, place.kind, place.country, PRECISION.get(place.kind, 1), start, end)


def longest(spans: list[tuple]) -> list[tuple]:
    """Of overlapping (start, end, …) spans the longest; ties go to the earlier."""
    if len(spans) < 2:
        return spans
    kept: list[tuple] = []
    taken_to = -1
    for span in sorted(spans, key=lambda s: (s[0], -(s[1] - s[0]))):
        if span[0] >= taken_to:
            kept.append(span)
            taken_to = span[1]
        elif span[1] - span[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = span
            taken_to = span[1]
    return kept


def _place(row: dict) -> Place:
    return Place(
        place_code=row["place_code"],
        name=row["name_en"].removesuffix(" (town)"),
        kind=row["kind"],
        country=row["country"] or None,
        admin1=row["admin1_en"] or None,
        lat=float(row["lat"] or "nan"),
        lon=float(row["lon"] or "nan"),
    )


def _told(row: dict, name: str) -> str:
    """The English name that a name stands for. Of a place that each side calls its own way, the columns
    hold "the Thai names / the Cambodian names"."""
    english = row["name_en"].removesuffix(" (town)").split(" / ")
    if len(english) == 1:
        return english[0]
    columns = [cells for c in ("name_th", "name_km") if len(cells := row[c].split(" / ")) == len(english)]
    each = (e for cells in columns for e, cell in zip(english, cells, strict=True) if name in cell.split("; "))
    return next(each, english[0])


def _names(row: dict, kind: str) -> Iterable[str]:
    def parts(*columns):
        return [n.strip() for c in columns for n in row[c].replace(" / ", ";").split(";") if n.strip()]

    for both in parts("name_en", "other_names_en"):
        name = both.split(" (")[0]
        if len(name) >= SHORTEST_LATIN:
            yield name
            if name.isascii() and len(name) > SHORTEST_LATIN:
                yield name.upper()  # headlines in capitals
    for column, prefixes in (("name_th", PREFIXES_TH), ("name_km", PREFIXES_KM)):
        for name in parts(column):
            yield from (prefix + name for prefix in prefixes.get(kind, ()))
            if kind not in prefixes or len(name) >= SHORTEST_BARE:
                yield name


def distance_km(one: Place, other: Place) -> float:
    """Great-circle distance in kilometres; nan where a place has no coordinates."""
    a, b = math.radians(one.lat), math.radians(other.lat)
    across = math.radians(other.lon - one.lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))
