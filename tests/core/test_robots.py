"""What a robots.txt means for us, by RFC 9309."""

import pytest

from truce.robots import rules_of

URL = "https://a.example/news/1"


def rules(text: str):
    return rules_of(200, text.encode())


def test_a_group_of_our_name_outweighs_that_of_all():
    told = rules("User-agent: *\nDisallow: /\n\nUser-agent: truce\nDisallow: /private\n")

    assert told.allows(URL) and not told.allows("https://a.example/private/1")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_group_of_all_is_obeyed_where_we_are_not_named(end):
    assert not rules(f"User-agent: *{end}Disallow: /news{end}").allows(URL)


def test_the_longest_rule_decides():
    assert rules("User-agent: *\nDisallow: /\nAllow: /news/\n").allows(URL)


@pytest.mark.parametrize("status", [404, 410, 400])
def test_a_site_without_the_file_allows_all(status):
    assert rules_of(status, None).allows(URL)


@pytest.mark.parametrize("status", [401, 403])
def test_a_site_that_refuses_the_file_to_us_does_not_want_us(status):
    told = rules_of(status, None)

    assert not told.allows(URL) and told.is_lasting


@pytest.mark.parametrize("status", [429, 500, 503, None])
def test_a_site_that_gives_no_answer_is_left_alone_for_now(status):
    told = rules_of(status, None, "it is down")

    assert not told.allows(URL) and not told.is_lasting


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 10", 10),
        ("Request-rate: 1/30", 30),
        ("Crawl-delay: 5\nRequest-rate: 2/30", 15),
        ("Crawl-delay: soon", 0),
        ("Crawl-delay: -4", 0),
        ("", 0),
    ],
)
def test_the_pause_a_host_asks_for(lines, seconds):
    assert rules(f"User-agent: *\n{lines}\nDisallow: /x").delay_seconds == seconds


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<html>not found</html>", b"User-agent: *\x00\nDisallow: /a"])
def test_rubbish_forbids_nothing(body):
    assert rules_of(200, body).allows(URL)
