"""Dates are read in every form that feeds write, or left open; never guessed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.dates import EARLIEST, LATEST, month_names, read_date

MORNING = datetime(2025, 12, 8, 3, 5, tzinfo=UTC)
AS_WRITTEN = datetime(2025, 12, 8, 10, 5, tzinfo=UTC)
DAY = datetime(2025, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 08 Dec 2025 10:05:00 +0700", MORNING),
        ("Monday, 8 December 2025 10:05 +07:00", MORNING),
        ("08 Dec 25 10:05:00 +0700", MORNING),
        ("Mon, 08 Dec 2025 10:05:00 ICT", MORNING),
        ("Mon, 08 Dec 2025 10:05:00 WIB", MORNING),
        ("Mon, 08 Dec 2025 10:05:00 GMT+7", MORNING),
        ("Mon, 08 Dec 2025 10:05:00 UTC+07:00", MORNING),
        ("Mon, 08 Dec 2025 10:05:00 +07", MORNING),
        ("Sun, 07 Dec 2025 22:05:00 EST", MORNING),
        ("Mon, 08 Dec 2025 08:35:00 IST", MORNING),
        ("Mon, 08 Dec 2025 03:05:00 Z", MORNING),
        ("Mon, 08 Dec 2025 10:05:00", AS_WRITTEN),  # no zone: UTC
        ("Mon, 08 Dec 2025", DAY),
        ("Mon Dec  8 10:05:00 2025", AS_WRITTEN),
        ("Mon, Dec 8, 2025 10:05:00 +0700", MORNING),
        ("December 8, 2025 10:05 AM", AS_WRITTEN),
        ("December 8th, 2025, 10:05 a.m.", AS_WRITTEN),
        ("8 Dec 2025 12:05 AM", datetime(2025, 12, 8, 0, 5, tzinfo=UTC)),
        ("Mon, 08 Dec 2025 23:59:60 GMT", datetime(2025, 12, 8, 23, 59, 59, tzinfo=UTC)),
        ("Mon, 08 Dec 2568 10:05:00 +0700", MORNING),
    ],
)
def test_the_form_of_mail_is_read_with_its_oddities(text, moment):
    assert read_date(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-12-08T10:05:00+07:00", MORNING),
        ("2025-12-08T10:05:00.123+0700", MORNING),
        ("2025-12-08T03:05:00Z", MORNING),
        ("2025-12-08t03:05z", MORNING),
        ("2025-12-08 10:05:00", AS_WRITTEN),
        ("20251208T100500+0700", MORNING),
        ("20251208", DAY),
        ("2025-12-08", DAY),
        ("2025-12", datetime(2025, 12, 1, tzinfo=UTC)),
        ("2025/12/08", DAY),
        ("2016/6/29", datetime(2016, 6, 29, tzinfo=UTC)),
        ("2016/6/29 7:05", datetime(2016, 6, 29, 7, 5, tzinfo=UTC)),
        ("2568-12-08T10:05:00+07:00", MORNING),
        ("29/6/2016", datetime(2016, 6, 29, tzinfo=UTC)),
        ("6/29/2016", datetime(2016, 6, 29, tzinfo=UTC)),
        ("8.8.2025", datetime(2025, 8, 8, tzinfo=UTC)),
        ("1765163100", MORNING),
        ("1765163100000", MORNING),
    ],
)
def test_numbers_alone_are_read_where_they_can_be_read_one_way(text, moment):
    assert read_date(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8 ธันวาคม 2568", DAY),
        ("วันจันทร์ที่ 8 ธันวาคม พ.ศ. 2568 เวลา 10.05 น.", AS_WRITTEN),
        ("8 ธ.ค. 68 10:05 น.", AS_WRITTEN),
        ("๘ ธันวาคม ๒๕๖๘", DAY),
        ("8 ธันวาคม 2025", DAY),
        ("ថ្ងៃទី៨ ខែធ្នូ ឆ្នាំ២០២៥", DAY),
        ("០៨ ធ្នូ ២០២៥ ១០:០៥", AS_WRITTEN),
        ("8 ທັນວາ 2025", DAY),
        ("Senin, 08 Desember 2025 10:05 WIB", MORNING),
        ("Isnin, 8 Disember 2025", DAY),
        ("lundi 8 décembre 2025 à 10h05", AS_WRITTEN),
        ("8 de diciembre de 2025", DAY),
        ("mar, 09 dic 2025 10:05:00 +0700", datetime(2025, 12, 9, 3, 5, tzinfo=UTC)),
        ("8. Dezember 2025", DAY),
        ("8 декабря 2025, 10:05", AS_WRITTEN),
        ("8 ديسمبر 2025", DAY),
        ("٨ كانون الأول ٢٠٢٥", DAY),
        ("8 Aralık 2025", DAY),
        ("8 tháng 12, 2025", DAY),
        ("2025年12月8日 10:05", AS_WRITTEN),
        ("2025년 12월 8일", DAY),
    ],
)
def test_months_eras_and_digits_of_other_languages_are_read(text, moment):
    assert read_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        None, "", " ", "yesterday", "2 hours ago", "เมื่อวาน", "8 Dec", "--12-08", "Mon, 10:05", "10:05", "08/12/2025",
        "8 12 25", "2025-13-08", "2025-02-30", "Mon, 31 Feb 2025 10:05:00 GMT", "8 Dec 2025 25:00",
        "8 Dec 2025 13:05 PM",
        "Mon, 08 Dec 2025 10:05:00 +9900", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59-23:00", "294277-01-01", "8 listopad 2025", "8 dec 2025 and 9 jan 2026", "1", "9" * 99,
        "8 Dec 2025" + " " * 200 + "x",
    ],
)  # fmt: skip
def test_what_would_be_a_guess_is_left_open(text):
    assert read_date(text) is None


def test_a_date_to_come_is_read_as_it_stands():
    assert read_date("Tue, 08 Dec 2099 10:05:00 GMT") == datetime(2099, 12, 8, 10, 5, tzinfo=UTC)


def test_every_name_of_a_month_names_one():
    assert set(month_names().values()) == set(range(1, 13))
    assert all(read_date(f"8 {name} 2025") == datetime(2025, month, 8, tzinfo=UTC)
               for name, month in month_names().items())  # fmt: skip


pieces = st.sampled_from(
    [
        "Mon, ",
        "8",
        "08",
        " ",
        "Dec",
        "2025",
        "2568",
        "ธันวาคม",
        ":",
        "10:05",
        "GMT",
        "+7",
        "+07:00",
        "T",
        "-",
        "/",
        ".",
        "ធ្នូ",
        "៨",
        "am",
        "pm",
        "mar",
        "99",
        "٢",
    ]
)


@given(st.one_of(st.text(max_size=120), st.lists(pieces, max_size=12).map("".join)))
def test_any_text_gives_a_date_in_range_or_none(text):
    moment = read_date(text)

    assert moment is None or (moment.tzinfo is UTC and EARLIEST <= moment < LATEST)
