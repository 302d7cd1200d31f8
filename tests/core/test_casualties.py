import pytest
from core.places_for_tests import CODEBOOK
from hypothesis import given
from hypothesis import strategies as st

from truce.casualties import tolls_in
from truce.lexicon import read_codebook

PAGES = read_codebook(CODEBOOK).pages


def ranges(text: str, language: str = "en") -> list[tuple]:
    return [(m.toll.category, m.toll.low, m.toll.best, m.toll.high) for m in tolls_in(text, language, PAGES[language])]


def kinds(text: str, language: str = "en") -> list[str]:
    return [m.toll.kind for m in tolls_in(text, language, PAGES[language])]


@pytest.mark.parametrize(
    ("text", "toll"),
    [
        ("5 soldiers were killed", ("killed", 5, 5, 5)),
        ("At least 12 people were killed", ("killed", 12, 12, None)),
        ("more than 30 people were killed", ("killed", 30, 30, None)),
        ("12 to 15 soldiers were injured", ("injured", 12, None, 15)),
        ("between 10 and 20 people were wounded", ("injured", 10, None, 20)),
        ("tens of people were killed", ("killed", 10, 10, None)),
        ("dozens of civilians were wounded", ("injured", 12, 12, None)),
        ("hundreds of thousands displaced", ("displaced", 100_000, 100_000, None)),
        ("half a million people fled", ("displaced", 500_000, 500_000, None)),
        ("1,500 people killed", ("killed", 1500, 1500, 1500)),
        ("1.5 million people displaced", ("displaced", 1_500_000, 1_500_000, 1_500_000)),
        ("18 captured soldiers", ("captured", 18, 18, 18)),
        ("killing 30 people, a doctors' network said", ("killed", 30, 30, 30)),  # whose network, not how many
    ],
)
def test_a_bound_a_range_and_a_vague_word_follow_the_codebook(text, toll):
    assert ranges(text) == [toll]


@pytest.mark.parametrize(
    ("text", "toll"),
    [
        ("a soldier was killed", ("killed", 1, 1, 1)),
        ("Thai soldier dies", ("killed", 1, 1, 1)),
        ("seven soldiers died", ("killed", 7, 7, 7)),
        ("Three Thai soldiers were injured", ("injured", 3, 3, 3)),
        ("a ranger lost a leg", ("injured", 1, 1, 1)),
        ("A 36-year-old soldier was killed", ("killed", 1, 1, 1)),
    ],
)
def test_people_are_counted_in_words_too(text, toll):
    assert ranges(text) == [toll]


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("14 killed, 46 injured", [("killed", 14, 14, 14), ("injured", 46, 46, 46)]),
        (
            "killing at least 14 civilians and injuring 46",
            [("killed", 14, 14, None), ("injured", 46, 46, 46)],
        ),
        (
            "killed 11 civilians and one soldier",
            [("killed", 11, 11, 11), ("killed", 1, 1, 1), ("killed", 12, 12, 12)],
        ),
        ("Seven sailors and a nurse were hurt", [("injured", 7, 7, 7), ("injured", 1, 1, 1), ("injured", 8, 8, 8)]),
        ("Five people, a cook and four boys, died", [("killed", 5, 5, 5), ("killed", 1, 1, 1), ("killed", 4, 4, 4)]),
        ("Nine civilians died, among them two nurses and a monk", [("killed", 9, 9, 9)]),
        ("Two gunmen killed at least ten shoppers", [("killed", 10, 10, None)]),
        ("killing six guards and stealing 40 oxen", [("killed", 6, 6, 6)]),
        ("Eleven novices perished and two dozen were injured", [("killed", 11, 11, 11), ("injured", 24, 24, 24)]),
        ("A man of 57 was killed by a shell", [("killed", 1, 1, 1)]),
        ("eight killed, 31 hurt since 9 December", [("killed", 8, 8, 8), ("injured", 31, 31, 31)]),
        (
            "One Thai soldier was killed and four others wounded",
            [("killed", 1, 1, 1), ("injured", 4, 4, 4)],
        ),
    ],
)
def test_each_number_goes_to_what_befell_its_people(text, tolls):
    assert ranges(text) == tolls


@pytest.mark.parametrize(
    "text",
    [
        "nobody was killed",
        "no casualties were reported",
        "No soldiers were killed",
        "0 killed",
        "250 drones were fired and people were killed",
        "20 km from the border where soldiers were killed",
        "BM-21 rockets killed people",
        "all 13 points were discussed",
        "He was killed",
    ],
)
def test_what_is_not_a_number_of_people_is_no_toll(text):
    assert ranges(text) == []


@pytest.mark.parametrize(
    ("text", "language", "toll"),
    [
        ("ทหารไทยบาดเจ็บ 3 นาย", "th", ("injured", 3, 3, 3)),
        ("มีผู้เสียชีวิตอย่างน้อย 12 คน", "th", ("killed", 12, 12, None)),
        ("พลเรือนเสียชีวิต ๑๑ ราย", "th", ("killed", 11, 11, 11)),
        ("ทหารสองนายเสียชีวิต", "th", ("killed", 2, 2, 2)),
        ("อพยพแล้ว 2 แสนคน", "th", ("displaced", 200_000, 200_000, 200_000)),
        ("บาดเจ็บนับสิบ", "th", ("injured", 10, 10, None)),
        ("เชลยศึก 18 นาย", "th", ("captured", 18, 18, 18)),
        ("ទាហានថៃ ៣ នាក់រងរបួស", "km", ("injured", 3, 3, 3)),
        ("យ៉ាងហោចណាស់ ១២ នាក់ស្លាប់", "km", ("killed", 12, 12, None)),
        ("ទាហានកម្ពុជាម្នាក់ត្រូវបានសម្លាប់", "km", ("killed", 1, 1, 1)),
        ("ជម្លៀសជាង ២០០,០០០ នាក់", "km", ("displaced", 200_000, 200_000, None)),
    ],
)
def test_thai_and_khmer_count_with_classifiers_and_their_own_digits(text, language, toll):
    assert ranges(text, language) == [toll]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ไม่มีผู้เสียชีวิต", "th"),
        ("ไม่มีผู้ได้รับบาดเจ็บ", "th"),
        ("อายุ 36 ปี เสียชีวิต", "th"),
        ("BM-21 ทำให้มีผู้บาดเจ็บ", "th"),
        ("โดรน 250 ลำ ทหารบาดเจ็บ", "th"),
        ("គ្មានអ្នកស្លាប់", "km"),
        ("ពិធីបុណ្យអាយុ ៣៦ ឆ្នាំ", "km"),
        ("ក្រុមពីរប្រទេសជួបគ្នានៅមុំបី ក្រោយមានអ្នកស្លាប់", "km"),
        ("ការផ្ទុះនៅម៉ោង ៥ បណ្តាលឱ្យផ្ទះ ៧ ខ្នងខូចខាត គ្មាននរណារបួស", "km"),
    ],
)
def test_ages_weapons_and_nobody_are_no_toll_in_thai_and_khmer(text, language):
    assert ranges(text, language) == []


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("យោធិន ៤នាក់ស្លាប់ ១១នាក់រងរបួស", [("killed", 4, 4, 4), ("injured", 11, 11, 11)]),
        ("ទាហានពីរនាក់ពលីជីវិត", [("killed", 2, 2, 2)]),
        ("ពលរដ្ឋជាង ៦៤.៥០០នាក់ភៀសសឹក", [("displaced", 64500, 64500, None)]),
        ("អ្នកស្លាប់បានកើនឡើងដល់ ១៩", [("killed", 19, 19, 19)]),
        ("អ្នករបួសកើនលើស ៤០ នាក់", [("injured", 40, 40, None)]),
        ("កម្មករម្នាក់ជាន់មីនបាត់បង់ជើង", [("injured", 1, 1, 1)]),
        ("ពលទាហានជាន់មីន ដាច់ជើងម្ខាង", [("injured", 1, 1, 1)]),
        ("ទាហាន៦នាក់រងគ្រោះដោយសារគ្រាប់មីន", [("injured", 6, 6, 6)]),
        ("វរសេនីយ៍ទោ សុខ ដារ៉ា ត្រូវបានសម្លាប់នៅជួរមុខ", [("killed", 1, 1, 1)]),
        ("ស្ត្រីអាយុ ៥៨ ឆ្នាំ ស្លាប់ដោយគ្រាប់ផ្លោង", [("killed", 1, 1, 1)]),
        ("វរសេនីយ៍ទោថ្លែងថា មានអ្នកស្លាប់", []),
        ("ស្លាប់បុរសអាយុ ៧០ ឆ្នាំ", [("killed", 1, 1, 1)]),
        ("ក្រៅពីអ្នកស្លាប់ មានពលរដ្ឋ ៥ នាក់ទៀតរងរបួស", [("injured", 5, 5, 5)]),
        ("ពលរដ្ឋម្នាក់បាត់បង់ជីវិត ៣នាក់ទៀតរបួសស្រាល", [("killed", 1, 1, 1), ("injured", 3, 3, 3)]),
        ("ទាហាន ២ នាក់ និងជនស៊ីវិល ៣ នាក់ស្លាប់", [("killed", 2, 2, 2), ("killed", 3, 3, 3), ("killed", 5, 5, 5)]),
        ("ពលរដ្ឋ ៣ (បី) នាក់ ស្លាប់", [("killed", 3, 3, 3), ("killed", 3, 3, 3)]),
        ("ទាហាន ២ ស្លាប់", [("killed", 2, 2, 2)]),
        ("ពលទាហាន ៦ រូបត្រូវរបួស ដោយ ២ រូបធ្ងន់", [("injured", 6, 6, 6)]),
        ("ទាហានថៃ ៣ នាក់ រួមទាំងនាយទាហានម្នាក់ ត្រូវរបួស", [("injured", 3, 3, 3)]),
    ],
)
def test_khmer_counts_people_before_or_after_what_befell_them(text, tolls):
    assert ranges(text, "km") == tolls


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("33 people have been killed since July", "en", "cumulative"),
        ("the death toll rose to 33", "en", "cumulative"),
        ("ยอดผู้เสียชีวิต 33 ราย", "th", "cumulative"),
        ("ចំនួនអ្នកស្លាប់កើនដល់ ៣៣ នាក់", "km", "cumulative"),
        ("5 soldiers were killed", "en", "incident"),
        ("เสียชีวิต 14 ราย", "th", "incident"),
    ],
)
def test_a_running_total_is_cumulative(text, language, kind):
    assert kinds(text, language) == [kind]


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("the raid killed 40 people, including two nurses, and wounded 71, a doctor said",
         [("killed", 40, "incident"), ("injured", 71, "incident")]),
        ("three rangers were hurt on Sunday, bringing the number of its wounded to 57",
         [("injured", 3, "incident"), ("injured", 57, "cumulative")]),
        ("a rocket killed a cook, the first death since the truce", [("killed", 1, "incident")]),
        ("six people were killed in the worst raid since June", [("killed", 6, "incident")]),
        ("six people were killed since June", [("killed", 6, "cumulative")]),
        ("the death toll from a drone strike rose to 9", [("killed", 9, "incident")]),
        ("the death toll from the war rose to 9", [("killed", 9, "cumulative")]),
        ("days of clashes killed 60 people", [("killed", 60, "cumulative")]),
        ("corporal Dara is the ninth soldier to die", [("killed", 9, "cumulative")]),
        ("corporal Dara is in the ninth battalion to come home", []),
        ("the guard was found dead at the bridge", [("killed", 1, "incident")]),
    ],
)  # fmt: skip
def test_what_counts_since_some_earlier_day_is_told_from_what_happened_now(text, tolls):
    assert {(m.toll.category, m.toll.low, m.toll.kind) for m in tolls_in(text, "en", PAGES["en"])} == set(tolls)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("A teacher and her nephew were killed by a shell", 2),
        ("A teacher and her nephew's dog were killed by a shell", 1),
        ("half a dozen villagers were killed", 6),
        ("Shelling hurt civilians, 28 of whom died", 28),
    ],
)
def test_kin_and_rare_words_for_numbers_count_too(text, low):
    assert max(m.toll.low for m in tolls_in(text, "en", PAGES["en"]) if m.toll.category == "killed") == low


def test_soldiers_are_military_and_villagers_are_civilian():
    tolls = tolls_in("killed 11 civilians and one soldier", "en", PAGES["en"])

    assert [(m.toll.status, m.is_sum) for m in tolls] == [("civilian", False), ("military", False), (None, True)]


@given(st.integers(2, 999_999), st.sampled_from(["{:d}", "{:,d}"]))
def test_the_number_said_is_the_number_counted_and_stands_in_its_span(count, form):
    said = form.format(count)
    text = f"Officials say {said} people were killed near the border"

    [mention] = tolls_in(text, "en", PAGES["en"])

    assert (mention.toll.low, mention.toll.best, mention.toll.high) == (count, count, count)
    assert said in text[mention.start : mention.end]


@given(st.integers(2, 9999), st.integers(2, 9999))
def test_a_range_has_its_ends_and_no_best(one, other):
    low, high = sorted((one, other))

    [toll] = ranges(f"between {low} and {high} people were killed")

    assert toll == ("killed", low, None if low < high else low, high)


@given(st.integers(2, 9999))
def test_digits_of_three_scripts_count_the_same(count):
    thai = str(count).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    khmer = str(count).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))

    assert ranges(f"เสียชีวิต {thai} ราย", "th") == [("killed", count, count, count)]
    assert ranges(f"{khmer} នាក់ស្លាប់", "km") == [("killed", count, count, count)]


@given(st.text(alphabet="0123456789 ,.-killedsoldiers\nรายเสียชีวิตនាក់ស្លាប់", max_size=80))
def test_no_text_breaks_it_and_an_unknown_toll_is_never_zero(text):
    for language in ("en", "th", "km"):
        for mention in tolls_in(text, language, PAGES[language]):
            assert 0 <= mention.start < mention.end <= len(text)
            assert mention.toll.low != 0


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("ทหารเหยียบกับระเบิด เจ็บ 4 ข้อเท้าขาด 1", [("injured", 4, 4, 4), ("injured", 1, 1, 1)]),
        ("ในการรบ กำลังพลสละชีวิต 2 นาย บาดเจ็บอีก 7 นาย", [("killed", 2, 2, 2), ("injured", 7, 7, 7)]),
        ("พลเรือน 9 รายเสียชีวิต 20 รายบาดเจ็บ", [("killed", 9, 9, 9), ("injured", 20, 20, 20)]),
        ("มีผู้บาดเจ็บสองร้อยกว่าราย", [("injured", 200, 200, None)]),
        ("บาดเจ็บ 4-5 ราย", [("injured", 4, None, 5)]),
        ("เจ้าหน้าที่ถูกสะเก็ดระเบิดเสียชีวิต 2 ราย", [("killed", 2, 2, 2)]),
        ("หญิงวัย 41 ปีเสียชีวิตในบ้าน", [("killed", 1, 1, 1)]),
        ("ทหารนายหนึ่งถูกสะเก็ดที่แขน", [("injured", 1, 1, 1)]),
        ("กำนันถูกยิง ดับคาที่", [("killed", 1, 1, 1)]),
    ],
)
def test_thai_counts_with_classifiers_and_headlines_without(text, tolls):
    assert ranges(text, "th") == tolls


@pytest.mark.parametrize(
    "text",
    [
        "ห้ามเข้าพื้นที่หลังมีผู้บาดเจ็บ",  # ห้าม holds ห้า
        "ยกระดับ 3 ขั้น",
        "รถดับเพลิง 4 คันเข้าพื้นที่",
        "วัวตาย 5 ตัว",
        "ทุ่นระเบิดสังหารบุคคล 3 นัด",
        "ไม่มีใครบาดเจ็บ ชุดเฝ้าระวัง 6 คนปลอดภัย",
    ],
)
def test_thai_words_that_only_look_like_a_toll_count_nobody(text):
    assert ranges(text, "th") == []


def test_a_thai_toll_that_has_risen_is_a_running_total_and_the_new_dead_are_not():
    assert kinds("ทหารเสียชีวิตเพิ่มอีก 2 นาย รวมเป็น 23 นาย", "th") == ["incident", "cumulative"]
