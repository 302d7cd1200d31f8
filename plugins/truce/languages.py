"""Tell the language of a text and cut it into sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

THAI = re.compile("[\u0e00-\u0e7f]")
KHMER = re.compile("[\u1780-\u17ff]")
THAI_OR_KHMER = re.compile("[\u0e00-\u0e7f\u1780-\u17ff]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# a full stop ends a sentence when a space and a capital, digit or quote follow, but not after these
ENGLISH_END = re.compile(r"[.!?…][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9\u0e00-\u0e7f\u1780-\u17ff])|\n+")
ABBREVIATED = re.compile(
    r"(?:\b(?:Gen|Lt|Maj|Col|Capt|Sgt|Brig|Adm|Dr|Mr|Mrs|Ms|Prof|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept|Sep|Oct|Nov|Dec|Rep|Sen|Gov|Pol|approx|a\.m|p\.m)|\b[A-Z])\.$"
)
KHMER_END = re.compile(r"[។៕៖?!]+\s*|\n+")
KHMER_MARKS = re.compile("[\u17b4-\u17d3]")  # vowels, signs and the sign of a letter written below
BELOW = "\u17d2"  # the next letter is written below and belongs to the same syllable
NO_SPACES = "\u0250"  # from here on scripts that put no spaces between words, as far as names go
FIGURES = str.maketrans("๐๑๒๓๔๕๖๗๘๙០១២៣៤៥៦៧៨៩", "01234567890123456789")
OTHER_FIGURE = re.compile("[๐-๙០-៩]")
LEADS, LEAD_WITHIN = "!៖", 30  # "ด่วน! …", "ថៃ៖ …": a few words that only lead in end no sentence in Thai and Khmer
THAI_END = re.compile(r"\n+|[?!]\s+|\s{2,}")


def language_of(text: str, declared: str | None) -> str:
    """en, th, km or other. The script decides; Latin script is what the feed declares, else English."""
    script = _script_of(text[:2000])
    if script != "latin":
        return script
    return declared if declared and declared not in ("th", "km") else "en"


def _script_of(sample: str) -> str:
    """th, km, latin or other: the script most letters are of. A text without Thai and Khmer is told at once."""
    if not THAI_OR_KHMER.search(sample):
        return "latin" if LATIN.search(sample) else "other"
    counts = {
        "th": len(THAI.findall(sample)),
        "km": len(KHMER.findall(sample)),
        "latin": len(LATIN.findall(sample)),
    }
    return max(counts, key=counts.__getitem__)


def with_figures(text: str) -> str:
    """A text with its Thai and Khmer digits as 0 to 9."""
    return text.translate(FIGURES) if OTHER_FIGURE.search(text) else text


def alike(text: str) -> str:
    """A text with the letters that Khmer typists use for each other made one; its length stays."""
    return text.replace("\u17d2\u178a", "\u17d2\u178f").replace("\u17b2", "\u17b1")


def cuts_syllable(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends inside a Khmer syllable: "មីន" (mine) in "មីនា" (March)."""
    return bool(KHMER_MARKS.match(text, end)) or (start > 0 and text[start - 1] == BELOW)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name found in a text is a word of its own, as far as its script tells words apart."""
    if text[start] >= NO_SPACES:
        return not cuts_syllable(text, start, end)
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not before.isalnum() and not (after.isalnum() and after < NO_SPACES)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, of several that fit the longest: grown as a tree, in which words share their
    beginning, so that a search looks at each letter once, however many words there are."""
    endings: dict[str, list[str]] = {}
    for word in words:
        endings.setdefault(word[:1], []).append(word[1:])
    may_end = endings.pop("", None)
    branches = [re.escape(letter) + any_of(rest) for letter, rest in endings.items()]
    if not branches or (len(branches) == 1 and not may_end):
        return "".join(branches)
    return f"(?:{'|'.join(branches)}){'?' if may_end else ''}"


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text; a new line always ends one."""
    ends = {"km": KHMER_END, "th": THAI_END}.get(language, ENGLISH_END)
    leads = LEADS if ends is not ENGLISH_END else ""
    spans, start = [], 0
    for match in ends.finditer(text):
        if match[0][0] in leads and match.start() - start <= LEAD_WITHIN and "\n" not in match[0]:
            continue
        if "\n" not in match[0] and ABBREVIATED.search(text, max(0, match.start() - 6), match.start() + 1):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]
