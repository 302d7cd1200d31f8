"""Where a page says that its feeds are."""

import time

import pytest

from truce.discovering import declared, usual

HOME = "https://news.example/en/"


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate" type="application/rss+xml" title="News" href="/feed">',
        "<LINK HREF='https://news.example/feed' TYPE='application/rss+xml' REL='alternate'/>",
        "<link rel=alternate type=application/atom+xml href=../feed>",
        '<link rel="alternate home" type="application/feed+json; charset=utf-8" href="/feed?x=1&amp;y=2">',
        '<a href="/feed/">RSS</a>',
    ],
)
def test_a_feed_that_a_page_names_is_found(tag):
    (found,) = declared(f"<html><head>{tag}</head>", HOME)

    assert found.startswith("https://news.example/feed")


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate" hreflang="th" href="/th/">',
        '<link rel="stylesheet" type="text/css" href="/x.css">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml">',
        '<a href="/feedback">write to us</a>',
    ],
)
def test_other_links_are_none(tag):
    assert declared(tag, HOME) == []


def test_what_is_declared_comes_before_what_is_linked_and_its_own_site_before_others():
    page = (
        '<a href="https://other.example/rss.xml">o</a><a href="/rss">r</a>'
        '<link rel="alternate" type="application/rss+xml" href="/main.xml">'
    )

    assert declared(page, HOME) == [
        "https://news.example/main.xml", "https://news.example/rss", "https://other.example/rss.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page", ["<link " * 100_000, "<link " + "a=" * 300_000 + ">", "<" * 500_000, "<a href='" * 60_000]
)
def test_a_hostile_page_costs_little(page):
    began = time.monotonic()
    declared(page, HOME)

    assert time.monotonic() - began < 2


def test_the_usual_addresses_are_those_of_the_site():
    assert "https://news.example/feed/" in usual(HOME)
