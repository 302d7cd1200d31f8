import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from core.places_for_tests import CODEBOOK
from hypothesis import given
from hypothesis import strategies as st

from truce.lexicon import read_codebook
from truce.model import Precision
from truce.occurrence import dates_in

PAGES = read_codebook(CODEBOOK).pages
NOON = datetime(2025, 12, 10, 5, tzinfo=UTC)  # a Wednesday, noon in Bangkok


def found(text: str, language: str = "en", published_at: datetime = NOON):
    return dates_in(text, language, published_at, "Asia/Bangkok", PAGES[language])


def days(text: str, language: str = "en", published_at: datetime = NOON) -> list[str]:
    return [mention.day.isoformat() for mention in found(text, language, published_at)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("clashes on Tuesday", "2025-12-09"),
        ("clashes on Wednesday", "2025-12-10"),
        ("clashes on Thursday", "2025-12-04"),
        ("talks next Tuesday", "2025-12-16"),
        ("talks this coming Friday", "2025-12-12"),
        ("on 8 December", "2025-12-08"),
        ("on Dec 8, 2025", "2025-12-08"),
        ("on Dec. 8 at dawn", "2025-12-08"),
        ("the 28th of May", "2025-05-28"),
        ("on 2025-12-08", "2025-12-08"),
        ("yesterday", "2025-12-09"),
        ("today", "2025-12-10"),
        ("tomorrow", "2025-12-11"),
        ("on Christmas Eve", "2025-12-24"),
    ],
)
def test_english_names_a_day(text, day):
    assert days(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 พ.ย. 68", "2025-11-10"),
        ("10 พฤศจิกายน 2568", "2025-11-10"),
        ("๘ ธันวาคม ๒๕๖๘", "2025-12-08"),
        ("8ธ.ค.68", "2025-12-08"),
        ("วันที่ 24 ธ.ค.", "2025-12-24"),
        ("8 ธ.ค. 15.30 น.", "2025-12-08"),  # the hour is no year
        ("เมื่อวานนี้", "2025-12-09"),
        ("วันนี้", "2025-12-10"),
        ("วันอังคาร", "2025-12-09"),
        ("วันจันทร์หน้า", "2025-12-15"),
    ],
)
def test_thai_names_a_day(text, day):
    assert days(text, "th") == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ថ្ងៃទី១០ ខែវិច្ឆិកា ឆ្នាំ២០២៥", "2025-11-10"),
        ("ថ្ងៃទី 8 ខែធ្នូ ឆ្នាំ 2025", "2025-12-08"),
        ("ថ្ងៃទី២៨ កក្កដា", "2025-07-28"),
        ("ម្សិលមិញ", "2025-12-09"),
        ("ថ្ងៃនេះ", "2025-12-10"),
        ("ថ្ងៃអង្គារ", "2025-12-09"),
        ("ថ្ងៃសុក្រក្រោយ", "2025-12-12"),
        ("នៅថ្ងៃសុក្រ ក្រោយការបាញ់គ្នា", "2025-12-05"),
        ("ស្អែកនេះ", "2025-12-11"),
        ("ម្សិលម៉ិញ", "2025-12-09"),
        ("ថ្ងៃទី៩ មីនា ២០២៥", "2025-03-09"),
    ],
)
def test_khmer_names_a_day(text, day):
    assert days(text, "km") == [day]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("this week", date(2025, 12, 8), Precision.WEEK),
        ("next week", date(2025, 12, 15), Precision.WEEK),
        ("in July", date(2025, 7, 1), Precision.MONTH),
        ("in late July 2025", date(2025, 7, 1), Precision.MONTH),
    ],
)
def test_a_week_or_a_month_is_its_first_day(text, day, precision):
    assert [(m.day, m.precision) for m in found(text)] == [(day, precision)]


@pytest.mark.parametrize(
    "text",
    ["troops may 5", "soldiers march 5 km", "31 February", "December 32", "Hun Manet spoke", ""],
)
def test_what_is_no_day_gives_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("วันนี้ (วันที่ 8 ธันวาคม 2568)", "th"),
        ("วันพุธที่ 8 ธ.ค. 68", "th"),
        ("yesterday (8 December)", "en"),
        ("on Thursday, 8 December", "en"),
    ],
)
def test_a_day_with_its_number_says_which_today_or_weekday_is_meant(text, language):
    assert days(text, language) == ["2025-12-08"]


def test_only_days_after_publication_are_future():
    assert [m.is_future for m in found("on 8 December, today and on 24 December")] == [
        False,
        False,
        True,
    ]


def test_days_are_those_of_the_zone():
    late = datetime(2025, 12, 10, 18, tzinfo=UTC)  # one in the morning of the 11th in Bangkok

    assert days("today", published_at=late) == ["2025-12-11"]


def test_a_day_without_a_year_is_the_nearest_across_new_year():
    january = datetime(2026, 1, 5, 5, tzinfo=UTC)

    assert days("on 27 December", published_at=january) == ["2025-12-27"]
    assert days("on Jan 3") == ["2026-01-03"]


def test_the_span_is_the_words_of_the_day():
    text = "They met on Dec 8, 2025 in Trat"

    [mention] = found(text)

    assert text[mention.start : mention.end] == "Dec 8, 2025"


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_full_date_means_itself_in_every_calendar(day):
    english = day.strftime("%B") + f" {day.day}, {day.year}"
    thai_month = next(name for name, number in PAGES["th"]["dates"]["months"].items() if number == day.month)
    thai = f"{day.day} {thai_month} {day.year + 543}"

    assert days(english) == [day.isoformat()]
    assert days(thai, "th") == [day.isoformat()]


@given(st.integers(0, 400), st.sampled_from(list(PAGES["en"]["dates"]["weekdays"])))
def test_a_weekday_is_within_the_last_seven_days_and_next_within_the_coming_seven(shift, name):
    published = NOON + timedelta(days=shift)
    today = published.date()

    [past] = found(name, published_at=published)
    [coming] = found(f"next {name}", published_at=published)

    assert 0 <= (today - past.day).days < 7
    assert 0 < (coming.day - today).days <= 7
    assert past.day.weekday() == coming.day.weekday()


@given(st.text(alphabet="0123456789 DecJuly.,-ธพ.ค", max_size=60))
def test_no_text_breaks_it_and_spans_never_overlap(text):
    for language in ("en", "th", "km"):
        mentions = found(text, language)
        assert all(m.end <= n.start for m, n in itertools.pairwise(mentions))
