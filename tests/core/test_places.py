import itertools
import math

import pytest
from core.places_for_tests import GAZETTEER
from hypothesis import given
from hypothesis import strategies as st

from truce.places import Place, distance_km


def codes(text: str) -> list[str]:
    return [mention.place_code for mention in GAZETTEER.places_in(text)]


@pytest.mark.parametrize(
    ("text", "place_code"),
    [
        ("shells fell in Sa Kaeo", "th-sa-kaeo"),
        ("shells fell in Sa Kaew", "th-sa-kaeo"),
        ("at Chong Bok", "chong-bok"),
        ("at Mom Bei", "chong-bok"),
        ("near Ta Moan Thom", "ta-muen-thom"),
        ("near Prasat Ta Muen Thom", "ta-muen-thom"),
        ("An Ses pass", "chong-an-ma"),
        ("O'Smach", "o-smach"),
        ("Si Sa Ket's hospitals", "th-si-sa-ket"),
        ("ที่ปราสาทตาเมือนธม", "ta-muen-thom"),
        ("ช่องบก", "chong-bok"),
        ("จ.ตราด", "th-trat"),
        ("ด่านผักกาด", "ban-pak-kard"),
        ("ฐานอานม้า", "chong-an-ma"),
        ("สะพานมิตรภาพหนองเอี่ยน", "nong-ian-bridge"),
        ("อำเภอตากใบ", "th-tak-bai-district"),
        ("โรงพยาบาลพนมดงรัก", "phanom-dong-rak-hospital"),
        ("ភូមិព្រៃចាន់", "prey-chan"),
        ("ប្រាសាទតាមាន់ធំ", "ta-muen-thom"),
        ("ច្រកអន់សេះ", "chong-an-ma"),
        ("តំបន់មុំបី", "chong-bok"),
        ("នៅម៉ាឡៃ", "kh-malai-district"),
        ("ស្រុកភ្នំដងរែក", "th-phanom-dong-rak"),
        ("ភ្នំ ៣៥០", "hill-350"),
        ("នៅពូត្រាចាយ៉ា", "putrajaya"),
        ("នៅកោះកុង", "kh-koh-kong"),
        ("វាលឥន្ទ្រី", "veal-intry"),
        ("នៅខេត្តរ៉ាយ៉ង", "th-rayong"),
        ("ខេត្តស៊ុរិន្ទ", "th-surin"),
        ("ខេត្តឧប៊ុលរាជធានី", "th-ubon-ratchathani"),
        ("មន្ទីរពេទ្យផាណុមដងរ៉ាក់", "phanom-dong-rak-hospital"),
        ("នៅតាមាន់", "ta-muen-thom"),
        ("ខេត្តត្រាដ", "th-trat"),
    ],
)
def test_a_place_is_known_under_its_names_in_three_languages(text, place_code):
    assert codes(text) == [place_code]


def test_a_khmer_word_is_no_place_though_it_holds_a_name():
    assert codes("កិច្ចប្រជុំបានបញ្ចប់ដោយជោគជ័យ") == []  # with success: not the village
    assert codes("តំបន់កណ្តាល") == []  # the centre: not the province
    assert codes("ទាហានស្នាក់នៅសិង្ហបុរី") == ["singapore"]


def test_a_place_of_two_names_is_told_by_the_one_that_was_used():
    told = [GAZETTEER.places_in(text)[0].name for text in ("នៅមុំបី", "នៅឆងបក", "នៅតាក្របី")]

    assert told == ["Mom Bei", "Chong Bok", "Ta Krabei"]


def test_the_longest_name_wins():
    assert codes("Ubon Ratchathani") == ["th-ubon-ratchathani"]
    assert codes("Preah Vihear Temple") == ["preah-vihear-temple"]


def test_a_district_and_its_province_are_two_mentions_in_order():
    assert codes("อ.กันทรลักษ์ จ.ศรีสะเกษ") == ["th-kantharalak", "th-si-sa-ket"]


@pytest.mark.parametrize("text", ["Tratado", "the trat of it", "xSurin", "Nan said so", "เมือง", ""])
def test_a_part_of_a_word_a_small_letter_or_a_short_name_is_no_place(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("Chong Bok", 1),
        ("Poipet", 2),
        ("Kantharalak", 3),
        ("Surin", 4),
        ("Gulf of Thailand", 7),
    ],
)
def test_precision_follows_the_kind_of_place(text, precision):
    assert [m.precision for m in GAZETTEER.places_in(text)] == [precision]


def test_the_span_is_the_name():
    text = "Firing near Chong An Ma ended"

    [mention] = GAZETTEER.places_in(text)

    assert text[mention.start : mention.end] == "Chong An Ma"


def test_a_code_gives_its_place_and_an_unknown_one_gives_none():
    assert GAZETTEER.place("th-surin").country == "TH"
    assert GAZETTEER.place("nowhere") is None
    assert GAZETTEER.place(None) is None


def at(lat: float, lon: float) -> Place:
    return Place("x", "X", "town", None, None, lat, lon)


def test_a_degree_of_latitude_is_111_kilometres():
    assert distance_km(at(14, 103), at(15, 103)) == pytest.approx(111.2, abs=0.1)


def test_a_place_without_coordinates_is_at_no_distance():
    assert math.isnan(distance_km(at(14, 103), at(math.nan, math.nan)))


LATITUDE, LONGITUDE = st.floats(-90, 90), st.floats(-180, 180)


@given(LATITUDE, LONGITUDE, LATITUDE, LONGITUDE)
def test_distance_is_the_same_both_ways_and_within_half_the_globe(lat, lon, other_lat, other_lon):
    one, other = at(lat, lon), at(other_lat, other_lon)

    assert distance_km(one, other) == pytest.approx(distance_km(other, one), abs=1e-6)
    assert 0 <= distance_km(one, other) <= 20016
    assert distance_km(one, one) == 0


@given(st.text(alphabet="SurinTrat Chong Bok สุรินทร์ตราด", max_size=80))
def test_mentions_are_in_order_and_never_overlap(text):
    mentions = GAZETTEER.places_in(text)

    assert all(m.end <= n.start for m, n in itertools.pairwise(mentions))
    assert all(m.start < m.end <= len(text) for m in mentions)
