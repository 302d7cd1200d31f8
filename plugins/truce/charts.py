"""Turn trend rows into a chart specification (Vega-Lite 5). Pure; drawing.py draws it.

Violations stand above the line, talks held hang below it, so that "violations versus talks" is read at a
glance. Colours are from the Okabe–Ito set, which colour-blind readers tell apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

CORROBORATED, ALLEGED, CLASH, TALKS = "#B2182B", "#F4A582", "#C9CDD2", "#0072B2"
SERIES = (  # column, name in the legend, colour, side of the line
    ("violations_corroborated", "violations, corroborated", CORROBORATED, 1),
    ("violations_alleged", "violations, alleged", ALLEGED, 1),
    ("other_clashes", "clashes outside a ceasefire", CLASH, 1),
    ("talks_held", "talks held", TALKS, -1),
)
FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"


def weekly_chart(weeks: Iterable[dict], title: str, ceasefires: Sequence[dict] = (), width: int = 900) -> dict:
    """One specification for mail, page and file, from rows of weekly_trend and ceasefire_list."""
    rows = [_row(week) for week in weeks]
    moments = [_moment(c) for c in ceasefires if c["effective_at"] is not None and _was_in_force(c)]
    first, last = (rows[0]["week"], rows[-1]["until"]) if rows else (None, None)
    moments = [
        m | {"is_late": m["day"] > rows[len(rows) * 4 // 5]["week"]}
        for m in moments
        if first and first <= m["day"] <= last
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": title,
            "subtitle": "per week (from Monday): violations above the line, talks held below; "
            "grey: clashes while no ceasefire was in force",
            "anchor": "start",
            "fontSize": 18,
            "subtitleFontSize": 12,
            "subtitleColor": "#555555",
            "offset": 14,
        },
        "width": width,
        "height": 340,
        "padding": 14,
        "background": "white",
        "layer": [
            _bars(rows),
            _zero_line(),
            _rules(moments),
            _rule_names([m for m in moments if not m["is_late"]], "left"),
            _rule_names([m for m in moments if m["is_late"]], "right"),
        ],
        "config": {
            "font": FONT,
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#EEEEEE"},
            "legend": {
                "labelFontSize": 12,
                "title": None,
                "orient": "bottom",
                "symbolType": "square",
            },
            "view": {"stroke": None},
        },
    }


def _row(week: dict) -> dict:
    violations = week["violations_alleged"] + week["violations_corroborated"]
    return {
        "week": week["week_start_date"].isoformat(),
        "until": (week["week_start_date"] + timedelta(days=6)).isoformat(),
        "violations_corroborated": week["violations_corroborated"],
        "violations_alleged": week["violations_alleged"],
        "other_clashes": max(0, week["clashes"] - violations),
        "talks_held": week["talks_held"],
    }


def _bars(rows: Sequence[dict]) -> dict:
    """Stacked by us: a bar as wide as its week needs both ends of both axes."""
    span = [rows[0]["week"], rows[-1]["until"]] if rows else []
    return {
        "data": {"values": [bar for row in rows for bar in _stacked(row)]},
        "mark": {"type": "rect"},
        "encoding": {
            "x": {
                "field": "week",
                "type": "temporal",
                "scale": {"domain": span, "nice": False} if span else {},
                "axis": {
                    "format": "%-d %b",
                    "labelAngle": 0,
                    "tickCount": 12,
                    "grid": False,
                    "title": None,
                },
            },
            "x2": {"field": "until"},
            "y": {
                "field": "from",
                "type": "quantitative",
                "axis": {
                    "format": "d",
                    "labelExpr": "abs(datum.value)",
                    "tickMinStep": 1,
                    "title": "← talks held        incidents →",
                },
            },
            "y2": {"field": "to"},
            "color": {
                "field": "series",
                "type": "nominal",
                "scale": {"domain": [s[1] for s in SERIES], "range": [s[2] for s in SERIES]},
            },
        },
    }


def _stacked(row: dict) -> list[dict]:
    bars, top = [], 0
    for column, name, _, sign in SERIES:
        count = row[column]
        if not count:
            continue
        start, end = (top, top + count) if sign > 0 else (0, -count)
        top = end if sign > 0 else top
        bars.append({"week": row["week"], "until": row["until"], "series": name, "from": start, "to": end})
    return bars


def _zero_line() -> dict:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": "#333333", "strokeWidth": 1.2},
        "encoding": {"y": {"datum": 0, "type": "quantitative"}},
    }


def _rules(moments: Sequence[dict]) -> dict:
    return {
        "data": {"values": list(moments)},
        "mark": {"type": "rule", "color": "#444444", "strokeDash": [3, 3]},
        "encoding": {"x": {"field": "day", "type": "temporal"}},
    }


def _rule_names(moments: Sequence[dict], align: str) -> dict:
    """Names beside the rules; late ones to the left of theirs, so that they stay in the picture."""
    return {
        "data": {"values": list(moments)},
        "mark": {"type": "text", "align": align, "dx": 4 if align == "left" else -4, "dy": 6 if align == "left" else 40,
            "baseline": "top", "fontSize": 11,
                 "color": "#444444", "lineBreak": "|"},
        "encoding": {
            "x": {"field": "day", "type": "temporal"},
            "y": {"value": 0},
            "text": {"field": "name"},
        },
    }  # fmt: skip


def _moment(ceasefire: dict) -> dict:
    name = ceasefire["name"]
    return {
        "day": ceasefire["effective_at"].date().isoformat(),
        "name": f"{_short(name)}|in force",
    }


def _short(name: str) -> str:
    name = name.removeprefix("the ").split("(")[0].split(",")[0].strip()
    return name if len(name) <= 26 else name[:25].rsplit(" ", 1)[0] + " …"


def _was_in_force(ceasefire: dict) -> bool:
    return ceasefire["state"] != "never_in_force" and ceasefire["clause_count"] > 0
