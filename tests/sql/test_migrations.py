"""Migrations are applied once and never edited; views follow their files."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import psycopg2.errors as errors
import pytest
from rows_for_tests import add, run

from truce import schema, store, wiring
from truce.errors import MigrationChanged

FIRST = "0001_the_line.sql"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of sql/ that a test may edit."""
    return Path(shutil.copytree(wiring.SQL, tmp_path / "sql"))


def add_migration(folder: Path, text: str, name: str = "0999_a_test.sql") -> Path:
    path = folder / "migrations" / name
    path.write_text(text)
    return path


def tables(conn) -> set[str]:
    found = run(conn, "select tablename from pg_tables where schemaname = 'public'")
    return {name for (name,) in found}


def ledger(conn) -> list[tuple]:
    return run(conn, "select name, checksum, applied_at from schema_migrations order by name")


def test_a_new_database_gets_every_migration_once_and_a_second_run_does_nothing(empty):
    names = sorted(path.name for path in (wiring.SQL / "migrations").glob("*.sql"))

    first = schema.migrate(empty, wiring.SQL)
    noted = ledger(empty)
    second = schema.migrate(empty, wiring.SQL)

    assert first == [*names, "views"]
    assert second == []
    assert ledger(empty) == noted


def test_a_migration_edited_after_it_was_applied_is_refused_by_name(empty, folder):
    schema.migrate(empty, folder)
    path = folder / "migrations" / FIRST
    path.write_text(path.read_text() + "\n-- a note\n")
    add_migration(folder, "create table late (a integer)")

    with pytest.raises(MigrationChanged, match=rf"{FIRST} was applied .* new migration"):
        schema.migrate(empty, folder)

    assert "late" not in tables(empty)


def test_a_migration_that_fails_leaves_nothing_of_itself(empty, folder):
    schema.migrate(empty, folder)
    path = add_migration(folder, "create table half (a integer); select 1 / 0;")

    with pytest.raises(errors.DivisionByZero):
        schema.migrate(empty, folder)
    assert "half" not in tables(empty)

    path.write_text("create table half (a integer)")
    assert path.name in schema.migrate(empty, folder)
    assert "half" in tables(empty)


def test_two_migrators_at_once_apply_each_file_once(empty_url):
    def migrate(_) -> list[str]:
        conn = psycopg2.connect(empty_url)
        try:
            return schema.migrate(conn, wiring.SQL)
        finally:
            conn.close()

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(migrate, range(2)), key=len)

    assert done[0] == []
    assert FIRST in done[1] and "views" in done[1]


def test_a_view_whose_file_changed_is_made_anew_and_stays_readable(empty, folder):
    schema.migrate(empty, folder)
    path = folder / "views" / "10_feed_health.sql"
    path.write_text(path.read_text().replace("feeds.outlet,", "feeds.outlet as name_of_outlet,"))

    assert schema.migrate(empty, folder) == ["views"]

    run(empty, "set role truce_analyst")
    assert run(empty, "select name_of_outlet from feed_health") == []


def test_a_view_whose_file_is_gone_is_gone(empty, folder):
    (folder / "views" / "99_spare.sql").write_text("create view spare as select 1 as a")
    schema.migrate(empty, folder)
    (folder / "views" / "99_spare.sql").unlink()

    schema.migrate(empty, folder)

    assert run(empty, "select from pg_views where viewname = 'spare'") == []


def test_a_migration_may_change_a_column_that_views_show(empty, folder):
    schema.migrate(empty, folder)
    path = add_migration(folder, "alter table incidents alter column summary type varchar(500)")

    assert schema.migrate(empty, folder) == [path.name, "views"]

    run(empty, "set role truce_analyst")
    assert run(empty, "select summary from incident_list") == []


def test_a_migrated_database_keeps_its_rows(empty, folder):
    schema.migrate(empty, folder)
    add(empty, "feeds")
    empty.commit()
    add_migration(folder, "alter table feeds add column colour text")

    schema.migrate(empty, folder)

    assert run(empty, "select feed_code, colour from feeds") == [("one", None)]


def test_a_loader_may_read_a_table_that_a_later_migration_brings(empty, folder):
    schema.migrate(empty, folder)
    add_migration(folder, "create table late (a integer)")

    schema.migrate(empty, folder)

    run(empty, "set role truce_loader")
    assert store.query(empty, "select a from late") == (["a"], [])
