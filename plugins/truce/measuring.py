"""Measure labels given by a coder against labels given by people. Pure.

Figures are those of the field: precision, recall and F1 per label, the macro mean over the three labels
and "none", the share of labels given too many, and how honest the probabilities are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from truce.classifier import LABELS
from truce.model import HAPPENED, Label, Report, Tense

NONE = "none"
DRAWS = 300  # bootstrap samples of a confidence interval
BINS = 10
THREE_PATTERNS = {  # what a first attempt looks like: one regular expression per label
    Label.CLASH: re.compile(
        r"\b(?:kill|clash|attack|shell|fire[ds]?\b|firing|strike|bomb|fight|shoot|shot|troops|wound|injur|rocket|"
        r"artillery|mine\b)|ปะทะ|ยิง|ระเบิด|โจมตี|ប៉ះទង្គិច|បាញ់|វាយប្រហារ|ផ្ទុះ",
        re.IGNORECASE,
    ),
    Label.MEETING: re.compile(
        r"\b(?:meet|met\b|talks|summit|negotiat|ceasefire|agree|visit|sign)|ประชุม|หารือ|เจรจา|ข้อตกลง|ประชุ่ม|"
        r"ប្រជុំ|ជួប|ចរចា|ព្រមព្រៀង",
        re.IGNORECASE,
    ),
    Label.ALLEGATION: re.compile(
        r"\b(?:accus|alleg|den(?:y|ies|ied)|blam|condemn|reject|violat)|กล่าวหา|ประณาม|ปฏิเสธ|ละเมิด|"
        r"ចោទ|ថ្កោលទោស|បដិសេធ|រំលោភ",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An item as people labelled it and as a coder did."""

    wanted: frozenset[Label]
    given: frozenset[Label]
    scores: dict[Label, float]
    wanted_status: str | None = None  # where the meeting stands, as people say
    given_statuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a coder did on a set; shares from 0 to 1."""

    rows: int
    macro: float  # mean F1 over the three labels and none
    interval: tuple[float, float]  # 95 %, bootstrap over items
    f1: dict[str, float]
    clash_precision: float
    extra_share: float  # labels too many, per label wanted
    calibration_error: float | None  # mean gap between probability and frequency


def by_patterns(text: str) -> frozenset[Label]:
    """The labels that three regular expressions would give."""
    return frozenset(label for label, pattern in THREE_PATTERNS.items() if pattern.search(text))


def figures(items: Sequence[Judged]) -> Figures:
    """The figures of a set of items."""
    counts = _counts(items)
    f1 = {name: _f1(*count) for name, count in counts.items()}
    true, false, _ = counts[Label.CLASH]
    extra = sum(len(i.given - i.wanted) for i in items)
    wanted = sum(len(i.wanted) for i in items)
    return Figures(
        rows=len(items),
        macro=sum(f1.values()) / len(f1),
        interval=_interval(items),
        f1=f1,
        clash_precision=true / (true + false) if true + false else 0.0,
        extra_share=extra / wanted if wanted else 0.0,
        calibration_error=_calibration_error(items),
    )


def _counts(items: Iterable[Judged]) -> dict[str, tuple[int, int, int]]:
    """True positives, false positives and false negatives of each label and of none."""
    found = {name: [0, 0, 0] for name in (*LABELS, NONE)}
    for item in items:
        for name, count in found.items():
            wanted = not item.wanted if name == NONE else name in item.wanted
            given = not item.given if name == NONE else name in item.given
            count[0] += wanted and given
            count[1] += given and not wanted
            count[2] += wanted and not given
    return {name: tuple(count) for name, count in found.items()}


def _f1(true: int, false: int, missed: int) -> float:
    return 2 * true / (2 * true + false + missed) if true else 0.0


def _interval(items: Sequence[Judged]) -> tuple[float, float]:
    draw = random.Random(0)
    means = []
    for _ in range(DRAWS):
        counts = _counts(draw.choices(items, k=len(items)))
        means.append(sum(_f1(*count) for count in counts.values()) / len(counts))
    means.sort()
    return means[int(DRAWS * 0.025)], means[int(DRAWS * 0.975)]


def _calibration_error(items: Sequence[Judged]) -> float | None:
    """Expected calibration error over ten bins (Naeini 2015), all labels together."""
    pairs = [(item.scores[label], label in item.wanted) for item in items for label in LABELS if label in item.scores]
    if not pairs:
        return None
    gap = 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [(p, truth) for p, truth in pairs if low <= p < high or (p == 1.0 and high == 1.0)]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            gap += len(inside) * abs(mean - sum(truth for _, truth in inside) / len(inside))
    return gap / len(pairs)


def statuses_of(reports: Iterable[Report]) -> frozenset[str]:
    """Where the meetings of a reading stand."""
    return frozenset(r.status for r in reports if r.label == Label.MEETING and r.tense != Tense.BACKGROUND)


def announced_coded_as_held(item: Judged) -> bool:
    """A meeting still to come, of which a coder says only that it happened."""
    ahead = item.wanted_status in ("announced", "confirmed")
    return ahead and bool(item.given_statuses) and item.given_statuses <= HAPPENED


def claim_coded_as_clash(item: Judged) -> bool:
    """An accusation or denial alone, read as an act of force."""
    return item.wanted == {Label.ALLEGATION} and Label.CLASH in item.given
