"""What the classifier sees of an entry: its words, and what the cues of the codebook found. Pure.

English gives words and pairs of words; Thai and Khmer, which put no spaces between words, give runs of
three to five characters. The findings of the rules are features as well, so that a few hundred labelled
items teach which of them to trust in which language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from truce.model import Label, Report, Tense

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|#")
NUMBER = re.compile(r"[0-9]+")
SPACES = re.compile(r"\s+")
RUN_LENGTHS = range(3, 6)
READ = 600  # characters of a Thai or Khmer entry
SAYS_NOTHING = frozenset({"no_name"})  # sections that only keep a word from being taken for a place
SUBJECTS = (
    "force",
    "weapons",
    "accuse",
    "deny",
    "meeting",
    "violation",
    "weak_force",
    "strike",
    "breach",
)
COMPANIONS = (
    "tense",
    "accuse",
    "deny",
    "meeting",
    "violation",
    "speech",
    "not_meeting",
    "moot",
    "admit",
)


def is_spaced(language: str) -> bool:
    """Whether a language puts spaces between its words."""
    return language not in ("th", "km")


def word_features(title: str, text: str) -> list[str]:
    """Words and neighbouring pairs of title and text; words of the title once more, as such."""
    first, rest = _words(title), _words(text)
    pairs = [f"{a} {b}" for part in (first, rest) for a, b in pairwise(part)]
    return [*first, *rest, *pairs, *(f"^{word}" for word in first)]


def _words(text: str) -> list[str]:
    """Words in lower case; a number of any size is one and the same word."""
    return WORD.findall(NUMBER.sub("#", text.lower().replace("’", "'")))


def run_text(title: str, text: str) -> str:
    """The text whose runs of characters are features."""
    return SPACES.sub(" ", f"{title}\n{text}")[:READ]


def runs_of(text: str) -> Iterator[str]:
    """Every run of three to five characters (for training; the classifier finds the known ones at once)."""
    for length in RUN_LENGTHS:
        yield from (text[i : i + length] for i in range(len(text) - length + 1))


def cue_features(article, reports: Iterable[Report], labels: Iterable[Label]) -> set[str]:
    """What the rules found, in general and in this language ("=…" and "th=…")."""
    found = {"=labels " + "+".join(sorted(labels)), f"=parties {min(len(article.parties), 3)}"}
    found.add("=conflict" if article.conflict else "=no conflict")
    for report in reports:
        found |= _report_features(report)
    found.add("=told " + "+".join(sorted({f"{report.label} {report.tense}" for report in reports})))
    found |= {f"=ruled out: {why}" for _, why in article.ruled_out}
    for sentence in article.sentences:
        found |= _sentence_features(sentence)
    found |= _form_features(article)
    return found | {article.language + name for name in found}


def nothing_found(language: str) -> set[str]:
    """The findings of the rules where they found nothing at all."""
    found = {"=labels ", "=told ", "=parties 0", "=no conflict"}
    return found | {language + name for name in found}


def _report_features(report: Report) -> set[str]:
    head = f"={report.label}"
    found = {f"{head} {report.tense}", f"{head} {report.type}"}
    if report.tense in (Tense.PAST, Tense.ONGOING, Tense.FUTURE):
        found.add(f"{head} alive")
    if report.status:
        found.add(f"=status {report.status}")
    if report.conflict_code:
        found |= {f"{head} tied", f"{head} tied {report.tense} {report.assertion}"}
    return found


def _sentence_features(sentence) -> set[str]:
    sections = sentence.sections - SAYS_NOTHING
    found = {f"={section}" for section in sections}
    found |= {f"={cue.section}.{cue.key}" for cue in sentence.cues if cue.section in sections}
    if sentence.is_title:
        found |= {f"=title {section}" for section in sections}
    found |= {f"=toll {t.toll.category} {t.toll.kind}" for t in sentence.tolls}
    parties = min(len({a.party for a in sentence.actors}), 3)
    for subject in SUBJECTS:
        if subject in sections:
            found.add(f"={subject}, {parties} parties")
            found |= {f"={subject} + {other}" for other in COMPANIONS if other in sections}
    return found


def _form_features(article) -> set[str]:
    titled = any(s.is_title for s in article.sentences)
    rest = any(not s.is_title for s in article.sentences)
    found = {f"=length {min(len(article.text) // 100, 6)}"}
    if not titled:
        found.add("=no title")
    if not rest:
        found.add("=title only")
    return found
