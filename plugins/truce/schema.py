"""Bring a database to the shape of sql/: migrations once, views and roles after any change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from truce.errors import MigrationChanged

LEDGER = """
create table if not exists schema_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
);
comment on table schema_migrations is 'Which files of sql/ were applied, and their SHA-256.';
comment on column schema_migrations.name is 'File name; "views" for views and roles together.';
comment on column schema_migrations.checksum is 'SHA-256 of the file.';
comment on column schema_migrations.applied_at is 'When.';
"""
LOCK = "select pg_advisory_xact_lock(hashtext('truce schema'))"


def migrate(conn, folder: Path) -> list[str]:
    """Apply what is new in `folder` (sql/), all or nothing; return the names applied.

    Two runs at once wait for each other. A migration that was applied and then edited is refused
    with MigrationChanged: write the next one instead.
    """
    with conn, conn.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(LEDGER)
        cursor.execute("select name, checksum from schema_migrations")
        applied = dict(cursor.fetchall())
        migrations = _new_migrations(folder, applied)
        views = sorted((folder / "views").glob("*.sql"))
        past = [folder / "as_known" / "tables.sql", *views]
        roles = folder / "roles.sql"
        checksum = _checksum(*map(_text, (*past, roles)))
        if not migrations and applied.get("views") == checksum:
            return []
        _drop_views(cursor)  # they hold no data, and would forbid a change of the columns they show
        for path in migrations:
            cursor.execute(_text(path))
            _note(cursor, path.name, _checksum(_text(path)))
        _create(cursor, "public", views)
        _create(cursor, "as_known, public", past)
        _create(cursor, "public", [roles])
        _note(cursor, "views", checksum)
        return [*(path.name for path in migrations), "views"]


def _new_migrations(folder: Path, applied: dict[str, str]) -> list[Path]:
    """The migrations still to be applied, in order; those applied must be what they were."""
    paths = sorted((folder / "migrations").glob("*.sql"))
    for path in paths:
        if applied.get(path.name, _checksum(_text(path))) != _checksum(_text(path)):
            raise MigrationChanged(
                f"{path} was applied to this database and has been edited since. "
                "Undo the edit and put the change into a new migration file."
            )
    return [path for path in paths if path.name not in applied]


def _create(cursor, search_path: str, paths: Iterable[Path]) -> None:
    """Run files with a search path: the views are made twice, over the tables and over what they held once."""
    cursor.execute(f"set local search_path to {search_path}")
    for path in paths:
        cursor.execute(_text(path))


def _drop_views(cursor) -> None:
    cursor.execute("drop schema if exists as_known cascade")
    cursor.execute("create schema as_known")
    cursor.execute("select viewname from pg_views where schemaname = 'public'")
    for (view,) in cursor.fetchall():
        cursor.execute(f'drop view if exists "{view}" cascade')


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _checksum(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _note(cursor, name: str, checksum: str) -> None:
    cursor.execute(
        "insert into schema_migrations (name, checksum) values (%s, %s) "
        "on conflict (name) do update set checksum = excluded.checksum, applied_at = now()",
        (name, checksum),
    )
