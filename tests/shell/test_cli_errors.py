"""What goes wrong is one line that says what to do: exit code 1, or 2 where the command is no command."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from truce import cli, wiring

NO_SERVER = "postgresql://postgres@127.0.0.1:9/nowhere"


@pytest.fixture
def complaint(capsys):
    """Run a verb that must fail; gives its exit code and what it said."""

    def verb(*arguments: str) -> tuple[int, str]:
        try:
            code = cli.main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        told = capsys.readouterr()
        assert told.out == ""
        return code, told.err

    return verb


def assert_one_line(code: int, told: str, *wanted: str) -> None:
    assert code == 1
    assert told.startswith("truce: ") and told.count("\n") == 1 and "Traceback" not in told
    for part in wanted:
        assert part in told


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("trend", "yearly"), ("'yearly'", "agreement, ceasefires, claims, daily, daily_constant_panel, killed")),
        (("trend", "weekly", "--conflict", "x-y"), ("'x-y'", "thailand-cambodia")),
        (("check", "nothing"), ("'nothing'", "entries_unread", "sides_unheard")),
        (("explain", "fr", "Bonjour"), ("'fr'", "en, km, ms, th")),
        (("feeds", "--language", "fr"), ("'fr'", "en, km, th")),
        (("run", "digest", "--now", "tomorrow"), ("'tomorrow'", "2025-12-08T06:00:00+00:00")),
        (("run", "digest", "--now", "2025-12-08T06:00:00"), ("time zone",)),
        (("code", "no-such-file.jsonl"), ("no-such-file.jsonl", "no such file")),
        (("replay", "no-such-folder"), ("no-such-folder", "no such folder")),
        (("trend", "weekly", "--database", NO_SERVER), ("127.0.0.1:9/nowhere", "make status")),
        (("export", "claims", "--database", "no_such_database"), ("no_such_database", "truce migrate")),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_a_mistake_is_told_in_one_line_with_the_way_out(database_url, complaint, arguments, wanted):
    assert_one_line(*complaint(*arguments), *wanted)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((), "VERB"),
        (("dance",), "dance"),
        (("replay", ".", "--step", "soon"), "write 15m, 6h or 1d"),
        (("replay", ".", "--step", "0h"), "write 15m, 6h or 1d"),
        (("replay", ".", "--step", "9999999999999d"), "write 15m, 6h or 1d"),
        (("replay", ".", "--from", "8 December"), "write 2025-12-08"),
        (("trend", "daily", "--from", "8 December"), "write 2025-12-08"),
        (("export", "articles"), "incidents"),
        (("export", "claims", "--format", "xml"), "jsonl"),
        (("run", "everything"), "fetch"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_a_command_that_is_none_says_what_would_be_one(complaint, arguments, wanted):
    code, told = complaint(*arguments)

    assert code == 2
    assert wanted in told


@pytest.mark.parametrize("verb", ["trend weekly", "export claims", "check", "feeds", "run code"])
def test_a_database_that_was_not_set_up_is_told(complaint, server, verb, template):
    admin = psycopg2.connect(server.url("postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute("drop database if exists bare")
        cursor.execute("create database bare")
    admin.close()

    assert_one_line(*complaint(*verb.split(), "--database", "bare"), "truce migrate")


@pytest.mark.parametrize("verb", [["migrate"], ["run", "code"], ["check"]])
def test_a_server_that_is_away_is_told_by_every_verb_that_needs_it(complaint, environment, monkeypatch, verb):
    monkeypatch.setenv("TRUCE_DATABASE_URL", NO_SERVER)

    assert_one_line(*complaint(*verb), "127.0.0.1:9", "TRUCE_DATABASE_URL")


def test_a_password_is_never_told(complaint, environment, monkeypatch):
    monkeypatch.setenv("TRUCE_DATABASE_URL", "postgresql://truce:hunter2@127.0.0.1:9/truce")

    code, told = complaint("check")

    assert code == 1 and "hunter2" not in told


# ------------------------------------------------------------------ folders and files


@pytest.mark.parametrize(
    ("listing", "wanted"),
    [
        (None, "feeds.csv"),
        ("feed_code,outlet\na,A\n", "line 1"),
        ("feed_code,outlet,language,side,file\n", "lists no feed"),
        ("feed_code,outlet,language,side,file\na,A,en,,gone.xml\n", "line 2: gone.xml"),
        ("feed_code,outlet,language,side,file\na,A,en,,empty.xml\n", "--from and --to"),
        ("feed_code,outlet,language,side,file\na,A,en,XX,one.xml\n", "side 'XX'"),
        ("feed_code,outlet,language,side,file\nA B,A,en,,one.xml\n", "A B"),
        ("feed_code,outlet,language,side,file\na,A,english,,one.xml\n", "english"),
    ],
)
def test_a_folder_that_cannot_be_replayed_says_why(database_url, complaint, tmp_path, listing, wanted):
    (tmp_path / "empty.xml").write_text("")
    (tmp_path / "one.xml").write_text(
        "<rss version='2.0'><channel><item><guid>a</guid>"
        "<pubDate>Wed, 10 Sep 2025 04:00:00 GMT</pubDate></item></channel></rss>"
    )
    if listing is not None:
        (tmp_path / "feeds.csv").write_text(listing)

    assert_one_line(*complaint("replay", str(tmp_path), "--database", database_url), wanted)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: an object with an id"),
        ('{"title": "x"}', "line 1: an object with an id"),
        ('{"id": 1, "date": "8 December"}', "'8 December'"),
        ('{"id": 1, "date": 20251208}', "20251208"),
        ('{"id": 1, "title": 5}', "title"),
    ],
)
def test_a_line_that_cannot_be_coded_is_told_with_its_number(complaint, tmp_path, line, wanted):
    items = tmp_path / "items.jsonl"
    items.write_text(line + "\n")

    assert_one_line(*complaint("code", str(items), "--out", str(tmp_path / "out")), wanted)


def test_an_output_that_cannot_be_written_is_told(complaint, tmp_path):
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": 1}\n')
    target = tmp_path / "no" / "such" / "folder.jsonl"

    assert_one_line(*complaint("code", str(items), "--out", str(target)), str(target))


# ------------------------------------------------------------------ as a process of its own


def truce(*arguments: str, shell: str = "") -> subprocess.CompletedProcess:
    command = f'"{sys.executable}" -m truce {" ".join(arguments)} {shell}'
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True, text=True, timeout=60, cwd=wiring.PROJECT,
        env=wiring.inherited() | {"PYTHONPATH": str(wiring.PROJECT / "plugins"),
                                  "PYTHONUNBUFFERED": ""},
    )  # fmt: skip


def test_a_failure_goes_to_standard_error_with_its_exit_code(database_url):
    done = truce("trend", "yearly")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("truce: There is no trend 'yearly'")


@pytest.mark.parametrize("verb", ["feeds --format json", "export ceasefires"])
def test_a_reader_that_closes_early_is_no_failure(database_url, verb):
    done = truce(verb, shell="| true")

    assert (done.returncode, done.stderr) == (0, "")


def test_psql_opens_on_the_views_and_writes_nothing(database_url):
    asked = truce("psql", "-c", '"select count(*) >= 6 as many from ceasefire_list"')
    denied = truce("psql", "-c", '"select * from entries"')
    written = truce("psql", "-c", '"update ceasefires set name = null"')
    limit = truce("psql", "-c", '"show statement_timeout"')

    assert asked.returncode == 0 and "many" in asked.stdout and " t\n" in asked.stdout
    assert denied.returncode != 0 and "permission denied" in denied.stderr
    assert written.returncode != 0 and "read-only transaction" in written.stderr
    assert "1min" in limit.stdout


def test_psql_shows_no_password_in_the_list_of_processes(database_url):
    password = urlsplit(database_url).password
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(truce, "psql", "-c", '"select pg_sleep(1)"')
        commands = set()
        while not asked.done():
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    commands.add(path.read_bytes())

    psql = [command for command in commands if b"pg_sleep" in command and b"psql\0" in command]
    assert psql and not [command for command in psql if password.encode() in command]
