"""Where an act stands in time, from what governs its words in the sentence. Pure."""

from __future__ import annotations

import re

from truce.article import Article, Sentence, date_of, is_fresh, is_old
from truce.lexicon import Cue
from truce.model import Tense

REACH = 60  # characters before a cue in which a negation or condition still governs it
TOPIC = re.compile(r"(?:19|20)\d\d\b|List of|Timeline")  # how a title begins that names a subject, not news
PAUSE = re.compile(r"[,;:]|\band\b")  # what is said before it does not govern what comes behind
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def tense_of(article: Article, sentence: Sentence, cue: Cue) -> Tense:
    """Where an act stands in time, from what governs its cue in the sentence."""
    if sentence.is_title and TOPIC.match(sentence.text):
        return Tense.BACKGROUND
    text = article.text
    if _is_denied(article, sentence, cue):
        return Tense.NEGATED
    before = [c for c in sentence.of("tense") if c.end <= cue.start + 1 and cue.start - c.end <= REACH]
    days = [(d.start, d.end) for d in sentence.dates]  # "28 May" is no "may"
    before = [c for c in before if not any(a <= c.start and c.end <= b for a, b in days)]
    gap = {c: text[c.end : cue.start] for c in before}
    near = [c for c in before if not PAUSE.search(gap[c]) and not _turns(sentence, c.end, cue.start)]
    if any(c.key == "negated" and len(gap[c]) <= 30 for c in near):
        return Tense.NEGATED
    if any(c.key == "hypothetical" and len(gap[c]) <= 45 for c in near):
        return Tense.HYPOTHETICAL
    if any(c.key == "future" and len(gap[c]) <= 25 for c in near):
        return Tense.FUTURE
    when = date_of(article, sentence)
    if when and is_old(when, article.published_at):
        return Tense.BACKGROUND
    years = {int(y) for y in YEAR.findall(sentence.text)}
    if years and max(years) < article.published_at.year and max(years) > 1900:
        return Tense.BACKGROUND
    is_retold = sentence.has("tense", "background") and not sentence.has("tense", "ongoing")
    if is_retold and not is_fresh(sentence):
        return Tense.BACKGROUND
    return Tense.ONGOING if sentence.has("tense", "ongoing") else Tense.PAST


def _is_denied(article: Article, sentence: Sentence, cue: Cue) -> bool:
    """Whether a denial before an act says that it was not; "denied a role in the attack" says only who it was not."""
    denials = [c for c in sentence.of("deny", "terms") if c.start < cue.start]
    if not denials or is_retort(article, sentence, denials[-1]) or _turns(sentence, denials[-1].end, cue.start):
        return False
    return not any(denials[-1].start <= c.start and c.end <= cue.start for c in sentence.of("tense", "authorship"))


def _turns(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a sentence says the contrary from there on: "denied the charge but shelled the hill"."""
    return any(start <= c.start and c.end <= end for c in sentence.of("tense", "contrast"))


def is_retort(article: Article, sentence: Sentence, denial: Cue) -> bool:
    """ "hit back that A had fired": a verb of answering whose clause is said, not denied."""
    retorts = ((c.start, c.end) for c in sentence.of("deny", "retort"))
    return (denial.start, denial.end) in retorts and article.text.startswith(" that ", denial.end)


def is_governed(sentence: Sentence, cue: Cue) -> bool:
    return any(
        c.key == "subordinate" and c.end <= cue.start and cue.start - c.end <= REACH for c in sentence.of("tense")
    )
