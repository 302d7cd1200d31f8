"""Whether an article takes the place of its summary, and whether to ask again."""

from datetime import UTC, datetime, timedelta

import pytest

from truce.full_text import again_at, is_page, outcome_without_page, paragraphs, why_not
from truce.model import Fetched

NOON = datetime(2025, 9, 10, 12, tzinfo=UTC)
TITLE = "Two soldiers killed near Chong Bok"
SUMMARY = "Thai and Cambodian soldiers exchanged fire near Chong Bok on Wednesday."
ARTICLE = SUMMARY + "\nTwo soldiers were killed and five were hurt, the army said."
COOKIES = (
    "We value your privacy. We and our partners store or access information on a device, such as cookies, and "
    "process personal data for personalised ads and content, ad measurement and audience insights. You may click "
    "to consent or to decline; some processing may not require your consent, but you have a right to object."
)


def test_an_article_that_says_more_takes_the_place_of_the_summary():
    assert why_not(TITLE, SUMMARY, ARTICLE) is None
    assert why_not(TITLE, "", ARTICLE) is None
    assert why_not("", "", ARTICLE) is None


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("", "no_article"), ("Two soldiers killed.", "no_longer"), (SUMMARY, "no_longer"), (COOKIES, "not_its")],
)
def test_any_other_text_leaves_the_summary_where_it_is(text, outcome):
    assert why_not(TITLE, SUMMARY, text) == outcome


def test_paragraphs_are_cleaned_line_by_line():
    assert paragraphs("One\u200b  two.\x00\n\n \nThree\ud800.") == "One two.\nThree."


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 451])
def test_what_the_server_refuses_is_not_asked_again(status):
    assert outcome_without_page(Fetched("failed", "u", http_status=status)) == "refused"


@pytest.mark.parametrize("status", [None, 408, 425, 429, 500, 503])
def test_what_may_pass_is_asked_again(status):
    assert outcome_without_page(Fetched("failed", "u", http_status=status)) == "failed"


def test_where_we_do_not_go_we_do_not_try_again():
    assert outcome_without_page(Fetched("failed", "u", is_refused=True)) == "refused"


def test_pauses_grow_and_heed_the_server_for_a_week_at_most():
    assert again_at(NOON, 1) == NOON + timedelta(minutes=30)
    assert again_at(NOON, 2) == NOON + timedelta(hours=2)
    assert again_at(NOON, 1, 7200) == NOON + timedelta(hours=2)
    assert again_at(NOON, 1, 10**9) == NOON + timedelta(days=7)


def test_a_page_is_known_by_its_type_or_by_how_it_begins():
    assert is_page("text/html; charset=utf-8", b"") and is_page("application/xhtml+xml", b"") and is_page(None, b" <p>")
    assert not is_page("application/pdf", b"<html>") and not is_page(None, b"%PDF")
