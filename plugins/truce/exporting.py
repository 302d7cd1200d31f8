"""Write rows as a table, CSV, JSON or JSON lines. Nothing here knows where rows come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from tabulate import tabulate

from truce.errors import UnknownName

FORMATS = ("table", "csv", "json", "jsonl")
WIDEST_CELL = 60


def rendered(columns: Sequence[str], rows: Iterable[Sequence], format_name: str, as_json: Callable) -> Iterator[str]:
    """The rows as lines of text without their line ends; `as_json` writes one value."""
    if format_name == "table":
        yield _table(columns, list(rows))
    elif format_name == "csv":
        yield from _csv(columns, rows, as_json)
    elif format_name == "jsonl":
        yield from (as_json(dict(zip(columns, row, strict=True))) for row in rows)
    elif format_name == "json":
        yield as_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        raise UnknownName(f"There is no format {format_name!r}; choose from {', '.join(FORMATS)}.")


def _table(columns: Sequence[str], rows: Sequence[Sequence]) -> str:
    if not rows:
        return "(no rows)"
    cells = [[_cell(value) for value in row] for row in rows]
    return tabulate(cells, headers=[name.replace("_", " ") for name in columns], tablefmt="simple")


def _cell(value) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _csv(columns: Sequence[str], rows: Iterable[Sequence], as_json: Callable) -> Iterator[str]:
    for row in (columns, *rows):
        line = io.StringIO()
        # with the line end given, the writer puts cells that hold one into quotes
        writer = csv.writer(line, lineterminator="\r\n")
        writer.writerow([_safe(value, as_json) for value in row])
        yield line.getvalue().removesuffix("\r\n")


def _safe(value, as_json: Callable) -> object:
    """Spreadsheets run cells that begin with these signs as formulas; a quote in front stops that."""
    if isinstance(value, list | tuple) and any(isinstance(part, dict) for part in value):
        return as_json(value)
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
