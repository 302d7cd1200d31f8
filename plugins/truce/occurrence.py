"""Find the days a text names and resolve them against its publication. Pure: the words of a language
are its page dates.toml, the grammar is here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from truce.languages import any_of, with_figures
from truce.model import Precision

BACK_DAYS, AHEAD_DAYS = 215, 150  # a day without a year is the nearest within this window
BUDDHIST_ERA = 543
KHMER_LETTER = "[\u1780-\u17d3]"  # behind "next" it makes another word: "on Friday after …"
SINCE_WITHIN = 16  # characters before a day that may say "since"
GLOSS_WITHIN = 25  # characters between "today" and the day it is
EPOCH = datetime(1970, 1, 1, 12, tzinfo=UTC)
GLOSS = re.compile(r"\s?\([^\d)]{0,20}|ที่\s?|,?\s")  # between "today" or a weekday and the day that says which


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day (or the first day of a week or month) that a text names."""

    day: date
    precision: Precision
    start: int
    end: int
    is_future: bool
    days_ago: int
    is_since: bool = False  # only since when something is so: "since August"


def dates_in(text: str, language: str, published_at: datetime, zone: str, pages: Mapping) -> list[DateMention]:
    """Days named in a text, in order, in the calendar of `zone`; none for a language without a page."""
    page = pages.get("dates")
    if page is None:
        return []
    folded = with_figures(text)
    if not _names_of_days(id(page), _Frozen(page)).search(folded.lower()):
        return []
    today = published_at.astimezone(ZoneInfo(zone)).date()
    grammar = _grammar(id(page), _Frozen(page))
    found = [
        DateMention(day, precision, match.start(), match.end(), day > today, (today - day).days)
        for pattern, resolve in grammar
        for match in pattern.finditer(folded)
        if (resolved := resolve(match, today)) is not None
        for day, precision in [resolved]
    ]
    return [_with_since(folded, mention, page) for mention in _without_glossed(folded, _apart(found))]


def told_today(text: str, pages: Mapping) -> date | None:
    """The day that a text itself calls today ("วันนี้ (28 กรกฎาคม 2568)") or gives with the hour ("วันที่ 4 เมษายน
    2568 เวลา 10.00 น."); only one named with its year."""
    page = pages["dates"]
    today = _words_for_today(id(page), _Frozen(page))
    clock = tuple(page["shape"].get("clock", ()))
    named = [d for d in dates_in(text, "", EPOCH, "UTC", pages) if d.day.year > EPOCH.year + 1]
    for mention in named:
        lead = text[max(0, mention.start - GLOSS_WITHIN) : mention.start]
        if today.search(lead) or text[mention.end : mention.end + 10].lstrip(" )").startswith(clock):
            return mention.day
    return None


def _with_since(text: str, mention: DateMention, page: Mapping) -> DateMention:
    """A mention, marked where the words say "since" right before it or as its own first word."""
    since = tuple(page["shape"].get("since", ()))
    before = text[max(0, mention.start - SINCE_WITHIN) : mention.start].rstrip().lower()
    words = text[mention.start : mention.end].lower()
    return replace(mention, is_since=before.endswith(since) or words.startswith(since))


def _apart(found: list[DateMention]) -> list[DateMention]:
    """Of overlapping mentions the longest; the rest in order."""
    kept: list[DateMention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _without_glossed(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Without a day that the next one explains: "วันนี้ (27 กุมภาพันธ์ 2568)", "Thursday, 27 February"."""

    def has_number(mention: DateMention) -> bool:
        return re.search(r"\d", text[mention.start : mention.end]) is not None

    glossed = {
        one
        for one, other in pairwise(mentions)
        if GLOSS.fullmatch(text[one.end : other.start]) and has_number(other) and not has_number(one)
    }
    return [mention for mention in mentions if mention not in glossed]


class _Frozen:
    """A page, made hashable so that its grammar is built once."""

    def __init__(self, page: Mapping) -> None:
        self.page = page

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other.page is self.page


@lru_cache(maxsize=32)
def _words_for_today(_: int, frozen: _Frozen) -> re.Pattern:
    return re.compile(any_of(word for word, days in frozen.page["relative"].items() if days == 0), re.IGNORECASE)


@lru_cache(maxsize=32)
def _names_of_days(_: int, frozen: _Frozen) -> re.Pattern:
    """Without one of these a text names no day: a quick look that spares most texts the patterns."""
    page = frozen.page
    names = [*page["months"], *page["weekdays"], *page["relative"], *page["weeks"], *page["fixed"]]
    edge = r"\b" if names[0].isascii() else ""
    return re.compile(rf"{edge}(?:{any_of(names)})|\d{{4}}-\d\d")


@lru_cache(maxsize=32)
def _grammar(_: int, frozen: _Frozen) -> list:
    """Patterns of a language, each with what it means."""
    page = frozen.page
    shape = page["shape"]
    months, weekdays = page["months"], page["weekdays"]
    month = any_of(months)
    edge = r"\b" if next(iter(months)).isascii() else ""
    after_month = r"(?![a-z])\.?" if edge else ""
    day_prefix = _optional(shape.get("day_prefix"))
    month_prefix = _optional(shape.get("month_prefix"))
    year_prefix = _optional(shape.get("year_prefix"))
    year = rf"(?:,?\s{{0,3}}{year_prefix}(?P<year>\d{{4}}|\d{{2}}(?!\d|:|\.\d)))?"
    day = rf"{day_prefix}(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rules: list = []

    def rule(pattern: str, resolve) -> None:
        rules.append((re.compile(pattern, re.IGNORECASE), resolve))

    def full(match, today):
        number = months[match["month"].lower()]
        if match["month"][0].islower() and match["month"].isascii():
            return None  # "may 5": a verb; English writes months with a capital
        return _dated(match["day"], number, match.groupdict().get("year"), today)

    rule(rf"{day}\s{{0,3}}(?:of\s{{1,3}})?{month_prefix}(?P<month>{month}){after_month}{year}", full)
    if "month day year" in shape["order"]:
        rule(
            rf"{edge}(?P<month>{month}){after_month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:|,\d){year}",
            full,
        )
    rule(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
         lambda m, today: _dated(m["day"], int(m["month"]), m["year"], today))  # fmt: skip
    if shape.get("month_only"):
        rule(rf"\b(?:{any_of(shape['month_only'])})[\s-]+(?P<month>{month})\b(?!\.?\s+\d{{1,2}}\b){year}",
             lambda m, today: _in_month(months[m["month"].lower()], m["year"], today))  # fmt: skip
    rule(rf"{edge}(?P<which>(?:{any_of(shape['next'])})\s+)?(?P<weekday>{any_of(weekdays)}){edge}(?P<after>\s*(?:{any_of(shape['next'])})(?!{KHMER_LETTER}))?",
         lambda m, today: _weekday(weekdays[m["weekday"].lower()], bool(m["which"] or m["after"]), today))  # fmt: skip
    for words, resolve in (
        (page["relative"], lambda n, today: (today + timedelta(days=n), Precision.DAY)),
        (
            page["weeks"],
            lambda n, today: (today - timedelta(days=today.weekday() - 7 * n), Precision.WEEK),
        ),
        (page["fixed"], lambda md, today: _dated(md[1], md[0], None, today)),
    ):
        if words:
            rule(rf"{edge}(?P<word>{any_of(words)}){edge}",
                 lambda m, today, words=words, resolve=resolve: resolve(words[m["word"].lower()], today))  # fmt: skip
    return rules


def _optional(words) -> str:
    return rf"(?:(?:{any_of(words)})\s{{0,3}})?" if words else ""


def _dated(day, month: int, year: str | None, today: date) -> tuple[date, Precision] | None:
    try:
        if year:
            return date(_year(int(year)), month, int(day)), Precision.DAY
        candidates = [date(today.year + shift, month, int(day)) for shift in (-1, 0, 1)]
    except ValueError:
        return None
    near = [d for d in candidates if -BACK_DAYS <= (d - today).days <= AHEAD_DAYS]
    return (min(near, key=lambda d: abs((d - today).days)), Precision.DAY) if near else None


def _year(number: int) -> int:
    """A year of the common era: 2568 and 68 are 2025 (Buddhist era), 25 is 2025."""
    if number >= 2400:
        return number - BUDDHIST_ERA
    if number < 100:
        return number + 2500 - BUDDHIST_ERA if number >= 60 else number + 2000
    return number


def _in_month(month: int, year: str | None, today: date) -> tuple[date, Precision] | None:
    resolved = _dated(1, month, year, today)
    return (resolved[0], Precision.MONTH) if resolved else None


def _weekday(number: int, is_next: bool, today: date) -> tuple[date, Precision]:
    """The last such day up to publication; the next one after it where the text says so."""
    if is_next:
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1), Precision.DAY
    return today - timedelta(days=(today.weekday() - number) % 7), Precision.DAY
