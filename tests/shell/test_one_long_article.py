"""One long article of a day of talks, through the line: what it makes, and what it must not."""

from datetime import UTC, datetime

import pytest
from rows_for_tests import run
from stand_ins import item

PUBLISHED = datetime(2025, 12, 23, 6, tzinfo=UTC)
ARTICLE = " ".join(
    (
        "Foreign ministers of ASEAN met in Kuala Lumpur on Monday over the fighting between Thailand and Cambodia.",
        "The special meeting, chaired by Malaysia, follows two weeks of clashes that killed dozens.",
        "The fighting broke out anew on 8 December, with air strikes and artillery fire reported since.",
        "At least 60 people have been killed and more than half a million displaced, officials in the region say.",
        "Thailand's foreign minister said that defence officials of both countries will meet on 24 December in "
        "Chanthaburi under the General Border Committee.",
        'Cambodia\'s defence ministry accused Thailand of sending fighter jets and of using "toxic gas".',
        "Thai officials denied the allegations, but admitted that heavy fire had damaged homes along the border.",
        "Shelters in Buriram and Sa Kaeo house families who fled the fighting.",
        "A short-lived truce collapsed earlier this year.",
        "Whether the ceasefire talks planned for Christmas Eve bring peace is open.",
    )
)


@pytest.fixture
def article(conn, line, site):
    line.now = PUBLISHED
    line.add_feed(conn, "other")
    site.publish("other", item("a", ARTICLE, "ASEAN ministers seek an end to border fighting", moment=PUBLISHED))
    line.run()
    return conn


def test_one_meeting_was_held_and_one_is_announced(article):
    meetings = run(article, "select type, status, place_code, meeting_date::text from meetings order by status")

    assert [meeting[:3] for meeting in meetings] == [
        ("GBC", "announced", "th-chanthaburi"),
        ("regional_body", "held", "kuala-lumpur"),
    ]
    assert meetings[0][3] == "2025-12-24"


def test_the_dead_of_two_weeks_are_no_toll_of_a_day_and_no_incident_is_where_the_shelters_are(article):
    assert run(article, "select * from incidents") == []
    tolls = run(article, "select kind from tolls where category = 'killed' and low = 60")
    assert set(tolls) == {("cumulative",)}


def test_a_clash_of_the_same_day_told_beside_it_takes_none_of_its_figures(article, line, site):
    clash = "Thai and Cambodian soldiers exchanged fire at Chong Bok on 8 December, killing two soldiers."
    line.add_feed(article, "thai", side="TH")
    site.publish("thai", item("b", clash, moment=PUBLISHED))
    line.run()

    incidents = run(article, "select place_code, occurred_date::text, killed_low, killed_high from incidents")

    assert incidents == [("chong-bok", "2025-12-08", 2, 2)]
