"""`truce …` for somebody at a shell: what each verb prints, in which format, with which exit code."""

import csv
import io
import json
import re

import pytest
from rows_for_tests import add, run
from stand_ins import CLASH, DENIAL, RICE, SHELLING, TALKS

from truce import cli, store, wiring

VERBS = re.findall(r"^    ([a-z]+) ", cli.parser().format_help(), re.MULTILINE)
KEYS = {
    "guid", "feed_code", "label", "type", "incident_id", "meeting_id", "claim_id", "occurred_date",
    "place", "tolls", "evidence",
}  # fmt: skip
TRENDS = (
    "agreement", "ceasefires", "claims", "daily", "daily_constant_panel", "killed", "places", "weekly",
    "weekly_constant_panel",
)  # fmt: skip
STUDY = "study"
ELSEWHERE = "Gunmen opened fire in Nam Bua, killing one man."  # a place the gazetteer lacks, in no watched conflict


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two outlets on a day of the Putrajaya ceasefire."""
    path = tmp_path_factory.mktemp("feeds")
    for code, texts in {"thai": (CLASH, DENIAL, TALKS), "khmer": (CLASH, SHELLING, ELSEWHERE)}.items():
        items = "".join(
            f"<item><guid>{code}-{number}</guid><title>=Title {number}</title>"
            f"<pubDate>Wed, 10 Sep 2025 {number:02}:00:00 GMT</pubDate>"
            f"<description>{text} Desk {code[::-1]}.</description></item>"  # two texts, two voices
            for number, text in enumerate(texts, start=4)
        )
        (path / f"{code}.xml").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>')
    (path / "feeds.csv").write_text(
        "feed_code,outlet,language,side,file\nthai,Thai,en,TH,thai.xml\nkhmer,Khmer,en,KH,khmer.xml\n"
    )
    return path


@pytest.fixture(scope="module")
def study(template, folder) -> str:
    """The name of a database that the folder was replayed into, with one decision of a reviewer."""
    assert cli.main(["replay", str(folder), "--database", STUDY, "--quiet"]) == 0
    with wiring.database(STUDY) as conn:
        seen = store.version_of(conn, "incident", 1)
    decision = ["review", "confirm", "incident", "1", "--seen", str(seen), "--by", "duty", "--database", STUDY]
    assert cli.main(decision) == 0
    return STUDY


@pytest.fixture
def truce(capsys):
    """Run a verb; gives its exit code, what it printed, and what it complained of."""

    def verb(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = cli.main(list(arguments))
        except SystemExit as stop:
            code = stop.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return verb


def parsed(text: str, format_name: str) -> list[dict]:
    """The rows of an output, whichever format that is not for reading it came in."""
    if format_name == "csv":
        return list(csv.DictReader(io.StringIO(text)))
    return json.loads(text) if format_name == "json" else [json.loads(line) for line in text.splitlines()]


# ------------------------------------------------------------------ help


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_an_example(truce, verb):
    code, out, _ = truce(verb, "--help")

    assert code == 0
    assert "examples:" in out and f"  truce {verb}" in out


def test_every_verb_that_the_readme_names_is_there(truce):
    readme = (wiring.PROJECT / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"bin/truce ([a-z]+)", readme)) <= set(VERBS)
    assert len(VERBS) >= 14


# ------------------------------------------------------------------ replay


def test_the_same_folder_again_adds_nothing_and_shows_the_weeks(truce, study, folder):
    code, out, _ = truce("replay", str(folder), "--database", study, "--quiet")

    assert code == 0
    assert "0 new entries, 0 edited, 0 read, 0 mails queued" in out
    assert "2025-09-08" in out and f"Database: {study}" in out


# ------------------------------------------------------------------ looking closer


def test_an_incident_is_shown_with_its_voices_its_history_and_decisions(truce, study):
    code, out, _ = truce("show", "incident", "1", "--database", study)

    assert code == 0
    assert out.startswith("Incident 1, version ")
    assert "Voices: 2 families: 1 Thai, 1 Cambodian, 0 third" in out
    assert "first known: status " in out and "clause GBC-2025-08-07/01 of the Putrajaya" in out
    assert "Duty analyst (saw version " in out and out.rstrip().endswith("confirm")


def test_an_incident_is_shown_as_it_was_known_on_a_day(truce, study):
    code, out, _ = truce("show", "incident", "1", "--database", study, "--as-known-on", "2025-12-31")

    assert code == 0
    assert "Voices: 2 families: 1 Thai, 1 Cambodian, 0 third" in out


def test_an_incident_nobody_knows_is_a_clear_line(truce, study):
    code, _, err = truce("show", "incident", "999", "--database", study)

    assert (code, err) == (
        1,
        "truce: There is no incident 999 (or it was taken back). Look at: truce export incidents\n",
    )


def test_what_was_known_before_the_first_report_is_nothing(truce, study):
    _, out, _ = truce("export", "incidents", "--database", study, "--as-known-on", "2025-09-09", "--format", "jsonl")

    assert out == ""


@pytest.mark.parametrize("trend", sorted(path.stem for path in (wiring.SQL / "trends").glob("*.sql")))
def test_every_trend_can_be_had_as_it_was_known_on_a_day(truce, study, trend):
    code, _, err = truce("trend", trend, "--database", study, "--as-known-on", "2025-12-31")

    assert (code, err) == (0, "")


def test_the_queue_is_a_table_or_says_that_it_is_empty(truce, study):
    code, out, _ = truce("review", "list", "--database", study)

    assert code == 0 and (out.startswith("kind") or out == "(no rows)\n")


# ------------------------------------------------------------------ asking


@pytest.mark.parametrize("name", TRENDS)
@pytest.mark.parametrize("format_name", ["csv", "json", "jsonl"])
def test_a_trend_is_the_same_in_every_format(truce, study, name, format_name):
    code, out, _ = truce("trend", name, "--database", study, "--format", format_name)
    columns = parsed(truce("trend", name, "--database", study, "--format", "json")[1], "json")

    rows = parsed(out, format_name)
    assert code == 0 and rows
    assert [list(row) for row in rows] == [list(row) for row in columns]


def test_a_trend_counts_what_the_folder_tells(truce, study):
    (week,) = parsed(truce("trend", "weekly", "--database", study, "--format", "json")[1], "json")

    assert (week["week"], week["clashes"], week["violations_corroborated"]) == ("2025-09-08", 1, 1)
    assert (week["talks_held"], week["claims"], week["entries"]) == (1, 1, 6)


def test_a_trend_says_of_which_conflict_and_days_it_is(truce, study):
    assert truce("trend", "weekly", "--database", study)[1].startswith(
        "Thailand–Cambodia border conflict, 10 Sep 2025 to"
    )


def test_where_no_side_is_polled_the_conflict_most_is_told_of_is_shown(truce, template, folder, tmp_path):
    (tmp_path / "wire.xml").write_text((folder / "thai.xml").read_text())
    (tmp_path / "feeds.csv").write_text("feed_code,outlet,language,side,file\nwire,Wire,en,,wire.xml\n")

    code, out, _ = truce("replay", str(tmp_path), "--database", "wire_alone", "--quiet")

    assert code == 0 and "Thailand–Cambodia border conflict" in out


def test_a_trend_keeps_to_its_days(truce, study):
    _, out, _ = truce("trend", "daily", "--database", study, "--from", "2025-09-11", "--format", "csv")

    assert parsed(out, "csv") == []


@pytest.mark.parametrize("kind", sorted(cli.EXPORTS))
def test_everything_held_can_be_written_out_in_every_format(truce, study, kind):
    outputs = {
        name: truce("export", kind, "--database", study, "--format", name) for name in ("table", "csv", "json", "jsonl")
    }

    assert {code for code, _, _ in outputs.values()} == {0}
    rows = {name: parsed(outputs[name][1], name) for name in ("csv", "json", "jsonl")}
    assert rows["json"] == rows["jsonl"] and rows["json"]
    assert [list(row) for row in rows["csv"]] == [list(row) for row in rows["json"]]
    assert len(outputs["table"][1].splitlines()) == len(rows["json"]) + 2


def test_exported_reports_have_what_a_study_needs(truce, study):
    rows = parsed(truce("export", "reports", "--database", study, "--format", "jsonl")[1], "jsonl")

    assert all(set(row) >= KEYS for row in rows)
    clashes = [row for row in rows if row["incident_id"] and row["tolls"]]
    assert clashes and all(row["place"].startswith("Chong Bok") for row in clashes)
    assert {toll["low"] for row in clashes for toll in row["tolls"]} == {2}
    assert {row["label"] for row in rows} >= {"clash", "meeting", "allegation"}
    assert all(row["evidence"] for row in rows)


def test_exported_csv_runs_no_formula(truce, study):
    rows = parsed(truce("export", "reports", "--database", study, "--format", "csv")[1], "csv")

    assert all(row["title"].startswith("'=Title") for row in rows)


def test_feeds_are_listed_and_checked(truce, study):
    code, out, _ = truce("feeds", "--database", study, "--format", "json")
    checked, answers, _ = truce("feeds", "check", "--database", study, "--format", "json")

    assert (code, checked) == (0, 0)
    assert [row["feed_code"] for row in parsed(out, "json")] == ["khmer", "thai"]
    verdicts = {row["feed_code"]: row["verdict"] for row in parsed(answers, "json")}
    assert set(verdicts) == {"khmer", "thai"}  # their server is gone, and on this machine
    assert all(verdict.startswith("no answer: ") for verdict in verdicts.values())


def test_explain_shows_what_a_text_is_read_as(truce):
    code, out, _ = truce("explain", "en", CLASH)

    assert code == 0
    assert "Labels: clash" in out


def test_items_of_a_file_are_coded_line_by_line(truce, tmp_path):
    items, coded = tmp_path / "items.jsonl", tmp_path / "coded.jsonl"
    texts = {"a": CLASH, "b": RICE, "c": ""}
    items.write_text(
        "\n".join(
            json.dumps({"id": key, "title": "", "text": text, "lang": "en", "date": "2025-09-10"})
            for key, text in texts.items()
        )
        + "\n\n"
    )

    code, out, _ = truce("code", str(items), "--out", str(coded))

    rows = {row["id"]: row for row in parsed(coded.read_text(), "jsonl")}
    assert (code, out) == (0, "")
    assert list(rows) == ["a", "b", "c"]
    assert (rows["a"]["labels"], rows["b"]["labels"]) == (["clash"], [])
    assert rows["a"]["reports"][0]["tolls"][0]["low"] == 2 and rows["b"]["reason"]


# ------------------------------------------------------------------ jobs and checks


def test_jobs_run_by_hand_say_what_they_did(truce, database_url, monkeypatch):
    run_jobs = [truce("run", job, "--now", "2025-09-11T06:00:00+07:00") for job in
                ("code", "group", "alert", "send", "digest")]  # fmt: skip

    assert [code for code, _, _ in run_jobs] == [0] * 5
    told = [out.strip() for _, out, _ in run_jobs]
    assert told[0] == "0 read" and told[2] == "0 queued"
    assert told[1].startswith("0 reports") and told[3] == "0 sent, 0 failed, 0 waiting"


def test_a_check_that_finds_something_is_told_by_its_exit_code(truce, conn):
    sound = truce("check", "mails_overdue")
    add(conn, "alerts", incident_id=add(conn, "incidents"), subject="Overdue")
    conn.commit()
    found = truce("check", "mails_overdue")
    together = truce("check", "--format", "json")

    assert (sound[0], found[0], together[0]) == (0, 1, 1)
    assert "(no rows)" in sound[1] and "Overdue" in found[1]
    counts = {row["check"]: row["rows_found"] for row in parsed(together[1], "json")}
    assert set(counts) == set(wiring.checks())
    assert counts["mails_overdue"] == 1 and counts["entries_unread"] == 0


def test_migrate_makes_a_database_and_another_beside_it(truce, server, template):
    code, out, _ = truce("migrate", "--database", "fresh", "--with", "beside")

    assert code == 0 and "schema" in out
    with wiring.database("fresh", "analyst") as conn:
        assert run(conn, "select count(*) > 0 from ceasefire_list") == [(True,)]
    with wiring.database("beside") as conn:
        assert run(conn, "select * from pg_tables where schemaname = 'public'") == []
