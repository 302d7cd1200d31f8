"""What a sentence says of talks: which body, which day, which venue."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import truce
from truce.coding import code_entry
from truce.lexicon import read_codebook
from truce.model import EntryText, Label

CODEBOOK = read_codebook(Path(truce.__file__).parent / "codebook")
PUBLISHED = datetime(2025, 8, 8, 3, tzinfo=UTC)  # a Friday


def the_meeting(text: str, language: str = "en"):
    reports = code_entry(EntryText(1, text, "", PUBLISHED, language), CODEBOOK).reports
    (meeting,) = [r for r in reports if r.label == Label.MEETING]
    return meeting


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Since the clash at Chong Bok on 1 August Thailand and Cambodia have held talks through the JBC", "en"),
        ("นับตั้งแต่เหตุปะทะที่ช่องบก เมื่อวันที่ 1 สิงหาคม 2568 ไทยและกัมพูชาได้หารือกันในการประชุม JBC", "th"),
    ],
)
def test_the_day_of_the_force_before_talks_is_not_theirs(text, language):
    assert the_meeting(text, language).occurred_date is None


def test_talks_after_force_keep_the_day_they_are_given():
    meeting = the_meeting("After the clash on 1 August Thai and Cambodian generals met on 6 August")

    assert str(meeting.occurred_date) == "2025-08-06"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Thailand and Cambodia agreed to leave the dispute to the JBC, the GBC and the RBC", "JBC"),
        ("Thailand and Cambodia agreed to leave the dispute to the RBC, the GBC and the JBC", "RBC"),
    ],
)
def test_of_several_bodies_the_first_named_is_the_one_that_meets(text, body):
    assert the_meeting(text).type == body


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Thai prime minister's official visit to Cambodia brought a promise of a bridge in Sa Kaeo", "en"),
        ("นายกรัฐมนตรีไทยแถลงว่าจะเปิดสะพานแห่งใหม่ที่สระแก้ว หลังการเยือนราชอาณาจักรกัมพูชาอย่างเป็นทางการ", "th"),
    ],
)
def test_a_visit_is_in_the_country_it_is_to(text, language):
    assert the_meeting(text, language).place_code == "cambodia"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Thai-Cambodian GBC will meet on 14 August, a spokesman said on Thursday in Putrajaya", "en"),
        ("การประชุม GBC ไทย-กัมพูชา จะเริ่ม 14 ส.ค.นี้ วันนี้ (8 สิงหาคม 2568) เวลา 17.00 น. ณ เมืองปุตราจายา โฆษกแถลง", "th"),
    ],
)
def test_where_talks_to_come_were_announced_is_not_their_venue(text, language):
    meeting = the_meeting(text, language)

    assert (str(meeting.occurred_date), meeting.place_code) == ("2025-08-14", None)


def test_the_venue_behind_the_day_of_talks_to_come_is_theirs():
    meeting = the_meeting(
        "A spokesman said on Thursday that the Thai-Cambodian GBC will meet on 14 August in Putrajaya"
    )

    assert (str(meeting.occurred_date), meeting.place_code) == ("2025-08-14", "putrajaya")
