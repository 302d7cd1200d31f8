"""Load the seed files into the registry tables. A file with one bad line is refused whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from truce.errors import SeedError


@dataclass(frozen=True, slots=True)
class SeedTable:
    """Which file fills which table; columns not named go by their own name."""

    file: str
    table: str
    keys: tuple[str, ...]
    renames: dict[str, str]  # column of the file → column of the table
    lists: frozenset[str] = frozenset()  # cells that hold "; "-separated lists
    actor_lists: frozenset[str] = frozenset()  # those of them that hold actor codes
    drops: frozenset[str] = frozenset()  # columns of the file the table does not hold
    numbered: str | None = None  # column that takes the line number


CODEBOOK_TABLES = (
    SeedTable(
        "actors.csv",
        "actors",
        ("actor_code",),
        {"name_en": "name", "demonyms_en": "demonyms"},
        lists=frozenset({"demonyms_en"}),
        drops=frozenset(
            {
                "other_names_en",
                "name_th",
                "other_names_th",
                "name_km",
                "other_names_km",
                "demonyms_th",
                "demonyms_km",
                "metonyms_en",
                "metonyms_th",
                "metonyms_km",
                "role_from",
                "role_to",
            }
        ),
    ),
    SeedTable(
        "conflicts.csv",
        "conflicts",
        ("conflict_code",),
        {},
        drops=frozenset(
            {
                "border_provinces",
                "line_name",
                "language_a",
                "language_b",
                "seats",
                "bodies",
                "monitors",
                "regional_bodies",
                "mediators",
                "onlookers",
            }
        ),
    ),
    SeedTable(
        "places.csv",
        "places",
        ("place_code",),
        {"name_en": "name", "admin1_en": "admin1", "lat": "latitude", "lon": "longitude"},
        drops=frozenset({"other_names_en", "name_th", "name_km", "admin2_en"}),
    ),
)
SEED_TABLES = (
    SeedTable("feeds.csv", "feeds", ("feed_code",), {}),
    SeedTable(
        "ceasefires.csv",
        "ceasefires",
        ("ceasefire_code",),
        {},
        frozenset({"mediators"}),
        frozenset({"mediators"}),
    ),
    SeedTable("ceasefire_parties.csv", "ceasefire_parties", ("ceasefire_code", "actor_code"), {}),
    SeedTable(
        "clauses.csv",
        "clauses",
        ("ceasefire_code", "clause_number"),
        {},
        frozenset({"obligated", "acts"}),
        frozenset({"obligated"}),
    ),
    SeedTable("ceasefire_states.csv", "ceasefire_states", ("ceasefire_code", "from_at"), {}),
    SeedTable(
        "commitments.csv",
        "commitments",
        ("ceasefire_code", "commitment_number"),
        {},
        frozenset({"obligated"}),
        frozenset({"obligated"}),
    ),
    SeedTable(
        "known_tolls.csv",
        "known_tolls",
        ("conflict_code", "toll_number"),
        {},
        numbered="toll_number",
    ),
    SeedTable("alert_rules.csv", "alert_rules", ("rule_code",), {}, frozenset({"statuses"})),
    SeedTable("reviewers.csv", "reviewers", ("reviewer_code",), {}),
)
# Rows taken out of these files leave the registry too; the other tables are referred to by history.
EXACT = frozenset({"ceasefire_states", "ceasefire_parties", "commitments", "known_tolls"})
ZONED = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")


def load_seeds(conn, codebook_folder: Path, seeds_folder: Path) -> dict[str, int]:
    """Bring the registry to what the files say, all or nothing; return rows per table.

    Raises SeedError with file, line and what the line must hold.
    """
    with conn, conn.cursor() as cursor:
        counts = {t.table: _load(cursor, codebook_folder / t.file, t) for t in CODEBOOK_TABLES}
        counts |= {t.table: _load(cursor, seeds_folder / t.file, t) for t in SEED_TABLES}
        cursor.execute("select remember_registry()")
    return counts


def load_feeds(conn, feeds) -> int:
    """Add or update the feeds of a folder (model.Feed values), as a replay or demo needs them."""
    statement = (
        "insert into feeds (feed_code, outlet, url, language, family, side, source) "
        "values (%s, %s, %s, %s, %s, %s, 'feeds.csv of a replayed folder') "
        "on conflict (feed_code) do update set url = excluded.url, outlet = excluded.outlet, "
        "language = excluded.language, family = excluded.family, side = excluded.side"
    )
    rows = [(f.feed_code, f.outlet, f.url, f.language, f.family, f.side) for f in feeds]
    with conn, conn.cursor() as cursor:
        known = _actor_codes(cursor)
        for feed in feeds:
            if feed.side is not None and feed.side not in known:
                raise SeedError(
                    f"feeds.csv, feed {feed.feed_code}: side {feed.side!r} is no actor of "
                    "codebook/actors.csv; leave it empty for an outlet of neither side."
                )
        for row in rows:
            try:
                cursor.execute(statement, row)
            except psycopg2.Error as error:
                raise SeedError(f"feeds.csv, feed {row[0]}: {_plain(error)}") from error
    return len(rows)


def _load(cursor, path: Path, table: SeedTable) -> int:
    if not path.is_file():
        raise SeedError(f"{path} is missing; it comes with the project: restore it from git.")
    if table.table in EXACT:
        cursor.execute(sql.SQL("delete from {}").format(sql.Identifier(table.table)))
    known_actors = _actor_codes(cursor)
    upsert = None
    lines: dict[tuple, int] = {}
    for line, row in _rows(path, table):
        key = tuple(row.get(column) for column in table.keys)
        problem = _problem(row, table, known_actors)
        if key in lines:
            problem = f"{' '.join(map(str, key))} stands on line {lines[key]} already."
        if problem:
            raise SeedError(f"{path.name}, line {line}: {problem}")
        lines[key] = line
        upsert = upsert or _upsert(table, list(row)).as_string(cursor)
        try:
            cursor.execute(upsert, list(row.values()))
        except psycopg2.Error as error:
            raise SeedError(f"{path.name}, line {line}: {_plain(error)}") from error
    return len(lines)


def _actor_codes(cursor) -> set[str]:
    cursor.execute("select actor_code from actors")
    return {code for (code,) in cursor.fetchall()}


def _problem(row: dict, table: SeedTable, known_actors: set[str]) -> str | None:
    """What PostgreSQL would let pass: a list with an unknown actor, a moment of no known zone."""
    for column, value in row.items():
        if column.endswith("_at") and value and not ZONED.search(value):
            return f"{column} {value!r} needs a time zone; write 2025-12-27T12:00:00+07:00."
        for code in value or () if column in table.actor_lists else ():
            if code not in known_actors:
                return f"{column} names {code!r}, which is no actor of codebook/actors.csv."
    return None


def _rows(path: Path, table: SeedTable) -> Iterator[tuple[int, dict]]:
    reader = csv.DictReader(io.StringIO(_decoded(path), newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if None in cells or None in cells.values():
                raise SeedError(
                    f"{path.name}, line {reader.line_num}: {len(reader.fieldnames or ())} cells "
                    "are needed, one per column of the header; quote cells that hold commas."
                )
            row = {
                table.renames.get(name, name): _value(name, cell, table)
                for name, cell in cells.items()
                if name not in table.drops
            }
            yield reader.line_num, row | ({table.numbered: number} if table.numbered else {})
    except csv.Error as error:
        line = reader.reader.line_num
        raise SeedError(f"{path.name}, line {line}: not CSV ({error}); look for a stray quote.") from error


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SeedError(f"{path.name}, line {line}: not UTF-8; save the file as UTF-8.") from error


def _value(name: str, cell: str, table: SeedTable):
    cell = cell.strip()
    if name in table.lists:
        return [part.strip() for part in cell.split(";") if part.strip()]
    return cell or None


def _upsert(table: SeedTable, columns: list[str]) -> sql.Composed:
    changed = [column for column in columns if column not in table.keys]
    action = (
        sql.SQL("do update set ")
        + sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in changed)
        if changed
        else sql.SQL("do nothing")
    )
    return sql.SQL("insert into {} ({}) values ({}) on conflict ({}) {}").format(
        sql.Identifier(table.table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        sql.SQL(", ").join(map(sql.Identifier, table.keys)),
        action,
    )


def _plain(error: psycopg2.Error) -> str:
    """PostgreSQL's own words: the message and, where given, the detail with the value."""
    diagnosis = error.diag
    parts = (diagnosis.message_primary or str(error).strip(), diagnosis.message_detail)
    return " ".join(part.rstrip(".") + "." for part in parts if part)
