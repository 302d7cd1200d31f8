"""One chart specification: violations above the line, talks below, and it can be drawn."""

import itertools
import json
import math
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from truce import charts, drawing

MONDAY = date(2025, 11, 3)


def a_week(number: int = 0, **counts) -> dict:
    return {
        "week_start_date": MONDAY + timedelta(weeks=number),
        "clashes": 0,
        "violations_alleged": 0,
        "violations_corroborated": 0,
        "talks_held": 0,
        "claims": 0,
    } | counts


def a_ceasefire(**changes) -> dict:
    return {
        "name": "the Putrajaya ceasefire",
        "effective_at": datetime(2025, 11, 12, 5, tzinfo=UTC),
        "state": "in_force",
        "clause_count": 3,
    } | changes


def bars(*weeks: dict) -> list[dict]:
    return charts.weekly_chart(weeks, "t")["layer"][0]["data"]["values"]


def ceasefire_names(spec: dict) -> list[str]:
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    return [row["name"] for layer in texts for row in layer["data"]["values"]]


def found(spec, key: str) -> list:
    """Every value under a key, however deep."""
    if isinstance(spec, dict):
        here = [spec[key]] if key in spec else []
        return here + [value for part in spec.values() for value in found(part, key)]
    if isinstance(spec, list):
        return [value for part in spec for value in found(part, key)]
    return []


def test_violations_stand_above_the_line_and_talks_hang_below_it():
    week = a_week(clashes=6, violations_corroborated=2, violations_alleged=3, talks_held=4)

    assert [(b["series"], b["from"], b["to"]) for b in bars(week)] == [
        ("violations, corroborated", 0, 2),
        ("violations, alleged", 2, 5),
        ("clashes outside a ceasefire", 5, 6),
        ("talks held", 0, -4),
    ]


def test_a_week_without_anything_has_no_bar_and_keeps_its_place():
    spec = charts.weekly_chart([a_week(0, talks_held=1), a_week(1), a_week(2, talks_held=1)], "t")
    x = spec["layer"][0]["encoding"]["x"]

    assert len(spec["layer"][0]["data"]["values"]) == 2
    assert x["scale"]["domain"] == ["2025-11-03", "2025-11-23"]


def test_a_bar_is_as_wide_as_its_week():
    (bar,) = bars(a_week(talks_held=1))

    assert (bar["week"], bar["until"]) == ("2025-11-03", "2025-11-09")


def test_the_legend_explains_every_bar_and_no_two_alike():
    colour = charts.weekly_chart([a_week(clashes=1)], "t")["layer"][0]["encoding"]["color"]

    assert set(colour["scale"]["domain"]) == {series[1] for series in charts.SERIES}
    assert len(set(colour["scale"]["range"])) == len(charts.SERIES)


@pytest.mark.parametrize("sight", ["normal", "protanopia", "deuteranopia", "tritanopia"])
def test_the_stacked_colours_are_told_apart_by_colour_blind_readers(sight):
    """CIE76 distances of 20 and more are seen at once; about 2 is the least anybody notices."""
    seen = [_as_seen(series[2], SIGHT[sight]) for series in charts.SERIES if series[3] > 0]

    assert min(math.dist(a, b) for a, b in itertools.combinations(seen, 2)) >= 20


# linear RGB; Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1.0
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
DAYLIGHT = (0.95047, 1.0, 1.08883)


def _as_seen(colour: str, sight) -> tuple[float, float, float]:
    """CIELAB coordinates of an sRGB colour as that sight has it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    seen = [min(1.0, max(0.0, share)) for share in _times(sight, linear)]
    ratios = [value / white for value, white in zip(_times(XYZ, seen), DAYLIGHT, strict=True)]
    x, y, z = (r ** (1 / 3) if r > 0.008856 else 7.787 * r + 16 / 116 for r in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix, vector) -> list[float]:
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def test_a_ceasefire_of_these_weeks_is_marked_with_a_short_name():
    spec = charts.weekly_chart([a_week(n) for n in range(4)], "t", [a_ceasefire()])

    assert ceasefire_names(spec) == ["Putrajaya ceasefire|in force"]


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_at": datetime(2025, 7, 28, tzinfo=UTC)},  # before these weeks
        {"effective_at": datetime(2026, 7, 28, tzinfo=UTC)},  # after them
        {"effective_at": None},
        {"state": "never_in_force"},
        {"clause_count": 0},  # binds nobody to anything
    ],
)
def test_a_ceasefire_that_was_not_in_force_here_is_not_marked(changes):
    weeks = [a_week(n) for n in range(4)]

    assert ceasefire_names(charts.weekly_chart(weeks, "t", [a_ceasefire(**changes)])) == []


def test_a_late_ceasefire_has_its_name_to_the_left_and_an_early_one_to_the_right():
    weeks = [a_week(n) for n in range(10)]
    early = a_ceasefire(name="Early", effective_at=datetime(2025, 11, 12, tzinfo=UTC))
    late = a_ceasefire(name="Late", effective_at=datetime(2026, 1, 8, tzinfo=UTC))
    spec = charts.weekly_chart(weeks, "t", [early, late])

    sides = {
        row["name"]: layer["mark"]["align"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for row in layer["data"]["values"]
    }

    assert sides == {"Early|in force": "left", "Late|in force": "right"}


def test_no_letter_is_smaller_than_eleven_points():
    spec = charts.weekly_chart([a_week(clashes=1)], "t", [a_ceasefire()])
    sizes = [
        size for key in ("fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize") for size in found(spec, key)
    ]

    assert sizes and min(sizes) >= 11


def test_the_specification_can_be_stored_as_json_and_fetches_nothing():
    spec = charts.weekly_chart([a_week(clashes=1)], "t", [a_ceasefire()])

    assert json.loads(json.dumps(spec)) == spec
    assert found(spec, "url") == []


def test_the_title_and_the_width_are_as_asked():
    spec = charts.weekly_chart([a_week()], "Violations versus talks", width=640)

    assert (spec["title"]["text"], spec["width"]) == ("Violations versus talks", 640)


@pytest.mark.parametrize("count", [0, 1, 2, 60])
def test_any_number_of_weeks_can_be_drawn(count):
    weeks = [a_week(n, clashes=n % 4, talks_held=n % 3) for n in range(count)]

    picture = drawing.png(charts.weekly_chart(weeks, "t", [a_ceasefire()]))

    assert picture.startswith(b"\x89PNG\r\n\x1a\n")


def test_the_drawing_says_what_the_specification_says():
    svg = drawing.svg(charts.weekly_chart([a_week(clashes=2, talks_held=1)], "ไทย–កម្ពុជា"))

    for words in ("ไทย–កម្ពុជា", "clashes outside a ceasefire", "talks held"):
        assert words in svg


def test_a_name_from_a_seed_cannot_become_markup_in_the_drawing():
    hostile = "<script>alert(1)</script>"
    weeks = [a_week(n) for n in range(4)]

    svg = drawing.svg(charts.weekly_chart(weeks, hostile, [a_ceasefire(name=hostile)]))

    assert "<script" not in svg and "&lt;script" in svg
    assert set(re.findall(r"https?://[^\"]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
