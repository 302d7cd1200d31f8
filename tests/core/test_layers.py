"""The layers of CONTRIBUTING.md hold: who may import what."""

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "plugins" / "truce"
BASE = {"model", "errors"}
CORE = BASE | {
    "cleaning", "parsing", "languages", "lexicon", "actors", "places", "occurrence", "casualties",
    "weapons", "surroundings", "coding", "incidents", "meetings", "claims", "ceasefires", "alerting", "messages",
    "charts", "measuring", "features", "classifier", "article", "tenses", "clash_reports", "meeting_reports",
    "allegation_reports", "blame", "wrongs", "merging", "explaining", "corrections", "showing", "voices", "nearby",
    "talks",
    "polling", "pacing", "identity", "robots", "full_text", "histories", "opml",
    "discovering", "dates", "documents", "tolerant", "well_formed",
}  # fmt: skip
SHELL = {
    "fetching", "serving", "store", "schema", "seeding", "mailing", "drawing", "exporting",
    "embedded", "service", "extraction",
}  # fmt: skip
MEETS = {
    "jobs",
    "grouping",
    "polling_round",
    "articles",
    "backfilling",
    "feed_verbs",
    "archive",
    "archive_verbs",
    "reading_apart",
    "wiring",
    "replaying",
    "demo",
    "cli",
    "feed_check",
    "failures",
    "training",
    "verbs",
    "coding_verbs",
    "learning_verbs",
    "review_verbs",
    "reviewing",
}
NEVER_IN_CORE = {"os", "time", "requests", "psycopg2", "airflow", "subprocess", "socket", "logging"}


def imports_of(path: Path) -> set[str]:
    """Dotted names a file imports, `from truce import x` as truce.x."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules_of(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports_of(path) if name.startswith("truce.")}


def outside(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports_of(path)}


FILES = {path.stem: path for path in LIBRARY.glob("*.py") if not path.stem.startswith("__")}


def test_every_file_has_a_layer():
    assert set(FILES) == CORE | SHELL | MEETS


@pytest.mark.parametrize("name", sorted(CORE))
def test_core_knows_no_clock_no_web_no_database(name):
    assert not outside(FILES[name]) & NEVER_IN_CORE
    assert modules_of(FILES[name]) <= CORE


@pytest.mark.parametrize("name", sorted(CORE))
def test_core_never_asks_for_the_time(name):
    text = FILES[name].read_text(encoding="utf-8")

    assert ".now(" not in text and ".today(" not in text and "utcnow" not in text


@pytest.mark.parametrize("name", sorted(SHELL))
def test_shell_files_know_the_nouns_and_their_one_library(name):
    assert modules_of(FILES[name]) <= BASE
    assert "airflow" not in outside(FILES[name])


@pytest.mark.parametrize("name", sorted(set(FILES) - {"demo"}))
def test_airflow_stays_out_of_the_library(name):
    assert "airflow" not in outside(FILES[name])


@pytest.mark.parametrize("name", sorted(set(FILES) - {"wiring"}))
def test_only_wiring_reads_the_environment(name):
    text = FILES[name].read_text(encoding="utf-8")

    assert "os.environ" not in text and "getenv" not in text


def test_dags_hold_order_and_schedule_only():
    for path in (LIBRARY.parents[1] / "dags").glob("*.py"):
        assert outside(path) <= {"airflow", "truce", "datetime"}
        assert modules_of(path) <= {"jobs", "wiring", "failures"}
