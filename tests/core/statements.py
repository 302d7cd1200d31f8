"""Values that the grouping tests are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from truce.model import Conflict, Statement, Toll
from truce.nearby import Nearby

CONFLICT = Conflict("thailand-cambodia", "Thailand–Cambodia", "TH", "KH", "Asia/Bangkok")
numbers = count(1)


def statement(day: str, label: str = "clash", type: str = "artillery", **fields) -> Statement:
    """A report published at noon UTC of `day` (and about that day unless told otherwise)."""
    published = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    number = next(numbers)
    defaults = {
        "report_id": number,
        "assertion": "stated",
        "tense": "past",
        "conflict_code": CONFLICT.conflict_code,
        "family": f"family-{number}",
        "side": None,
        "title": f"Headline number {number}",
        "published_at": published,
        "published_date": (published + timedelta(hours=7)).date(),
        "seen_at": published + timedelta(minutes=10),
        "occurred_date": date.fromisoformat(day),
        "occurred_precision": "day",
    }
    return Statement(label=label, type=type, **defaults | fields)


def killed(low: int, high: int | None = None, kind: str = "incident", **fields) -> Toll:
    return Toll("killed", low, low, low if high is None else high, kind, **fields)


def first_of(likeliest: Callable, nearby: Callable[[], Nearby]) -> Callable[..., int | None]:
    """The group of some that a report speaks of, or None if it is the first to speak of it, by how the likeliest of
    those near it are found."""

    def place(report: Statement, groups: Iterable) -> int | None:
        known = nearby()
        for number, group in enumerate(groups):
            known.put(number, group)
        return next((number for _, number in likeliest(report, known.of(report))), None)

    return place
