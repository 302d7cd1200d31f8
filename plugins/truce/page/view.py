"""Rows into HTML. Everything that comes from outside is escaped by the template."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"


def page_html(conflicts: list[dict]) -> str:
    """The page for these conflicts: each a name, a chart (SVG text) and tables of rows."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.filters |= {"cell": cell, "heading": heading, "drawn": Markup}
    return environment.get_template("page.html").render(conflicts=conflicts)


def cell(value) -> str:
    """A value as people write it; unknown is a dash, never 0."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, datetime):
        return f"{value:%-d %b %Y %H:%M} UTC"
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    return str(value).replace("_", " ")


def heading(name: str) -> str:
    return name.replace("_", " ")
