"""How high talks are and what they are about, with the words that say so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.coding import code_entry
from truce.lexicon import read_codebook
from truce.model import EntryText, Label
from truce.talks import level_of_role

CODEBOOK = read_codebook(Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook")
PUBLISHED = datetime(2025, 12, 23, 6, tzinfo=UTC)


def talks(text: str, language: str = "en", published_at: datetime = PUBLISHED):
    """The first report of talks in a text, and the words behind its level and topics."""
    reading = code_entry(EntryText(1, "", text, published_at, language), CODEBOOK)
    report = next(r for r in reading.reports if r.label == Label.MEETING)
    for span in report.evidence:
        assert f"\n{text}"[span.start : span.end] == span.text
    return report, {e.field: e.text for e in reversed(report.evidence) if e.field in ("level", "topic")}


@pytest.mark.parametrize(
    ("language", "text", "level", "topics"),
    [
        ("en", "The Thai-Cambodian General Border Committee met in Chanthaburi on Monday.", "ministerial", ()),
        ("en", "The Regional Border Committee of Thailand and Cambodia met on Monday about demining.",
         "military", ("demining",)),
        ("en", "Thailand and Cambodia held a meeting of the Joint Boundary Commission on demarcation on Monday.",
         "official", ("boundary",)),
        ("en", "ASEAN foreign ministers met in Kuala Lumpur on Monday over the Thai-Cambodian truce.",
         "ministerial", ("ceasefire",)),
        ("en", "The secretariat of the Thai-Cambodian General Border Committee met in Chanthaburi on Monday.",
         "official", ()),
        ("en", "Anutin met Hun Manet on Monday for talks on the border crossings.",
         "head_of_government", ("crossings",)),
        ("en", "Thai and Cambodian commanders held talks on Monday, Prime Minister Anutin said.", "military", ()),
        ("en", "Thai and Cambodian delegations held talks on the release of 18 soldiers on Monday.",
         None, ("prisoners",)),
        ("th", "คณะกรรมการชายแดนทั่วไปไทย-กัมพูชาประชุมเรื่องเก็บกู้ทุ่นระเบิดที่จันทบุรี", "ministerial", ("demining",)),
        ("th", "แม่ทัพภาคที่ 2 หารือกับฝ่ายกัมพูชาเรื่องเชลย", "military", ("prisoners",)),
        ("th", "ประชุมฝ่ายเลขานุการ GBC ไทย-กัมพูชา เรื่องหยุดยิง", "official", ("ceasefire",)),
        ("km", "នាយករដ្ឋមន្ត្រីកម្ពុជា និងថៃ ជួបពិភាក្សាអំពីបទឈប់បាញ់", "head_of_government", ("ceasefire",)),
        ("km", "គណៈកម្មការព្រំដែនចម្រុះ កម្ពុជា-ថៃ ប្រជុំអំពីបង្គោលព្រំដែន", "official", ("boundary",)),
        ("ms", "Menteri pertahanan Thailand dan Kemboja bertemu mengenai gencatan senjata pada Isnin.",
         "ministerial", ("ceasefire",)),
    ],
)  # fmt: skip
def test_level_and_topics_are_read_from_the_body_the_offices_and_the_words(language, text, level, topics):
    report, words = talks(text, language)

    assert (report.level, report.topics) == (level, topics)
    assert ("level" in words) == (level is not None) and ("topic" in words) == bool(topics)


def test_the_evidence_is_the_word_that_names_the_level():
    _, words = talks("Thai and Cambodian commanders held talks on Monday about landmines.")

    assert words == {"level": "commanders", "topic": "landmines"}


def test_a_person_speaks_at_the_level_of_the_office_of_the_day():
    text = "Phumtham met Hun Manet's envoy; Phumtham held talks with Cambodia in Putrajaya."
    acting, _ = talks(text, published_at=datetime(2025, 7, 28, tzinfo=UTC))
    before, _ = talks(text, published_at=datetime(2025, 6, 2, tzinfo=UTC))

    assert (acting.level, before.level) == ("head_of_government", "ministerial")


def test_what_the_only_talks_are_about_may_stand_in_another_sentence():
    report, _ = talks("Thai and Cambodian officials met in Chanthaburi on Monday. Demining comes first, they said.")

    assert report.topics == ("demining",)


@pytest.mark.parametrize(
    ("role", "level"),
    [
        ("Deputy Prime Minister and Minister of National Defence; Cambodian GBC co-chair", "ministerial"),
        ("Acting Prime Minister; Deputy Prime Minister and Interior Minister", "head_of_government"),
        ("President of the Senate; former Prime Minister", None),
        ("Government spokesman (Anutin cabinet)", None),
        ("Deputy chief of staff, Military Region 4; RBC secretariat", "military"),
        ("Secretary of State", "ministerial"),
        ("Secretary of State, Ministry of National Defence", "official"),
        ("Defence Attache in Bangkok; head of IOT/AOT in Thailand", "official"),
        ("Secretary-General of ASEAN", None),
    ],
)
def test_an_office_has_a_level(role, level):
    assert level_of_role(role) == level
