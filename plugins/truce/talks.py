"""How high talks are and what they are about, from the body that meets and the words around them. Pure.

Level: the body says it where one meets (OF_BODY), but talks of its secretariat or experts are those of officials;
else the office named nearest the words for talks, in words ("defence ministers") or by the person who holds it on
that day (actors.csv). Topics: all that is named as such. Both are looked for in the sentences that tell of the talks;
where those say nothing and the item tells of no other talks, in its other sentences that tell of no force (for the
level: and that have words for talks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from truce.article import Article, Sentence, clash_cues, span_of
from truce.languages import alike
from truce.lexicon import Cue
from truce.model import Evidence, Label, Report

PREPARATORY = "preparatory"  # words for talks that prepare those of a body: held by officials
OF_BODY = {
    "leaders": "head_of_government",
    "ministers": "ministerial",
    "GBC": "ministerial",  # chaired by the ministers of defence (actors.csv)
    "RBC": "military",  # chaired by the commanders of army regions (actors.csv)
    "JBC": "official",  # survey and demarcation: commissioners and their experts (actors.csv)
    "UN": "official",  # the Security Council sits as a rule by permanent representatives
}
OFFICES = (  # the level an office speaks at → how its holder's role begins (actors.csv); the first that fits
    (None, re.compile(r".*[Ss]pokes")),
    ("head_of_government", re.compile(r"(Acting )?Prime Minister|President(?! of the Senate)|Head of state")),
    ("ministerial", re.compile(r"(Deputy )?(Prime )?(\w+ )?Minister|Secretary of (State$|Foreign)")),
    ("military", re.compile(r"(Deputy |Assistant )?([Cc]ommander|[Cc]hief of)|Brigadier")),
    ("official", re.compile(r"(Under-)?Secretary(?!-General)|Ambassador|Co-chair|Director|Head of")),
    ("official", re.compile(r"(\w+ ){0,2}([Rr]epresentative|[Ee]nvoy|[Aa]ttache)")),
)


def with_level_and_topics(article: Article, report: Report, reports: Sequence[Report]) -> Report:
    """A report of talks with its level and topics, each with the words it rests on; any other as it is."""
    if report.label != Label.MEETING:
        return report
    told = _sentences_of(article, report)
    is_only = sum(r.label == Label.MEETING for r in reports) == 1
    others = [s for s in article.sentences if not clash_cues(s)] if is_only else []
    level, words = level_of(article, report, told)
    if level is None:
        level, words = level_of(article, report, [s for s in others if s.has("meeting")])
    topics = topics_of(article, told) or topics_of(article, others)
    spans = [*words, *(span_of("topic", article.text, cue.start, cue.end) for cue in topics.values())]
    return replace(report, level=level, topics=tuple(topics), evidence=(*report.evidence, *spans))


def level_of(article: Article, report: Report, told: Sequence[Sentence]) -> tuple[str | None, list[Evidence]]:
    """The level of the talks, and the words that say so."""
    leads = [e for e in report.evidence if e.field == "label"]
    words = [cue for sentence in told for cue in _cues(article, sentence, "level")]
    first = next((cue for cue in words if cue.key == PREPARATORY), None)
    if first:
        return "official", [span_of("level", article.text, first.start, first.end)]
    if report.type in OF_BODY:
        start, end = _named(report.type, told) or (leads[0].start, leads[0].end)
        return OF_BODY[report.type], [span_of("level", article.text, start, end)]
    offices = [(cue.start, cue.end, cue.key) for cue in words] + _offices(article, told)
    if not offices or not leads:
        return None, []
    start, end, level = min(offices, key=lambda office: (min(_apart(office, lead) for lead in leads), office))
    return level, [span_of("level", article.text, start, end)]


def topics_of(article: Article, told: Iterable[Sentence]) -> dict[str, Cue]:
    """What these sentences name as the subject of talks → the first word for each, in order."""
    found: dict[str, Cue] = {}
    for sentence in told:
        for cue in _cues(article, sentence, "topic"):
            found.setdefault(cue.key, cue)
    return found


def _sentences_of(article: Article, report: Report) -> list[Sentence]:
    """The sentences that tell of a report's talks."""
    starts = [e.start for e in report.evidence if e.field == "label"]
    return [s for s in article.sentences if any(s.start <= start < s.end for start in starts)]


def _cues(article: Article, sentence: Sentence, section: str) -> list[Cue]:
    """The words for levels or topics in a sentence; of several that overlap the longest ("prime minister" names
    no minister)."""
    found = article.codebook.talks[article.language].cues_in(alike(sentence.text), sentence.start)
    ours = sorted((c for c in found if c.section == section), key=lambda c: (c.start - c.end, c.start))
    kept: list[Cue] = []
    for cue in ours:
        if all(cue.end <= other.start or other.end <= cue.start for other in kept):
            kept.append(cue)
    return sorted(kept, key=lambda c: c.start)


def _named(kind: str, told: Iterable[Sentence]) -> tuple[int, int] | None:
    """Where the body or kind of talks is named, if it is."""
    for sentence in told:
        for found in (*sentence.of("meeting", kind), *(a for a in sentence.actors if a.actor_code == kind)):
            return found.start, found.end
    return None


def _offices(article: Article, told: Iterable[Sentence]) -> list[tuple[int, int, str]]:
    """The persons named whose office on the day of the text has a level."""
    names, day = article.codebook.actor_names, article.published_at.date()
    people = (a for sentence in told for a in sentence.actors if a.kind in ("person", "mediator", "observer"))
    held = ((a.start, a.end, level_of_role(names.on_day(a.actor_code, day).role)) for a in people)
    return [(start, end, level) for start, end, level in held if level]


def level_of_role(role: str) -> str | None:
    """The level at which the holder of an office speaks, from how the role begins; None for those who only
    speak for others."""
    return next((level for level, pattern in OFFICES if pattern.match(role)), None)


def _apart(office: tuple[int, int, str], lead: Evidence) -> int:
    """Characters between an office and the words for talks."""
    start, end, _ = office
    return max(lead.start - end, start - lead.end, 0)
