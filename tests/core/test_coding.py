"""The coder on our own article, on hostile text, and on the sample feeds."""

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.coding import code_entry
from truce.coding_verbs import reading_row
from truce.errors import CodebookError
from truce.explaining import explain
from truce.lexicon import CueMatcher, read_codebook
from truce.model import EntryText, Tense
from truce.parsing import parse_feed

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "plugins" / "truce" / "codebook"
CODEBOOK = read_codebook(FOLDER)
SAMPLE = ROOT / "tests" / "feeds" / "sample"
PUBLISHED = datetime(2025, 12, 23, 6, tzinfo=UTC)
# ruff: noqa: E501  (an article has long lines)
ARTICLE = """ASEAN's foreign ministers sat down in Kuala Lumpur on Monday, trying to stop the bloodshed on the border of Thailand and Cambodia.
Fighting that resumed on 8 December has brought air strikes and artillery duels.
Officials in the region say at least 60 people have been killed since then and more than half a million people were displaced.
Sihasak Phuangketkeow said that defence officials of both countries will meet on 24 December in Chanthaburi under the General Border Committee.
Cambodia's defence ministry accused Thailand of sending fighter jets and of using "toxic gas".
Thai officials denied the allegations, but acknowledged that exchanges of heavy weapons had damaged homes.
Shelters in Buriram and Sa Kaeo take in families from the villages.
"""


def read(text: str, language: str = "en", title: str = ""):
    return code_entry(EntryText(1, title, text, PUBLISHED, language), CODEBOOK)


def test_an_article_is_read_as_a_careful_person_would():
    reading = read(ARTICLE)
    meetings = [r for r in reading.reports if r.label == "meeting" and r.tense != Tense.BACKGROUND]
    on_24th = [m for m in meetings if str(m.occurred_date) == "2025-12-24"]
    clashes = [r for r in reading.reports if r.label == "clash" and r.tense in ("past", "ongoing")]
    claims = [r for r in reading.reports if r.label == "allegation"]

    assert {str(x) for x in reading.labels} == {"clash", "meeting", "allegation"}
    assert [(m.type, m.status, m.place_code) for m in on_24th] == [("GBC", "announced", "th-chanthaburi")]
    assert ("regional_body", "held", "kuala-lumpur") in {(m.type, m.status, m.place_code) for m in meetings}
    assert {c.place_code for c in clashes} == {None}
    assert {str(c.occurred_date) for c in clashes} == {"2025-12-08"}
    assert {"air_strike", "artillery"} <= {w for c in clashes for w in c.weapons}
    assert {(t.category, t.low, t.kind) for c in clashes for t in c.tolls} >= {("killed", 60, "cumulative")}
    assert {c.act_kind for c in claims if c.type == "accusation"} >= {
        "air_strike",
        "unconventional",
    }
    assert {(c.type, c.is_partial) for c in claims} >= {("denial", False), ("admission", True)}


def told(label: str, title: str, text: str) -> list:
    return [r for r in read(text, "th", title).reports if r.label == label and r.tense != Tense.BACKGROUND]


@pytest.mark.parametrize(
    ("title", "accuser"),
    [
        ("โฆษกกลาโหมกัมพูชากล่าวหาไทยละเมิดหยุดยิงที่ช่องบก", "KH"),
        ("มาลี โสเจียตา ระบุทหารไทยยิงใส่ก่อน ประณามละเมิดข้อตกลง", "KH"),
        ("กองทัพบกกล่าวหากัมพูชาลอบวางทุ่นระเบิด", "TH"),
        ("เรียกอุปทูตกัมพูชารับหนังสือประท้วงเหตุวางทุ่นระเบิดชายแดน", "TH"),
    ],
)
def test_a_thai_accusation_has_its_accuser(title, accuser):
    accusations = [r for r in told("allegation", title, "") if r.type == "accusation"]

    assert {r.source_actors for r in accusations} == {(accuser,)}


def test_a_meeting_without_a_place_is_where_the_next_sentence_says():
    title = "รมว.กลาโหมไทยพบหารือ รมว.กลาโหมกัมพูชา ตกลงหยุดยิง"

    meetings = told("meeting", title, "คณะทั้งสองฝ่ายเดินทางถึงกัวลาลัมเปอร์ตั้งแต่วันอาทิตย์")

    assert {m.place_code for m in meetings} == {"kuala-lumpur"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ទាហានថៃបីនាក់រងរបួសដោយសារមីន នៅជិតព្រំដែនជាប់កម្ពុជា", "border with Cambodia"),
        ("ទាហានកម្ពុជា និងថៃ បាញ់គ្នាក្នុងតំបន់មានជម្លោះ", "disputed area"),
        ("ទាហានថៃបីនាក់របួសដោយសារមីនតាមព្រំដែន។ ពួកគេជាន់គ្រាប់មីននៅព្រំដែនជាមួយកម្ពុជា", "border with Cambodia"),
        ("ទាហានកម្ពុជា និងថៃ បាញ់គ្នានៅសមរភូមិមុខ", "frontline"),
        ("ទាហានកម្ពុជា និងថៃ បាញ់គ្នានៅតាមព្រំដែនកម្ពុជា-ថៃ", "Thai–Cambodian border"),
        ("ទាហានកម្ពុជា និងថៃ បាញ់គ្នានៅតាមព្រំដែន", "Thai–Cambodian border"),
        ("ទាហានកម្ពុជា និងថៃ បាញ់គ្នានៅជិតប្រាសាទតាមាន់ធំ ក្បែរព្រំដែន", "Ta Moan Thom"),
    ],
)
def test_a_place_on_the_line_without_a_name_is_told_in_english(text, place):
    reports = reading_row({"id": "1"}, read(text, "km"), CODEBOOK, {})["reports"]

    assert {r["place"] for r in reports if r["label"] == "clash"} == {place}


def test_a_visit_is_to_a_country_and_not_to_the_temple_it_is_about():
    text = "រដ្ឋមន្ត្រីការបរទេសថៃធ្វើទស្សនកិច្ចនៅកម្ពុជា ដើម្បីពិភាក្សាអំពីកម្មសិទ្ធិលើប្រាសាទព្រះវិហារ"

    meetings = [r for r in read(text, "km").reports if r.label == "meeting"]

    assert {m.place_code for m in meetings} == {"cambodia"}


def test_a_broken_ceasefire_agreement_is_no_meeting():
    reading = read("កងទ័ពថៃចោទកម្ពុជាថាបំពានលើកិច្ចព្រមព្រៀងឈប់បាញ់", "km")

    assert {r.label for r in reading.reports} == {"allegation"}


def test_a_capital_that_receives_a_delegation_is_where_they_meet():
    meetings = [r for r in read("ភ្នំពេញទទួលគណៈ JBC ថៃ ដើម្បីពិភាក្សាបង្គោលព្រំដែន", "km").reports if r.label == "meeting"]

    assert {m.place_code for m in meetings} == {"kh-phnom-penh"}


def test_a_clash_is_where_the_shells_fell_and_not_at_the_shelter_or_the_hospital():
    title = "กัมพูชายิงปืนใหญ่ใส่หมู่บ้านชายแดนไทย ชาวบ้านบาดเจ็บ 2 คน"
    text = "กระสุนปืนใหญ่ตกในตำบลบักได ผู้บาดเจ็บถูกนำส่งโรงพยาบาลปราสาท ที่เหลือไปศูนย์พักพิงอำเภอสังขะ"

    clashes = told("clash", title, text)

    assert {c.place_code for c in clashes} == {"th-tambon-bak-dai-phanom-dong-rak"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\ud800\udfff shelled",
        "A" * 100_000,
        "killed " * 20_000,
        "ยิง" * 20_000,
        "<b>Thai</b> &amp; troops\u200b shelled\u202e village",
        "THAI TROOPS SHELLED A CAMBODIAN VILLAGE",
        "🔥" * 500,
        "١٢ قتيلا",
    ],
)
def test_any_text_is_read_or_gets_a_reason(text):
    reading = read(text)

    assert reading.labels or reading.reason


@given(st.text(max_size=400), st.sampled_from(["en", "th", "km", "xx"]))
def test_no_text_raises_and_all_evidence_is_verbatim(text, language):
    reading = read(text, language)

    for report in reading.reports:
        for span in report.evidence:
            assert f"\n{text}"[span.start : span.end] == span.text


def pairs_of(text: str, language: str = "en") -> set[tuple]:
    """Type, speaker and other of every allegation that is news."""
    reports = [r for r in read(text, language).reports if r.label == "allegation" and r.tense != Tense.BACKGROUND]
    return {(r.type, *r.source_actors, *r.target_actors) for r in reports}


@pytest.mark.parametrize(
    ("text", "language", "pairs"),
    [
        ("Thailand denied using cluster bombs against Cambodia, condemning the baseless accusation.", "en",
         {("denial", "TH", "KH")}),
        ("Thai troops shelled An Ses in violation of the accord, Maly Socheata said.", "en",
         {("accusation", "KH", "TH")}),
        ("The Thai military, however, claimed that Cambodian soldiers entered a disputed zone.", "en",
         {("accusation", "TH", "KH")}),
        ("Maly Socheata said Thai forces shelled An Ses in violation of the accord.", "en",
         {("accusation", "KH", "TH")}),
        ("Thailand recalled its envoy from Phnom Penh on Friday, accusing it of laying new mines.", "en",
         {("accusation", "TH", "KH")}),
        ("ประเทศไทยและกัมพูชาต่างกล่าวหาอีกฝ่ายว่าเปิดฉากยิงก่อน", "th",
         {("accusation", "TH", "KH"), ("accusation", "KH", "TH")}),
        ("ASEAN observers found no evidence that Thai troops had used toxic gas near Chong Bok.", "en",
         {("finding", "ASEAN", "TH")}),
    ],
)  # fmt: skip
def test_who_blames_whom(text, language, pairs):
    assert pairs_of(text, language) == pairs


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Cambodia accused Thailand of sending fighter jets.", "sending fighter jets"),
        ('Cambodia accused Thailand of using "toxic gas" on Friday.', 'using "toxic gas"'),
        ("Thailand denied that its troops had shelled a village, but admitted damage.",
         "its troops had shelled a village"),
    ],
)  # fmt: skip
def test_an_act_is_told_in_the_words_behind_the_blame(text, act):
    assert act in {r.act for r in read(text).reports}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quiet since the truce, the border at Chong Bok saw shelling in December.", "2025-12-01"),
        ("Thai troops shelled Chong Bok despite a ceasefire in place since December.", "2025-12-23"),
        ("Since December Thai troops have shelled Chong Bok.", "2025-12-23"),
    ],
)
def test_a_month_is_the_time_of_an_act_unless_it_is_only_since_when(text, day):
    clashes = [r for r in read(text).reports if r.label == "clash" and r.tense != Tense.BACKGROUND]
    assert [str(r.occurred_date) for r in clashes] == [day]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Thailand accused Cambodia of shelling a village, the Thai army said. Cambodia denied it. ", "en"),
        ("The army denied it. ", "en"),
        ("{n} soldiers were killed and {n} villagers wounded in shelling. ", "en"),
        ("Thai troops shelled Cambodia on {day} March 2025, the ministry said. ", "en"),
        ("กัมพูชากล่าวหาไทยยิงปืนใหญ่ใส่ทหาร {day} นายบาดเจ็บ ไทยปฏิเสธ  ", "th"),
        ("កម្ពុជាចោទថៃថាបំពានបទឈប់បាញ់ ក្រសួងការពារជាតិថៃបានបដិសេធ។ ", "km"),
    ],
    ids=["blame and denial", "denials", "tolls", "days", "Thai", "Khmer"],
)
def test_the_cost_of_a_text_grows_with_its_length_alone(sentence, language):
    """Counted in calls, which no busy machine can change: four times the text, no more than five times the calls."""
    texts = [sentence.format(n=n + 1, day=n % 28 + 1) for n in range(400)]
    read("".join(texts[:10]), language)  # grammars are built once
    assert calls_to_read("".join(texts), language) <= 5 * calls_to_read("".join(texts[:100]), language)


def test_blame_that_names_nobody_asks_once_who_accuses_in_the_whole_entry():
    """Every sentence raised the question anew: 60,000 characters cost a second and a half."""
    opening, sentence = "Thailand and Cambodia are at odds. ", "The village was shelled, a condemned violation. "
    read(opening + 10 * sentence)

    assert calls_to_read(opening + 400 * sentence, "en") <= 5 * calls_to_read(opening + 100 * sentence, "en")


def calls_to_read(text: str, language: str) -> int:
    calls = 0

    def count(_, event, __):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text, language)
    finally:
        sys.setprofile(None)
    return calls


def test_the_sample_feeds_are_read_as_expected():
    """Our own items: a guard against a rule that breaks others, not a figure of merit."""
    expected = {}
    with (SAMPLE / "expected.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels = set(row["labels"].split("+")) - {"none"}
            expected[row["feed_code"], row["guid"]] = labels
    with (SAMPLE / "feeds.csv").open(encoding="utf-8", newline="") as file:
        languages = {row["feed_code"]: row["language"] for row in csv.DictReader(file)}
    right, seen = 0, set()
    for code, language in languages.items():
        document = (SAMPLE / f"{code}.xml").read_bytes()
        for entry in parse_feed(document, None, f"https://{code}.example/feed").entries:
            text = EntryText(1, entry.title, entry.summary, entry.published_at, language)
            got = {str(label) for label in code_entry(text, CODEBOOK).labels}
            right += got == expected[code, entry.guid]
            seen.add((code, entry.guid))

    assert seen == set(expected)
    assert right / len(expected) > 0.9


def test_explaining_shows_cues_decisions_and_labels():
    told = "\n".join(explain("Thai troops shelled Chong Bok, killing two.", "en", CODEBOOK))

    assert "shelled" in told and "chong-bok" in told and "Labels: clash" in told


def copy_of_codebook(tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(FOLDER, tmp_path / "codebook"))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2025, 6, 1, tzinfo=UTC), "Minister of Defence"),
        (datetime(2025, 8, 1, tzinfo=UTC), "Acting Prime Minister"),
        (datetime(2026, 1, 1, tzinfo=UTC), "not on that day"),
    ],
)
def test_a_person_is_told_in_the_office_held_when_the_text_was_published(day, told):
    lines = list(explain("Phumtham said that Cambodian troops opened fire.", "en", CODEBOOK, day))
    assert told in next(line for line in lines if "'Phumtham'" in line)


def test_the_version_changes_with_any_file(tmp_path):
    folder = copy_of_codebook(tmp_path)
    before = read_codebook(folder).version
    with (folder / "en" / "cues.toml").open("a") as file:
        file.write("\n# a note\n")

    assert read_codebook(folder).version != before == CODEBOOK.version


def test_an_unknown_type_is_refused_with_its_place(tmp_path):
    folder = copy_of_codebook(tmp_path)
    page = folder / "en" / "cues.toml"
    page.write_text(page.read_text().replace("[force]", '[force]\nlasers = ["zapped"]', 1))

    with pytest.raises(CodebookError, match=r"cues.toml.*force.*lasers"):
        read_codebook(folder)


def test_a_term_with_two_meanings_is_refused(tmp_path):
    folder = copy_of_codebook(tmp_path)
    page = folder / "en" / "cues.toml"
    page.write_text(page.read_text().replace('rocket = ["rocket*"', 'rocket = ["artillery", "rocket*"', 1))

    with pytest.raises(CodebookError, match="artillery"):
        read_codebook(folder)


def test_a_list_of_words_around_names_that_is_missing_is_refused(tmp_path):
    folder = copy_of_codebook(tmp_path)
    page = folder / "ms" / "names.toml"
    page.write_text(page.read_text().replace("struck = []", ""))

    with pytest.raises(CodebookError, match=r"names.toml: the list 'struck' is missing"):
        read_codebook(folder)


def test_words_around_names_are_data(tmp_path):
    folder = copy_of_codebook(tmp_path)
    page = folder / "ms" / "names.toml"
    page.write_text(page.read_text().replace("attacked = []", 'attacked = ["menyerang"]'))

    assert not CODEBOOK.surroundings.attacked.search("Tentera menyerang Kampung Baru")
    assert read_codebook(folder).surroundings.attacked.search("Tentera menyerang Kampung Baru")[1] == "Kampung Baru"


def test_a_side_that_is_no_actor_is_refused(tmp_path):
    folder = copy_of_codebook(tmp_path)
    file = folder / "conflicts.csv"
    file.write_text(file.read_text().replace(",TH,KH,", ",TH,XX,"))

    with pytest.raises(CodebookError, match="XX"):
        read_codebook(folder)


@pytest.mark.parametrize(
    ("text", "did", "suffered"),
    [
        ("Cambodia: seventeen civilians killed since 7 December", (), ()),  # a toll tells whom it befell
        ("Thailand: three soldiers killed by Cambodian rockets", ("KH",), ("TH",)),
        ("Thai shelling killed three Cambodian villagers", ("TH",), ("KH",)),
        ("Cambodian rockets kill 11 Thai civilians", ("KH",), ("TH",)),
        ("Thai jets pound Cambodian positions", ("TH",), ("KH",)),
        ("Cambodia says Thai jets dropped 30 bombs on Chouk Chey.", ("TH",), ("KH",)),
        ("Thai soldier wounded as Cambodia fires mortars", ("KH",), ("TH",)),  # the name right before the verb
        ("Clashes between Thailand and Cambodia killed three on Monday", (), ()),  # behind a preposition it is none
        ("Phnom Penh said unknown jets bombed O Smach on Sunday.", (), ()),
        ("The Thai army said it struck Cambodian positions near Chong Bok.", ("TH",), ("KH",)),
        ("The Royal Thai Air Force said its jets struck a depot in O Smach on Sunday.", ("TH",), ("KH",)),
        ("Thailand accused Cambodia of firing mortar rounds that wounded a soldier.", ("KH",), ("TH",)),
        ("Thai jets bombed a bridge, a Cambodian minister said", ("TH",), ("KH",)),  # who speaks did nothing
        ("The Thai army said Cambodian rockets hit two schools", ("KH",), ("TH",)),
        ("Thai shells destroyed a school, says Cambodia", ("TH",), ("KH",)),
        ("The Cambodian army said its gunners shelled Thai positions", ("KH",), ("TH",)),
    ],
)
def test_who_did_it_to_whom_is_what_the_order_of_the_words_says(text, did, suffered):
    (clash,) = [r for r in read("", title=text).reports if r.label == "clash"]
    assert (clash.source_actors, clash.target_actors) == (did, suffered)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "The Cambodian ministry dismissed allegations made by the Thai army, which accused Cambodia of attacks.",
            "TH",
        ),
        ("Thailand, which accuses Cambodia of laying mines, closed a crossing.", "TH"),
        ("Fresh mines found on path, says Second Army Region, naming Cambodian engineers as culprits.", "TH"),
        ("The Thai army rejected the allegations and accused Cambodia of shelling a village.", "TH"),
        ("Thailand froze the handover agreed with Cambodia, arguing that Phnom Penh had broken the ceasefire.", "TH"),
        ("Cambodia recalled its envoy. It denounced a grave violation of the ceasefire.", "KH"),
    ],
)
def test_who_blames_is_whom_the_blaming_clause_is_about(text, who):
    accusations = [r for r in read(text).reports if r.type == "accusation"]
    assert {r.source_actors for r in accusations} == {(who,)}


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Israel struck Tyre after rockets hit Metula on Saturday", {("other", "lb-tyre"), ("rocket", "il-metula")}),
        (
            "After shells fell on Kantharalak, Thai F-16s struck a depot near Poipet",
            {("artillery", "th-kantharalak"), ("air_strike", "kh-poipet")},
        ),
        ("Three soldiers were killed in Surin after Cambodia fired rockets", {("rocket", "th-surin")}),  # one act
    ],
)
def test_two_acts_of_one_sentence_stay_apart(text, acts):
    clashes = [r for r in read("", title=text).reports if r.label == "clash"]
    assert {(c.type, c.place_code) for c in clashes} == acts
    assert {c.occurred_precision for c in clashes} in ({"day"}, {"unknown"}), "the day of one is that of the other"


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Phnom Penh hosts talks between Thai and Cambodian ministers", "kh-phnom-penh"),
        ("Phnom Penh welcomes talks between Thai and Cambodian ministers", None),  # the government does
    ],
)
def test_a_capital_that_hosts_is_the_venue_and_one_that_speaks_is_not(text, venue):
    meetings = [r for r in read("", title=text).reports if r.label == "meeting"]
    assert {m.place_code for m in meetings} <= {venue}
    assert meetings or venue is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Thai and Cambodian commanders of the RBC met in Sa Kaeo on Monday without agreement.", "held"),
        ("Thailand and Cambodia agreed in Sa Kaeo on Monday, at an RBC meeting, to remove the wire.", "agreed"),
    ],
)
def test_an_agreement_there_was_none_of_is_no_outcome(text, status):
    assert status in {r.status for r in read(text).reports if r.label == "meeting"}


def test_the_dead_of_a_war_are_not_those_of_a_day():
    text = "An Israeli drone killed three men in Nabatieh. More than 4,000 people were killed in the war with Lebanon."
    (clash,) = [r for r in read(text).reports if r.label == "clash" and r.tense in ("past", "ongoing")]
    assert {(t.low, t.kind) for t in clash.tolls} == {(3, "incident"), (4000, "cumulative")}


def test_soldiers_captured_long_ago_are_no_assault():
    reports = read("The handover of 18 captured Cambodian soldiers by Thailand, planned for Wednesday, is off.").reports
    assert not [r for r in reports if r.label == "clash" and r.tense in ("past", "ongoing")]


def test_a_term_with_alternatives_stands_for_each():
    matcher = CueMatcher({"force": {"ground_assault": ["rebels/troops seize/seized"]}}, is_latin=True)
    found = matcher.cues_in("Rebels seized the mill; troops seize the hill; soldiers seized the hall")
    assert [cue.text for cue in found] == ["Rebels seized", "troops seize"]


@pytest.mark.parametrize(
    ("text", "pairs", "doers"),
    [
        ("Israel strikes Rafah after accusing Hamas of attacking troops.", {("accusation", "IL", "PS")}, {("IL",)}),
        ("Thailand suspends the deal after accusing Cambodia of laying mines.", {("accusation", "TH", "KH")}, set()),
        # an exchange has no one doer
        ("Thailand bombs a depot; Cambodia shells Kantharalak.", set(), {()}),
    ],
)
def test_who_strikes_after_blaming(text, pairs, doers):
    assert pairs_of(text, "en") == pairs
    clashes = [r for r in read(text).reports if r.label == "clash" and r.tense in ("past", "ongoing")]
    assert {r.source_actors for r in clashes} == doers


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A drone hit a shelter in Surin on Friday, killing eight people.", "th-surin"),
        ("Families shelled out of Kantharalak fled to a shelter in Surin on Friday.", "th-kantharalak"),
    ],
)
def test_a_shelter_that_was_struck_is_the_place(text, place):
    assert {r.place_code for r in read(text).reports if r.label == "clash"} == {place}
