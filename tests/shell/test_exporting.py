"""Rows as a table, CSV, JSON and JSON lines: nothing lost, nothing that a spreadsheet would run."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.errors import UnknownName
from truce.exporting import FORMATS, rendered
from truce.store import as_json

FORMULA = tuple("=+-@\t\r")
COLUMNS = ["day", "summary", "killed", "is_violation", "weapons", "evidence"]
ROW = [date(2025, 12, 8), "Shells, and\nmore", None, True, ["rocket", "mine"], [{"start": 1}]]


def lines(rows, format_name: str, columns=COLUMNS) -> list[str]:
    return list(rendered(columns, rows, format_name, as_json))


def as_csv(*row) -> list[str]:
    text = lines([row], "csv", [f"column_{number}" for number in range(len(row))])
    return list(csv.reader(io.StringIO("\n".join(text), newline="")))[1]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(value):
    assert as_csv(value, [value, "x"]) == ["'" + value, f"'{value}; x"]


@pytest.mark.parametrize("value", ["a=1", "1+1", "x@y.example", "'quoted", " =1", "ปะทะ"])
def test_other_cells_stay_as_they_are(value):
    assert as_csv(value) == [value]


def test_numbers_stay_numbers_and_unknown_stays_empty():
    assert as_csv(-5, 0, None, 1.5, True) == ["-5", "0", "", "1.5", "True"]


def test_lists_are_joined_and_structures_stay_json():
    weapons, evidence, nothing = as_csv(["rocket", "mine"], [{"start": 1, "text": "a; 'b'"}], [])

    assert (weapons, nothing) == ("rocket; mine", "")
    assert json.loads(evidence) == [{"start": 1, "text": "a; 'b'"}]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), min_size=1))
def test_every_cell_comes_back_out_of_csv(cells):
    assert as_csv(*cells) == ["'" + cell if cell[:1] in FORMULA else cell for cell in cells]


def test_json_lines_are_one_object_each_and_json_is_one_list():
    (line,) = lines([ROW], "jsonl")
    (text,) = lines([ROW], "json")

    assert "\n" not in line
    assert json.loads(text) == [json.loads(line)]
    assert json.loads(line) == {
        "day": "2025-12-08", "summary": "Shells, and\nmore", "killed": None, "is_violation": True,
        "weapons": ["rocket", "mine"], "evidence": [{"start": 1}],
    }  # fmt: skip


def test_moments_are_written_with_their_zone():
    assert as_json(datetime(2025, 12, 8, 3, tzinfo=UTC)) == '"2025-12-08T03:00:00+00:00"'


def test_a_table_is_for_reading():
    (text,) = lines([ROW, [None, "y" * 80, 0, False, [], []]], "table")

    assert "is violation" in text and "rocket, mine" in text and "Shells, and more" in text
    assert "yes" in text and "no" in text and "y" * 59 + "…" in text


@pytest.mark.parametrize(
    ("format_name", "text"),
    [("table", "(no rows)"), ("csv", ",".join(COLUMNS)), ("json", "[]"), ("jsonl", "")],
)
def test_no_rows_are_no_rows_in_every_format(format_name, text):
    assert "\n".join(lines([], format_name)) == text


def test_an_unknown_format_is_told_with_those_there_are():
    with pytest.raises(UnknownName, match="'xml'.*" + ", ".join(FORMATS)):
        lines([ROW], "xml")
