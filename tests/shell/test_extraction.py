"""Articles are taken out of their pages, and hostile pages cost little."""

import time

import pytest

from truce.reading_apart import ReadingRoom, Unreadable

LINE = "Thai and Cambodian soldiers exchanged fire near Chong Bok on Wednesday, the army said in its statement {}."
STORY = "".join(f"<p>{LINE.format(number)}</p>" for number in range(5))
PAGE = f"<html><body><nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav><article>{STORY}</article></body></html>"
THAI = "ทหารไทยและทหารกัมพูชาปะทะกันใกล้ช่องบกเมื่อวันพุธ กองทัพกล่าวว่ามีผู้เสียชีวิตสองนายและบาดเจ็บอีกห้านาย"


@pytest.fixture(scope="module")
def room():
    with ReadingRoom() as running:
        yield running


def test_the_article_is_taken_and_the_menu_left(room):
    text = room.text_of(PAGE.encode(), "text/html")

    assert LINE.format(0) in text and LINE.format(4) in text and "Sport" not in text


@pytest.mark.parametrize(
    ("charset", "declared", "meta"),
    [("utf-8", "text/html", ""), ("cp874", "text/html; charset=windows-874", ""), ("cp874", None, "tis-620")],
)
def test_pages_in_thai_are_read_in_the_charset_they_declare(room, charset, declared, meta):
    page = f'<html><head><meta charset="{meta}"></head><body><article><p>{THAI}</p></article></body></html>'

    assert THAI in room.text_of(page.encode(charset), declared)


@pytest.mark.parametrize("page", [b"", b"<html></html>", b"\x00\xff", b"just words", b"<html><body><script>x</script>"])
def test_a_page_without_an_article_gives_little_or_nothing(room, page):
    assert len(room.text_of(page, None)) < 20


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">x",
        b"<html><body>" + b"<p><a href=x>aaaa</a> bbbb bb</p>" * 90_000,
    ],
)
def test_a_page_that_costs_too_much_is_given_up_and_the_next_one_is_read(page):
    with ReadingRoom(seconds=1) as running:
        began = time.monotonic()
        with pytest.raises(Unreadable, match=r"more than 1 seconds|too much memory|XPath"):  # lxml where memory ends
            running.text_of(page, None)

        assert LINE.format(0) in running.text_of(PAGE.encode(), "text/html")
        assert time.monotonic() - began < 20


def test_a_page_that_wants_too_much_memory_is_given_up():
    story = "".join(f"<div id='{n}'><p>{LINE.format(n)}</p></div>" for n in range(20_000))

    with ReadingRoom(megabytes=60) as running, pytest.raises(Unreadable):
        running.text_of(f"<html><body>{story}</body></html>".encode(), None)


def test_nothing_is_left_running(room):
    with ReadingRoom() as running:
        running.text_of(PAGE.encode(), None)
        (booth,) = running._idle

    assert not booth.is_alive()
