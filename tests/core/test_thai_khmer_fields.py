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
        ("th", "จากกรณีข่าวชายแดน ทบ. ฉะเขมรขนกระสุนขึ้นภูผี"),  # colloquial, of a breach
        ("th", "กองทัพบกประณามกัมพูชายิงใส่ชาวบ้าน"),  # what the one blamed did follows at once
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
        ("km", "ភ្នំពេញស្នើបាងកកដកលួសបន្លា ចាត់ទុកជាការរំលោភ"),  # whoever asks also holds it to be
        ("th", "กระทรวงกลาโหมกัมพูชาระบุว่าทหารไทยจับกุมทหารกัมพูชาอย่างผิดกฎหมาย"),  # who did it stands first
        ("th", "กองทัพภาคที่ 2 แจงข้อกล่าวหากัมพูชาเรื่องล้ำเขต"),  # the charge is Cambodia's own
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
        ("th", "กองทัพบกประณามกัมพูชาอย่างรุนแรง"),  # no act is told
        ("th", "หากกัมพูชาละเมิดข้อตกลงหยุดยิง ทบ. พร้อมตอบโต้"),
    ],
)
def test_a_wrong_of_nobody_or_only_imagined_is_blamed_on_nobody(language, title):
    assert not blame(language, title)


def test_the_side_whose_verb_follows_at_once_did_it_and_the_other_speaks():
    (clash,) = reports("th", "โฆษก ทบ. ระบุกัมพูชายิงปืนใหญ่ใส่ฐานที่ช่องบก", "", "clash")

    assert (clash["source_actors"], clash["assertion"]) == (["Cambodia"], "alleged")


def tolls(language: str, title: str, text: str = "") -> set[tuple]:
    return {(t["category"], t["low"], t["kind"]) for r in reports(language, title, text, "clash") for t in r["tolls"]}


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("th", "ยึดเนินคืนที่ช่องบก แลกด้วยชีวิตสองทหารกล้า", {("killed", 2, "incident")}),  # no word for counting
        ("th", "ทหาร 4 นายเหยียบกับระเบิดที่ช่องบก", {("injured", 4, "incident")}),
        ("th", "ปะทะช่องบก ทหารกัมพูชายิงใส่ สาหัสอีก 2 ดับ 1", {("injured", 2, "incident"), ("killed", 1, "incident")}),
        ("th", "ปะทะช่องบก กัมพูชายิงใส่ สูญเสียกำลังพลรวม 7", {("killed", 7, "cumulative")}),
        ("th", "ปะทะที่ช่องบก ทหารพลีชีพ 1 นาย ยันยังยึดยอดเขาได้", {("killed", 1, "incident")}),  # a summit is no total
        ("th", "ปะทะที่ช่องบก จ.ส.อ.สมบัติ ใจกล้า เสียชีวิต", {("killed", 1, "incident")}),  # by rank
        ("th", "ปะทะที่ช่องบก ผู้ใหญ่บ้านเผยว่าลูกบ้านเสียชีวิต", set()),  # who tells it is not dead
        ("th", "ปะทะที่ช่องบก พลทหารเสียชีวิต 2 นาย", {("killed", 2, "incident")}),
        ("th", "เหยียบทุ่นที่ช่องบก ทหารขาขาด เพื่อนเจ็บอีก 3", {("injured", 3, "incident"), ("injured", 4, "incident")}),
        ("km", "ថៃបាញ់កាំភ្លើងធំ ពលរដ្ឋកម្ពុជាសរុប ៥ នាក់រងរបួស", {("injured", 5, "incident")}),  # no word of a total
        (
            "th",
            "ปะทะที่ช่องบก ทหารบาดเจ็บ 3 นาย รวมตั้งแต่วันที่ 7 ธ.ค. บาดเจ็บ 40 นาย",
            {("injured", 3, "incident"), ("injured", 40, "cumulative")},
        ),
        ("th", "สรุปเหตุ! ทหารปะทะที่ช่องบก พลเรือนเสียชีวิต 5 ราย", {("killed", 5, "cumulative")}),  # the lead-in counts
        ("km", "តួលេខថ្មី៖ ថៃបាញ់កាំភ្លើងធំ ពលរដ្ឋស្លាប់ ៦ នាក់", {("killed", 6, "cumulative")}),
        ("km", "ថៃបាញ់កាំភ្លើងធំ គ្មានអ្នកស្លាប់ទេ តែពលរដ្ឋ ២ នាក់របួស", {("injured", 2, "incident")}),
        ("km", "ថៃបាញ់កាំភ្លើងធំ គ្មានអ្នកស្លាប់ និងរបួស ២ ថ្ងៃហើយ", set()),
    ],
)
def test_tolls_are_read_as_headlines_write_them(language, title, expected):
    assert tolls(language, title) == expected


def test_others_hurt_another_way_are_added_to_the_first():
    assert tolls("th", "เหยียบทุ่นระเบิดที่ช่องบก ทหารขาขาด 1 นาย ถูกสะเก็ดอีก 2") == {
        ("injured", 1, "incident"), ("injured", 2, "incident"), ("injured", 3, "incident"),
    }  # fmt: skip


def test_dead_and_hurt_of_the_border_are_a_clash_and_the_border_alone_is_none():
    hurt = reports("th", "เหตุชายแดนไทย-กัมพูชา ประชาชนบาดเจ็บ 12 ราย", "", "clash")

    assert [t["low"] for r in hurt for t in r["tolls"]] == [12]
    assert not reports("th", "เหตุชายแดนไทย-กัมพูชา กระทบการส่งออกผลไม้", "", "clash")


def places(language: str, title: str, text: str, label: str) -> set[str]:
    return {r["place"] for r in reports(language, title, text, label)}


@pytest.mark.parametrize(
    ("language", "title", "text", "place"),
    [
        ("th", "กลาโหมกัมพูชาเผยไทยยิงปืนใหญ่ใส่อานเซะ", "", "An Ses"),  # each side's name for one place
        ("th", "กัมพูชายิงปืนใหญ่ใส่ทหารไทยที่ช่องอานม้า", "", "Chong An Ma"),
        ("th", "กัมพูชายิงปืนใหญ่ใส่ 3 จังหวัดของไทย", "", "Thai border provinces"),
        ("th", "กัมพูชายิงจรวดใส่ชาวบ้านน้ำยืน", "", "Nam Yuen"),
        ("th", "กัมพูชายิงจรวดถล่ม 3 จังหวัด ได้แก่ สุรินทร์ บุรีรัมย์ ศรีสะเกษ", "", "Thai border provinces"),
        ("th", "ปะทะปราสาทคนา ทหารพลีชีพอีกราย ยอดรวม 10 นาย", "", "Prasat Khana"),  # not only a running total
        ("th", "ลูกปืนใหญ่กัมพูชาตกกลางขุนหาญ", "", "Khun Han"),  # six letters stand by themselves
        ("km", "យន្តហោះចម្បាំងថៃវាយប្រហារកម្ពុជា", "", "Cambodia"),
        ("km", "យន្តហោះចម្បាំងថៃវាយប្រហារកម្ពុជានៅអូរស្មាច់", "", "O'Smach"),
        ("km", "យន្តហោះថៃទម្លាក់គ្រាប់បែកលើស្ពានអូរចិក", "", "O Chik bridge"),
    ],
)
def test_a_clash_is_where_it_is_said_to_be(language, title, text, place):
    assert places(language, title, text, "clash") == {place}


@pytest.mark.parametrize(
    ("language", "title", "text", "place"),
    [
        ("th", "คณะทำงานไทย-กัมพูชาพบหารือ ณ จังหวัดเสียมราฐ ตามมติ GBC เกาะกง", "", "Siem Reap"),
        ("th", "RBC ไทย-กัมพูชา นัดแรกที่ตราด", "ที่ประชุมร่วมหารือการเก็บกู้ในพื้นที่อำเภอโคกสูงของกัมพูชา", "Trat"),
        ("th", "นายกฯ พบหารือทูตกัมพูชาที่ทำเนียบรัฐบาล", "", "Government House, Bangkok"),
        ("km", "ប្រជុំ GBC កម្ពុជា-ថៃ នៅច្រកព្រំ ខណៈកាំភ្លើងធំនៅបន្តលាន់", "", "Prum"),  # the guns are elsewhere
        ("th", "ผู้นำไทย-กัมพูชาหารือเวลา 10.00 น. (ตามเวลาท้องถิ่นกรุงพนมเปญ)", "", "Phnom Penh"),
        ("th", "นายกฯ ไทย-กัมพูชาหารือ เผยหลังลงนาม KL", "", "Kuala Lumpur"),
        ("th", "ไทย-กัมพูชาเห็นชอบประชุม GBC ใช้กัวลาลัมเปอร์เป็นสถานที่ประชุม", "", "Kuala Lumpur"),
        ("th", "รมว.กลาโหมไทยหารือ รมว.กลาโหมกัมพูชาที่ KL", "", "Kuala Lumpur"),
    ],
)
def test_talks_are_where_they_are_said_to_be(language, title, text, place):
    assert places(language, title, text, "meeting") == {place}


def test_weapons_told_in_another_sentence_are_those_of_the_one_clash_unless_only_claimed():
    told = "ក្រុមជំនាញបានប្រមូលអំបែងគ្រាប់កាំភ្លើងធំ"
    (clash,) = reports("km", "ទាហានកម្ពុជា ៣ នាក់ស្លាប់នៅមុំបី", told, "clash")
    (claimed,) = reports("km", "កម្ពុជា និងថៃប៉ះទង្គិចគ្នានៅមុំបី", "ក្រសួងចោទថៃថាមានអាវុធគីមី", "clash")

    assert clash["weapons"] == ["artillery"]
    assert claimed["weapons"] == ["other"]


def test_a_ministry_that_speaks_is_no_venue():
    title = "จากกรณีที่กระทรวงกลาโหมกัมพูชาระบุว่า ไทย-กัมพูชาหารือข้อตกลงหยุดยิงแล้ว"

    assert places("th", title, "", "meeting") == {None}


def test_what_a_spokesman_announces_stands_apart_from_the_talks_he_speaks_after():
    text = (
        "การประชุม GBC จะเริ่มคุย 4 ม.ค. นี้ วันนี้ (22 ธันวาคม 2568) เวลา 17.00 น. โฆษกรัฐบาลพร้อมด้วยคณะกรรมการศูนย์"
        "บริหารสถานการณ์ชายแดนและผู้แทนหน่วยงานด้านความมั่นคงที่เกี่ยวข้อง เปิดเผยว่า ภายหลังการประชุมหารือกับกัมพูชา"
        "ที่ปุตราจายาเสร็จสิ้น ทั้งสองฝ่ายได้ลงนามในเอกสารร่วมกันแล้ว"
    )

    found = {(m["status"], m["place"]) for m in reports("th", "ข่าวรัฐบาล", text, "meeting")}

    assert ("agreed", "Putrajaya") in found
    assert "announced" in {status for status, _ in found}


@pytest.mark.parametrize(
    ("title", "text", "day"),
    [
        ("กัมพูชายิงปืนใหญ่ใส่ช่องบก ละเมิดแถลงการณ์ 7 ธันวา", "", "2025-12-23"),  # the day is the statement's name
        ("กัมพูชายิงปืนใหญ่ใส่ช่องบก เมื่อ 21 ธันวา", "", "2025-12-21"),
        (
            "โฆษกแถลง",
            "วันนี้ (23 ธันวาคม 2568) เวลา 11.30 น. ณ ห้องแถลงข่าว โฆษกรัฐบาลพร้อมด้วยผู้แทนหน่วยงานด้านความมั่นคงที่เกี่ยวข้อง "
            "ได้ชี้แจงต่อสื่อมวลชนทั้งในและต่างประเทศซึ่งติดตามสถานการณ์อย่างใกล้ชิดว่า เมื่อวันที่ 19 ธันวาคม 2568 เวลา 14.16 น. "
            "กัมพูชายิงปืนใหญ่ใส่ฐานทหารไทยที่ช่องบก",
            "2025-12-19",
        ),
    ],
)
def test_the_day_of_an_act_is_the_one_told_with_it(title, text, day):
    assert {r["occurred_date"] for r in reports("th", title, text, "clash")} == {day}
