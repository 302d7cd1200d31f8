"""`truce feeds export-opml, import-opml, discover` at a shell."""

import csv
import io

import pytest
from rows_for_tests import run
from stand_ins import NOON, RICE, Answer, item, rss

from truce import cli, feed_verbs, opml, seeding, wiring
from truce.errors import FeedError
from truce.fetching import Fetcher

HTML = {"Content_Type": "text/html"}


def ran(capsys, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["feeds", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def listed(path, *outlines: str):
    path.write_text(f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>")
    return str(path)


# ------------------------------------------------------------------ OPML


def test_the_feeds_that_are_polled_go_out_as_opml(conn, capsys):
    enabled = {row[0] for row in run(conn, "select url from feeds where is_enabled")}

    code, told, _ = ran(capsys, "export-opml")

    assert code == 0
    assert {outline.url for outline in opml.outlines(told.encode(), "f.opml")} == enabled


def test_what_was_exported_is_known_when_it_is_imported(conn, capsys, tmp_path):
    path = tmp_path / "f.opml"
    path.write_text(ran(capsys, "export-opml", "--language", "km")[1])

    code, told, said = ran(capsys, "import-opml", str(path))

    assert (code, told) == (0, "")
    assert "known already" in said


def test_an_imported_list_gives_lines_that_the_registry_takes_and_writes_nothing(conn, capsys, tmp_path):
    path = listed(tmp_path / "f.opml", "<outline text='=One, &amp; only' xmlUrl='https://one.example/feed'/>",
                  "<outline text='One only' xmlUrl='https://www.two.example/rss' language='th-TH'/>")  # fmt: skip
    before = run(conn, "select count(*) from feeds")

    code, told, _ = ran(capsys, "import-opml", path, "--side", "KH", "--language", "km")

    assert code == 0 and run(conn, "select count(*) from feeds") == before
    codes = [row[0] for row in csv.reader(io.StringIO(told))]
    assert codes == ["one-only", "one-only-2"]
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for file in (wiring.SQL / "seeds").glob("*.csv"):
        (seeds / file.name).write_bytes(file.read_bytes())
    with (seeds / "feeds.csv").open("a") as file:
        file.write(told)
    seeding.load_seeds(conn, wiring.CODEBOOK, seeds)
    loaded = run(
        conn,
        "select outlet, language, side, family, is_enabled, full_text from feeds where feed_code = 'one-only'",
    )
    assert loaded == [("=One, & only", "km", "KH", "one-example", True, False)]


def test_a_feed_whose_language_nobody_tells_is_asked_about_and_the_others_are_given(conn, capsys, tmp_path):
    path = listed(tmp_path / "f.opml", "<outline text='One' xmlUrl='https://one.example/feed'/>",
                  "<outline text='Two' xmlUrl='https://two.example/feed' language='en'/>")  # fmt: skip

    code, told, said = ran(capsys, "import-opml", path)

    assert code == 1 and told.startswith("two,Two,") and told.count("\n") == 1
    assert "One (https://one.example/feed): the list does not tell its language; give --language." in said


@pytest.mark.parametrize("arguments", [["import-opml"], ["import-opml", "missing.opml"], ["discover"]])
def test_what_is_missing_is_asked_for(conn, capsys, arguments):
    code, _, said = ran(capsys, *arguments)

    assert code == 1 and said.startswith("truce: ")


def test_a_hostile_list_is_refused(conn, capsys, tmp_path):
    path = tmp_path / "f.opml"
    entity = '<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    path.write_text(f"{entity}<opml><outline text='&e;' xmlUrl='https://a.example/'/></opml>")

    code, told, said = ran(capsys, "import-opml", str(path))

    assert (code, told) == (1, "") and "refused" in said


# ------------------------------------------------------------------ discover


@pytest.fixture
def found(site):
    """What is found at an address of the local site."""
    fetcher = Fetcher("tests", frozenset({site.host}), deadline_seconds=5)

    def at(path: str = "/") -> list[tuple]:
        columns, rows = feed_verbs.found_at(f"http://{site.host}{path}", fetcher, NOON)
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        return [(row["address"].removeprefix(f"http://{site.host}"), row["entries"], row["newest"]) for row in told]

    return at


def test_feeds_that_a_page_declares_are_found_and_those_that_do_not_parse_left_out(site, found):
    page = (
        '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
        '<link rel="alternate" type="application/rss+xml" href="/broken.xml"><a href="/gone/feed">RSS</a>'
    )
    site.answers["/"] = Answer(page.encode(), headers=HTML)
    site.answers["/news.xml"] = Answer(rss(item("1", RICE), item("2", RICE)))
    site.answers["/broken.xml"] = Answer(b"<html>moved</html>")

    assert found() == [("/news.xml", 2, NOON)]
    assert "/rss.xml" not in [path for path, _ in site.seen]


def test_the_usual_addresses_are_tried_where_a_page_declares_none(site, found):
    site.answers["/en/"] = Answer(b"<html>nothing</html>", headers=HTML)
    site.answers["/rss.xml"] = Answer(rss(item("1", RICE)))

    assert found("/en/") == [("/rss.xml", 1, NOON)]


def test_the_address_itself_may_be_the_feed(site, found):
    site.answers["/feed"] = Answer(rss(item("1", RICE)))

    assert found("/feed") == [("/feed", 1, NOON)]


def test_a_page_that_points_into_a_private_network_leads_nowhere(site, found):
    page = b'<link rel="alternate" type="application/rss+xml" href="http://169.254.169.254/feed">'
    site.answers["/"] = Answer(page, headers=HTML)

    assert found() == []


def test_a_site_without_an_answer_is_told(site, found):
    with pytest.raises(FeedError, match="404"):
        found("/nowhere")


def test_the_verb_prints_what_it_found(site, conn, capsys, monkeypatch):
    monkeypatch.setenv("TRUCE_ALLOWED_HOSTS", site.host)
    site.answers["/feed"] = Answer(rss(item("1", RICE)))

    code, told, _ = ran(capsys, "discover", f"http://{site.host}/feed", "--format", "csv")

    assert code == 0 and told.splitlines()[1].startswith(f"http://{site.host}/feed,1,2025-09-10")
    site.answers["/feed"] = Answer(b"<html></html>", headers=HTML)
    code, _, said = ran(capsys, "discover", f"http://{site.host}/feed")
    assert code == 1 and "No feed was found" in said
