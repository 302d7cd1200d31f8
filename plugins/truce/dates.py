"""Read the dates that feeds write, in any language and era. Pure.

What cannot be read without guessing (no year, 08/12/2025, "yesterday") is left open: the caller keeps the text.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

MONTHS = Path(__file__).resolve().parent / "calendars" / "months.csv"
LONGEST = 100  # characters; no date is longer
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
BUDDHIST_YEARS = range(2443, 2743)  # 1900 to 2199; no feed writes such a year of the common era
BUDDHIST_ERA = 543

# RFC 822 with the names of RFC 2822, then those that newsrooms use; hours east of Greenwich.
# IST is India's, CST and EST are America's, BST is Britain's.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "wat": 1, "cest": 2,
    "mest": 2, "eet": 2, "cat": 2, "sast": 2, "eest": 3, "eat": 3, "msk": 3, "trt": 3, "irst": 3.5, "gst": 4,
    "aft": 4.5, "pkt": 5, "uzt": 5, "ist": 5.5, "npt": 5.75, "mmt": 6.5, "ict": 7, "wib": 7, "wita": 8, "sgt": 8,
    "myt": 8, "hkt": 8, "pht": 8, "pst8": 8, "awst": 8, "wit": 9, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10,
    "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13, "adt": -3, "ast": -4, "at": -4, "edt": -4, "est": -5, "et": -5,
    "cdt": -5, "cst": -6, "ct": -6, "mdt": -6, "mst": -7, "mt": -7, "pdt": -7, "pst": -8, "pt": -8, "akdt": -8,
    "akst": -9, "hst": -10, "a": -1, "n": 1, "m": -12, "y": 12,
}  # fmt: skip
ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,? +)?(\d{1,2}) +([A-Za-z]{3,9})\.? +(\d{4}|\d{2})"
    r"(?: +(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: *(?![aApP][.mM])([A-Za-z+-][\w:+-]*))?)?",
    re.ASCII,
)
# https://www.w3.org/TR/NOTE-datetime, with a blank for the T, without the dashes, and with slashes
W3C = re.compile(
    r"(\d{4})(?:([-/]?)(\d{2})(?:\2(\d{2})"
    r"(?:[Tt ] *(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?(?: *([A-Za-z+-][\w:+-]*))?)?)?)?",
    re.ASCII,
)
OFFSET = re.compile(r"(?:gmt|utc|etc/gmt)?([+-])(\d{1,2})(?::?(\d{2}))?")
EPOCH = re.compile(r"\d{10}(?:\d{3})?")  # seconds or milliseconds since 1970
CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:(?::|h)(\d{2})(?::(\d{2})(?:[.,]\d+)?)?|\.(\d{2})(?= ?(?:น|wib|wita|wit|ន)))"
    r"(?: *(am|pm|a\.m\.?|p\.m\.?)(?![a-z]))?"
    r"(?: *((?:gmt|utc|etc/gmt)? ?[+-] ?\d{1,2}(?::?\d{2})?|[a-z]{1,4}(?![a-z])))?"
)
WORDS = re.compile(r"\d+|[^\s\d,/:;()+\-–—|]+")
# words for "month" that are written before its number or glued to its name
MONTH_WORDS = ("tháng", "thg")
GLUED = ("ខែ", "เดือน", "ເດືອນ")


def read_date(text: str | None) -> datetime | None:
    """The moment a text names, in UTC; None if it names none, or one before 1990 or after 2199.

    Without a zone it counts as UTC, without a time as midnight. Years of the Buddhist era are told by their size,
    or by Thai or Lao letters beside two digits.
    """
    if not text or len(text) > LONGEST:
        return None
    text = text.strip()
    try:
        moment = _common(text) or _rare(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment and EARLIEST <= moment < LATEST else None


def _common(text: str) -> datetime | None:
    """The two forms that the standards ask for."""
    if found := RFC_822.fullmatch(text):
        day, name, year, hour, minute, second, zone = found.groups()
        month = _english_month(name)
        return _moment(_year(year), month, int(day), hour, minute, second, zone) if month else None
    if (found := W3C.fullmatch(text)) and (found[4] or found[2] == "-" or not found[3]):
        year, _, month, day, hour, minute, second, zone = found.groups()
        return _moment(_year(year), int(month or 1), int(day or 1), hour, minute, second, zone)
    return None


def _english_month(name: str) -> int | None:
    """The month whose English name begins so, from three letters on."""
    return next((number for number, month in enumerate(ENGLISH, 1) if month.startswith(name.lower())), None)


def _year(digits: str, is_thai: bool = False) -> int:
    """The year of the common era; two digits are of 1990 to 2089, or of the Buddhist 2500s in Thai."""
    year = int(digits)
    if len(digits) <= 2:
        year += 2500 if is_thai else 1900 if year >= 90 else 2000
    return year - BUDDHIST_ERA if year in BUDDHIST_YEARS else year


def _moment(year: int, month: int, day: int, hour, minute, second, zone: str | None) -> datetime:
    """Raises ValueError for what is in no calendar. A leap second is the second before it."""
    moment = datetime(year, month, day, int(hour or 0), int(minute or 0), min(int(second or 0), 59), tzinfo=UTC)
    return moment - _offset(zone)


def _offset(zone: str | None) -> timedelta:
    """Hours east of Greenwich; a name that nobody knows counts as UTC."""
    zone = (zone or "").lower().replace(" ", "")
    if found := OFFSET.fullmatch(zone):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset >= timedelta(days=1):
            raise ValueError(zone)
        return -offset if found[1] == "-" else offset
    return timedelta(hours=ZONES.get(zone, 0))


# ------------------------------------------------------------------ all other forms


@cache
def month_names() -> dict[str, int]:
    """Name in small letters, without the last dot → month. The names are those of the Unicode CLDR; one that means
    two months in two languages (listopad) is left out."""
    with MONTHS.open(encoding="utf-8", newline="") as file:
        return {_alike(name): int(row["month"]) for row in csv.DictReader(file) for name in row["names"].split("; ")}


def _alike(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def _rare(text: str) -> datetime | None:
    """A day, a month by number or by name in any language, and a year, in any order that cannot be misread."""
    text = "".join(_plain_digit(character) for character in _alike(text))
    if EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    clock = CLOCK.search(text)
    hour, minute, second, zone = _time(clock)
    if clock:
        text = text[: clock.start()] + " " + text[clock.end() :]
    found = _day_of(_parts(text), is_thai=any("\u0e00" <= c <= "\u0eff" for c in text))
    return _moment(*found, hour, minute, second, zone) if found else None


def _plain_digit(character: str) -> str:
    """Khmer, Thai, Arabic and other digits as 0 to 9."""
    return character if character < "\x80" else str(unicodedata.decimal(character, character))


def _time(clock: re.Match | None) -> tuple[int, int, int, str | None]:
    if clock is None:
        return 0, 0, 0, None
    hour = int(clock[1])
    if clock[5]:
        if not 1 <= hour <= 12:
            raise ValueError(clock[0])
        hour = hour % 12 + (12 if clock[5][0] == "p" else 0)
    return hour, int(clock[2] or clock[4]), int(clock[3] or 0), clock[6]


def _parts(text: str) -> list[tuple[str, str | int]]:
    """The numbers ("number", its digits) and months ("month", 1 to 12) of a text, in order."""
    words = WORDS.findall(text)
    parts: list[tuple[str, str | int]] = []
    index = 0
    while index < len(words):
        month, length = _month_at(words, index)
        if month:
            parts.append(("month", month))
        elif words[index].isdigit():
            parts.append(("number", words[index]))
        index += length
    return parts


def _month_at(words: list[str], index: int) -> tuple[int | None, int]:
    """The month that begins at a word, of up to four words, and how many words it takes."""
    names = month_names()
    for length in (4, 3, 2, 1):
        name = " ".join(words[index : index + length]).rstrip(".")
        if name in names:
            return names[name], length
    for prefix in GLUED:
        if words[index].startswith(prefix) and words[index][len(prefix) :] in names:
            return names[words[index][len(prefix) :]], 1
    if words[index] in MONTH_WORDS and words[index + 1 : index + 2] and words[index + 1].isdigit():
        return int(words[index + 1]), 2
    return None, 1


def _day_of(parts: list[tuple[str, str | int]], is_thai: bool) -> tuple[int, int, int] | None:
    """Year, month and day; None where numbers are missing, left over, or may be read two ways."""
    digits = [str(value) for kind, value in parts if kind == "number"]
    months = [value for kind, value in parts if kind == "month"]
    if not months:
        return _numeric(digits, is_thai) if len(digits) == 3 else None
    if len(digits) != 2:
        return None
    month = months[0] if len(set(months)) == 1 else _month_beside_day(parts)
    first, second = digits
    if len(first) == 4 and len(second) <= 2:
        first, second = second, first
    if month is None or len(first) > 2 or len(second) not in (2, 4):
        return None
    return _year(second, is_thai), int(month), int(first)


def _month_beside_day(parts: list[tuple[str, str | int]]) -> int | None:
    """Of two names of months the one after a number: "mar" is also Tuesday."""
    after = [value for (kind, _), (next_kind, value) in pairwise(parts) if kind == "number" and next_kind == "month"]
    return int(after[0]) if len(after) == 1 else None


def _numeric(digits: list[str], is_thai: bool) -> tuple[int, int, int] | None:
    """Three numbers: the year first; or last, with a day that is too large for a month or the same number."""
    if len(digits[0]) == 4:
        return _year(digits[0]), int(digits[1]), int(digits[2])
    first, second, year = int(digits[0]), int(digits[1]), digits[2]
    if len(year) != 4:
        return None
    if first > 12 or first == second:
        return _year(year, is_thai), second, first
    return (_year(year, is_thai), first, second) if second > 12 else None
