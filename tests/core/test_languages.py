import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.languages import any_of, language_of, sentences, with_figures


def cut(text: str, language: str = "en") -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Soldiers met at the border", "en", "en"),
        ("Soldiers met at the border", None, "en"),
        ("Les soldats se retirent", "fr", "fr"),
        ("ทหารไทยบาดเจ็บ", "en", "th"),
        ("ยิง BM-21 ใส่บ้านเรือนประชาชน", "en", "th"),
        ("ទាហានរងរបួស", None, "km"),
        ("北京", "zh", "other"),
        ("2025 12 08", "en", "other"),
        ("", None, "other"),
    ],
)
def test_the_script_decides_and_latin_script_is_what_the_feed_declares(text, declared, language):
    assert language_of(text, declared) == language


def test_latin_letters_in_a_feed_that_declares_thai_are_english():
    assert language_of("Border reopens", "th") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Nattaphon and Lt. Gen. Boonsin visited the front",
        "The U.S. President called both",
        "It began on Dec. 8 at dawn",
        "Talks open at 5 p.m. Thai time",
        "Some 3.5 million baht was paid",
        "Dr. A. B. Name spoke",
    ],
)
def test_an_abbreviation_or_a_decimal_ends_no_sentence(text):
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "language", "pieces"),
    [
        (
            "Guns fell silent. Villagers returned.",
            "en",
            ["Guns fell silent.", "Villagers returned."],
        ),
        ('He said "no." Then he left.', "en", ['He said "no."', "Then he left."]),
        ("A headline\na summary", "en", ["A headline", "a summary"]),
        ("ទីមួយ។ ទីពីរ។", "km", ["ទីមួយ។", "ទីពីរ។"]),
        ("พาดหัว\nเนื้อข่าว", "th", ["พาดหัว", "เนื้อข่าว"]),
        ("ทหาร 3 นาย บาดเจ็บ", "th", ["ทหาร 3 นาย บาดเจ็บ"]),
    ],
)
def test_sentences_end_where_the_language_ends_them(text, language, pieces):
    assert cut(text, language) == pieces


@given(st.text(alphabet='aA.!? \n"”Genท។', max_size=80), st.sampled_from(["en", "th", "km", "other"]))
def test_spans_are_in_order_and_miss_nothing_but_blanks(text, language):
    spans = sentences(text, language)

    assert all(a < b for a, b in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


@given(st.text(alphabet="ab. ", max_size=40), st.sampled_from(["en", "th", "km"]))
def test_a_new_line_always_ends_a_sentence(text, language):
    whole = f"{text}\n{text}"

    assert all("\n" not in whole[a:b].strip() for a, b in sentences(whole, language))


@given(st.lists(st.text("ab.", min_size=1, max_size=4), min_size=1), st.text("ab.", max_size=8))
def test_a_tree_of_words_finds_what_the_list_of_them_finds_the_longest_first(words, text):
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    assert re.findall(any_of(words), text) == re.findall(listed, text)
    assert re.findall(f"(?:{any_of(words)})b", text) == re.findall(f"(?:{listed})b", text)


def test_thai_and_khmer_digits_become_figures_where_they_stand():
    assert with_figures("๑๒ นาย, ៣ នាក់, 45") == "12 นาย, 3 នាក់, 45"
