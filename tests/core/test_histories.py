"""Files of history: what is read of each line, and what is said of those that cannot be used."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truce.histories import from_document, from_lines, from_list, kind_of


def line(**fields) -> str:
    return json.dumps(
        {"id": "1", "title": "A title", "text": "A text.", "published_at": "2025-07-24T06:00:00Z"} | fields
    )


def read(text: str, language: str = "en") -> list:
    return list(from_lines([text], language))


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        ("\ufeff<?xml version='1.0'?>", "document"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "document"),
        ('\n{"id": 1}', "lines"),
        ("date,url", "list"),
        ("20250724\thttp://a.example/1", "list"),
        ("", "list"),
    ],
)
def test_the_kind_of_a_file_is_told_by_how_it_begins(beginning, kind):
    assert kind_of(beginning) == kind


def test_a_json_line_becomes_an_entry():
    (found,) = read(line(url="https://a.example/1", lang="en-GB", text="<p>One&amp;two</p>"))

    entry = found.entry
    assert (entry.guid, entry.title, entry.summary, entry.link) == ("1", "A title", "One&two", "https://a.example/1")
    assert entry.published_at == datetime(2025, 7, 24, 6, tzinfo=UTC)


def test_without_an_id_the_address_is_the_identity_and_without_that_the_text():
    assert read(line(id=None, url="https://a.example/1"))[0].entry.guid == "https://a.example/1"
    assert read(line(id=None))[0].entry.guid == read(line(id=""))[0].entry.guid
    assert read(line(id=None))[0].entry.guid != read(line(id=None, title="Another"))[0].entry.guid


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ("1", "no JSON object"),
        (line(published_at=None), "no published_at"),
        (line(published_at="yesterday"), "'yesterday' is no day or moment"),
        (line(published_at="2025-02-30"), "is no day or moment"),
        (line(published_at="0001-01-01T00:00:00+14:00"), "is no day or moment"),
        (line(url="javascript:alert(1)"), "no http or https address"),
        (line(title="", text=" "), "neither title, text nor url"),
        (line(lang="th"), "lang is 'th', the feed's language 'en'"),
        ('{"id": "\udce9"}', "not UTF-8"),
        ("x" * 2_000_001, "longer than"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_line_says_what_it_lacks(text, complaint):
    (found,) = list(from_lines([text], "en"))

    assert found.entry is None and complaint in found.complaint and found.number == 1


def test_one_bad_line_does_not_keep_back_the_others():
    found = list(from_lines([line(id="1"), "{", "\n", line(id="2")], "en"))

    assert [(one.number, bool(one.entry)) for one in found] == [(1, True), (2, False), (4, True)]


@pytest.mark.parametrize(
    "lines",
    [
        ["date,url,title", '2025-07-24,https://a.example/1,"Fire, again"'],
        ["URL\tTitle\tDATE", "https://a.example/1\tFire, again\t20250724"],
        [
            "GLOBALEVENTID\tSQLDATE\tDATEADDED\tSOURCEURL\ttitle",
            "1\t20240101\t20250724120000\thttps://a.example/1\tFire, again",
        ],
        ["2025-07-24;https://a.example/1;Fire, again"],
        ["https://a.example/1\tFire, again\t2025-07-24T19:00:00+07:00"],
        ["Thu, 24 Jul 2025 12:00:00 GMT\thttps://a.example/1\tFire, again"],
    ],
)
def test_a_list_is_read_with_a_header_or_without(lines):
    (found,) = list(from_list(lines))

    assert (found.entry.guid, found.entry.title) == ("https://a.example/1", "Fire, again")
    assert found.entry.published_at == datetime(2025, 7, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("20250724", datetime(2025, 7, 24, 12, tzinfo=UTC)),
        ("20250724000000", datetime(2025, 7, 24, tzinfo=UTC)),
        ("20250724T061500Z", datetime(2025, 7, 24, 6, 15, tzinfo=UTC)),
        ("24 กรกฎาคม 2568", datetime(2025, 7, 24, 12, tzinfo=UTC)),
        ("Thu, 24 Jul 2025 00:00:00 +0700", datetime(2025, 7, 23, 17, tzinfo=UTC)),
        ("2025-07-24T23:30", datetime(2025, 7, 24, 23, 30, tzinfo=UTC)),
    ],
)
def test_dates_of_history_are_read_as_those_of_feeds_and_a_day_alone_is_its_noon(date, moment):
    (found,) = from_list([f"{date}\thttps://a.example/1"])

    assert found.entry.published_at == moment


@pytest.mark.parametrize("date", ["2025", "2025-07", "1764000000", "20250732", "202507240615"])
def test_a_number_that_is_no_day_is_no_date(date):
    (found,) = from_list([f"{date}\thttps://a.example/1"])

    assert found.entry is None


def test_a_row_of_gdelt_without_its_header_is_dated_by_when_it_was_added():
    cells = ["1234567", "20250720", "202507", *["x"] * 56, "20250724121500", "https://a.example/1"]

    (found,) = list(from_list(["\t".join(cells)]))

    assert found.entry.published_at == datetime(2025, 7, 24, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("2025-07-24", "no url"),
        (",https://a.example/1", "no date"),
        ("x,https://a.example/1", "no date"),
        ("a,b,c", "no url"),
    ],
)
def test_a_bad_row_says_what_it_lacks(row, complaint):
    (found,) = list(from_list([row]))

    assert found.complaint == complaint


def test_a_stray_quote_spoils_one_row_only():
    found = list(from_list(["date,url", '2025-07-24,"https://a.example/1', "2025-07-24,https://a.example/2"]))

    assert found[-1].entry.link == "https://a.example/2"


def test_entries_of_a_document_without_a_date_are_named():
    dated = "<item><guid>1</guid><title>A</title><pubDate>Thu, 24 Jul 2025 12:00:00 GMT</pubDate></item>"
    undated = "<item><guid>2</guid><title>B</title></item>"
    document = f"<rss version='2.0'><channel>{dated}{undated}</channel></rss>".encode()

    found = list(from_document(document, "old.xml"))

    assert [one.entry and one.entry.guid for one in found] == ["1", None]
    assert "no usable date: 'B'" in found[1].complaint


def test_a_document_that_is_no_feed_is_named():
    (found,) = list(from_document(b"<html></html>", "old.xml"))

    assert found.entry is None and "old.xml" in found.complaint


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(), max_size=4))
def test_no_text_stops_the_reading(lines):
    for found in [*from_lines(lines, "en"), *from_list(lines)]:
        assert found.entry or found.complaint
