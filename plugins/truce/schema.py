"""Bring a database to the shape of sql/: migrations once, views and roles when their files change."""

from __future__ import annotations

import hashlib
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
        done = [
            name
            for path in sorted((folder / "migrations").glob("*.sql"))
            if (name := _apply_migration(cursor, path, applied))
        ]
        return done + _apply_views(cursor, folder, applied)


def _apply_migration(cursor, path: Path, applied: dict[str, str]) -> str | None:
    text = path.read_text(encoding="utf-8")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if path.name not in applied:
        cursor.execute(text)
        _note(cursor, path.name, checksum)
        return path.name
    if applied[path.name] != checksum:
        raise MigrationChanged(
            f"{path} was applied to this database and has been edited since. "
            "Undo the edit and put the change into a new migration file."
        )
    return None


def _apply_views(cursor, folder: Path, applied: dict[str, str]) -> list[str]:
    """Views hold no data: when any of their files changes they are all made anew."""
    files = [*sorted((folder / "views").glob("*.sql")), folder / "roles.sql"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    checksum = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    if applied.get("views") == checksum:
        return []
    cursor.execute("select viewname from pg_views where schemaname = 'public'")
    for (view,) in cursor.fetchall():
        cursor.execute(f'drop view if exists "{view}" cascade')
    for text in texts:
        cursor.execute(text)
    _note(cursor, "views", checksum)
    return ["views"]


def _note(cursor, name: str, checksum: str) -> None:
    cursor.execute(
        "insert into schema_migrations (name, checksum) values (%s, %s) "
        "on conflict (name) do update set checksum = excluded.checksum, applied_at = now()",
        (name, checksum),
    )
