"""Seed files are loaded whole or not at all; a mistake is told with its file and line."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rows_for_tests import CONFLICT, add, run

from truce import seeding, wiring
from truce.errors import SeedError
from truce.model import Feed

TABLES = [*seeding.CODEBOOK_TABLES, *seeding.SEED_TABLES]
FILES = [table.file for table in TABLES]


@pytest.fixture
def folders(tmp_path) -> tuple[Path, Path]:
    """Copies of the codebook's tables and of sql/seeds that a test may edit."""
    codebook, seeds = tmp_path / "codebook", tmp_path / "seeds"
    codebook.mkdir()
    for table in seeding.CODEBOOK_TABLES:
        shutil.copy(wiring.CODEBOOK / table.file, codebook)
    shutil.copytree(wiring.SQL / "seeds", seeds)
    return codebook, seeds


def path_of(folders, file: str) -> Path:
    return next(folder / file for folder in folders if (folder / file).is_file())


def edit(path: Path, change: Callable[[list[str], list[str]], None]) -> int:
    """Change the last row of a file, given its header and cells; return the row's line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    change(header, rows[-1])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return len(rows) + 1


def put(column: str, cell: str) -> Callable[[list[str], list[str]], None]:
    def change(header: list[str], row: list[str]) -> None:
        row[header.index(column)] = cell

    return change


def registry(conn) -> dict[str, list]:
    """Every row of every table that seeds fill."""
    return {t.table: run(conn, f"select * from {t.table} order by 1, 2") for t in TABLES}


def test_every_seed_is_loaded_line_by_line(tx, folders):
    counts = seeding.load_seeds(tx, *folders)

    for table in TABLES:
        with path_of(folders, table.file).open(encoding="utf-8", newline="") as file:
            lines = sum(1 for _ in csv.DictReader(file))
        assert counts[table.table] == lines == len(registry(tx)[table.table]) > 0, table.file


def test_loading_twice_changes_nothing(conn, folders):
    run(conn, "update feeds set etag = 'x', next_at = now(), error_count = 2")
    before = registry(conn)

    seeding.load_seeds(conn, *folders)

    assert registry(conn) == before


def test_a_changed_line_is_taken_over_and_a_line_taken_out_leaves(conn, folders):
    edit(path_of(folders, "feeds.csv"), put("is_enabled", "false"))
    path_of(folders, "known_tolls.csv").write_text(
        path_of(folders, "known_tolls.csv").read_text().splitlines()[0] + "\n"
    )

    seeding.load_seeds(conn, *folders)

    with path_of(folders, "feeds.csv").open(encoding="utf-8", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    enabled = run(conn, "select is_enabled from feeds where feed_code = %s", last["feed_code"])
    assert enabled == [(False,)]
    assert run(conn, "select * from known_tolls") == []


BAD_CELLS = [
    ("actors.csv", "actor_code", "a lower case"),
    ("actors.csv", "name_en", ""),
    ("conflicts.csv", "side_a", "XX"),
    ("places.csv", "lat", "95"),
    ("places.csv", "precision_km", "near"),
    ("feeds.csv", "side", "XX"),
    ("feeds.csv", "language", "english"),
    ("feeds.csv", "feed_code", "No Code"),
    ("feeds.csv", "is_enabled", "perhaps"),
    ("feeds.csv", "url", ""),
    ("feeds.csv", "url", "ftp://example.org/feed"),
    ("ceasefires.csv", "conflict_code", "nobody-nobody"),
    ("ceasefires.csv", "declared_at", "28 July, about noon"),
    ("ceasefires.csv", "effective_at", "2025-12-27 12:00"),  # in which zone?
    ("ceasefires.csv", "mediators", "MY; XX"),
    ("ceasefires.csv", "class", "4"),
    ("ceasefires.csv", "certainty", "sure"),
    ("ceasefires.csv", "source", ""),
    ("ceasefire_parties.csv", "actor_code", "XX"),
    ("clauses.csv", "obligated", "TH; XX"),
    ("clauses.csv", "acts", "artillery; lasers"),
    ("clauses.csv", "from_at", "soon"),
    ("clauses.csv", "ceasefire_code", "no-such-truce"),
    ("ceasefire_states.csv", "state", "paused"),
    ("ceasefire_states.csv", "by_actor", "XX"),
    ("ceasefire_states.csv", "from_at", "2025-12-27T11:00:00+07:00"),  # overlaps the one before
    ("ceasefire_states.csv", "to_at", "2025-12-01T00:00:00+07:00"),  # before it began
    ("commitments.csv", "clause_number", "99"),
    ("commitments.csv", "obligated", "XX"),
    ("commitments.csv", "outcome", "hopeful"),
    ("commitments.csv", "outcome_date", "2025-02-30"),
    ("known_tolls.csv", "category", "frightened"),
    ("known_tolls.csv", "low", "many"),
    ("known_tolls.csv", "as_of_at", "2025-13-01T00:00:00+07:00"),
    ("alert_rules.csv", "statuses", "alleged; certain"),
    ("alert_rules.csv", "conflict_code", "nobody-nobody"),
    ("alert_rules.csv", "min_families", "0"),
]


@pytest.mark.parametrize(("file", "column", "cell"), BAD_CELLS, ids=lambda value: value[:24])
def test_a_bad_cell_is_refused_with_file_and_line_and_nothing_is_loaded(tx, folders, file, column, cell):
    edit(path_of(folders, "actors.csv"), put("role", "changed"))
    line = edit(path_of(folders, file), put(column, cell))
    before = registry(tx)

    with pytest.raises(SeedError, match=rf"^{re.escape(file)}, line {line}: .+"):
        seeding.load_seeds(tx, *folders)

    assert registry(tx) == before


@pytest.mark.parametrize("file", FILES)
def test_a_missing_cell_is_refused_with_file_and_line(tx, folders, file):
    line = edit(path_of(folders, file), lambda _, row: row.pop())

    with pytest.raises(SeedError, match=rf"^{file}, line {line}: \d+ cells are needed"):
        seeding.load_seeds(tx, *folders)


def test_one_cell_too_many_is_refused_with_file_and_line(tx, folders):
    line = edit(path_of(folders, "clauses.csv"), lambda _, row: row.append("x"))

    with pytest.raises(SeedError, match=rf"^clauses.csv, line {line}: "):
        seeding.load_seeds(tx, *folders)


def test_a_code_on_two_lines_is_refused(tx, folders):
    path = path_of(folders, "feeds.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")

    with pytest.raises(SeedError, match=rf"^feeds.csv, line {len(lines) + 1}: .* line 2"):
        seeding.load_seeds(tx, *folders)


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [(b'"a quote that never ends\n', "not CSV"), ("ไทย\n".encode("tis-620"), "not UTF-8")],
    ids=["quote", "bytes"],
)
def test_a_file_that_is_no_csv_is_refused_with_file_and_line(tx, folders, spoiled, told):
    path = path_of(folders, "ceasefires.csv")
    lines = path.read_bytes().count(b"\n") + 1
    path.write_bytes(path.read_bytes() + spoiled)

    with pytest.raises(SeedError, match=rf"^ceasefires.csv, line {lines}: {told}"):
        seeding.load_seeds(tx, *folders)


def test_a_missing_file_is_told(tx, folders):
    path_of(folders, "clauses.csv").unlink()

    with pytest.raises(SeedError, match=r"clauses.csv is missing"):
        seeding.load_seeds(tx, *folders)


def test_a_replayed_feed_of_an_unknown_side_is_refused(tx):
    feeds = [Feed("a", "A", "http://127.0.0.1/a", "en", "a"),
             Feed("b", "B", "http://127.0.0.1/b", "en", "b", side="XX")]  # fmt: skip

    with pytest.raises(SeedError, match="feed b: side 'XX' is no actor"):
        seeding.load_feeds(tx, feeds)

    assert run(tx, "select * from feeds where feed_code in ('a', 'b')") == []


def test_a_replayed_feed_keeps_what_it_published(conn):
    add(conn, "feeds", feed_code="a")
    add(conn, "entries", feed_code="a")
    conn.commit()

    seeding.load_feeds(conn, [Feed("a", "New name", "http://127.0.0.1/a", "th", "a", side="TH")])

    assert run(conn, "select outlet, language, side from feeds where feed_code = 'a'") == [("New name", "th", "TH")]
    assert run(conn, "select count(*) from entries") == [(1,)]
    assert run(conn, "select conflict_code from conflicts where conflict_code = %s", CONFLICT)
