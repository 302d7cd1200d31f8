"""Who blames whom, where, and how many, in Thai and Khmer: scripts without spaces between words. The rules alone."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.coding import code_entry
from truce.coding_verbs import reading_row
from truce.lexicon import read_codebook
from truce.model import EntryText

FOLDER = Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook"
CODEBOOK = replace(read_codebook(FOLDER), classifier=None)
NAMES = {actor.actor_code: actor.name for actor in CODEBOOK.actors}
PUBLISHED = datetime(2025, 12, 23, 6, tzinfo=UTC)


def reports(language: str, title: str, text: str, label: str) -> list[dict]:
    reading = code_entry(EntryText(1, title, text, PUBLISHED, language), CODEBOOK)
    return [r for r in reading_row({"id": "1"}, reading, CODEBOOK, NAMES)["reports"] if r["label"] == label]


def blame(language: str, title: str, text: str = "") -> set[tuple]:
    """Each pair of accuser and accused."""
    return {(r["accuser"], r["accused"]) for r in reports(language, title, text, "allegation")}


THAILAND_BLAMES, CAMBODIA_BLAMES = {("Thailand", "Cambodia")}, {("Cambodia", "Thailand")}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("th", "กัมพูชาใช้ชาวบ้านเป็นโล่มนุษย์หน้าแนวรั้ว"),  # words between the side and the wrong, but no space
        ("th", "แถลงการณ์เรื่องการละเมิดข้อตกลงหยุดยิงโดยกองทัพกัมพูชา"),
        ("th", "พฤติกรรมของกัมพูชา เข้าข่ายอาชญากรรมสงคราม"),
        ("th", "พนมเปญเงียบ หลังมีการรุกล้ำอธิปไตยของไทยที่ช่องบก"),  # done to the home side
        ("th", "สรุปสถานการณ์ชายแดน ทหารกัมพูชาละเมิดข้อตกลงอีกครั้ง"),
        ("km", "ក្រុមវិស្វករថៃថា ទាហានកម្ពុជាបានដាក់មីនថ្មី"),  # "the engineers of Thailand say that"
    ],
)
def test_a_wrong_named_with_whose_it_is_is_blamed_on_that_side(language, title):
    assert blame(language, title) == THAILAND_BLAMES


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("km", "នេះជាការបំពានច្បាប់អន្តរជាតិពីសំណាក់យោធាថៃ នៅព្រំដែនកម្ពុជា"),
        ("km", "ថៃរំលោភបទឈប់បាញ់ នៅព្រំដែន"),
        ("th", "ฮุน มาเนต แถลงว่าไทยรุกรานดินแดน"),  # the home side's wrong, where the other speaks
        ("km", "ក្រសួងចោទថៃថាបានដាក់មីន"),  # Thailand is no speaker here: it is blamed
    ],
)
def test_cambodia_blames_in_either_language(language, title):
    assert blame(language, title) == CAMBODIA_BLAMES


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("th", "ไทยละเมิดข้อตกลงหรือไม่ ยังต้องตรวจสอบ"),  # nobody of the other side says so
        ("th", "กัมพูชายืนยัน ไม่ละเมิดข้อตกลงหยุดยิง"),
        ("th", "คณะทำงานไทย-กัมพูชาหารือวิธีตรวจสอบการละเมิดข้อตกลง"),  # nobody's
        ("th", "หากกัมพูชาละเมิดข้อตกลงหยุดยิง ทบ. พร้อมตอบโต้"),
    ],
)
def test_a_wrong_of_nobody_or_only_imagined_is_blamed_on_nobody(language, title):
    assert not blame(language, title)


def test_the_side_whose_verb_follows_at_once_did_it_and_the_other_speaks():
    (clash,) = reports("th", "โฆษก ทบ. ระบุกัมพูชายิงปืนใหญ่ใส่ฐานที่ช่องบก", "", "clash")

    assert (clash["source_actors"], clash["assertion"]) == (["Cambodia"], "alleged")
