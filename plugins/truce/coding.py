"""Decide what an entry reports. Pure: the same entry and codebook give the same reading.

Sentence by sentence, the rules find reports (clash_reports, meeting_reports, allegation_reports); the model
says which labels the item carries. What it rules out steps back; what only it sees gets a report too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from truce.allegation_reports import allegations_in, breaches_in, untold_allegation
from truce.article import (
    EARLIEST_YEAR,
    TRIGGERS,
    Article,
    Sentence,
    clash_cues,
    is_told_there,
    place_of,
    read_article,
    span_of,
    speaker_of,
    subject_of,
)
from truce.clash_reports import (
    acts_of,
    clash_in,
    clash_report,
    is_aside,
    is_only_claimed,
    unnamed_place,
    with_loose_tolls,
    with_loose_weapons,
)
from truce.classifier import LABELS
from truce.features import cue_features, is_spaced, nothing_found
from truce.languages import language_of
from truce.lexicon import Codebook, Cue
from truce.meeting_reports import meeting_report, meetings_in, type_of_meeting, venue_of
from truce.merging import one_per_happening
from truce.model import Assertion, EntryText, Label, Reading, Report, Tense
from truce.places import PlaceMention
from truce.talks import with_level_and_topics
from truce.tenses import tense_of

TELLING = {  # the cues that make a sentence speak of a label
    Label.CLASH: ("force", "weapons", "weak_force", "strike"),
    Label.MEETING: ("meeting", "meeting_status", "host"),
    Label.ALLEGATION: ("accuse", "deny", "violation", "breach", "admit"),
}
REPORTING = TRIGGERS | {"finding"}  # without a cue of these a sentence reports nothing
LONG, MANY, PASSAGE = 700, 5, 160  # characters, sentences: a longer text is weighed passage by passage
LATE_ODDS = 10  # how much likelier a label is in the lead than behind it, told the same way: .55 asks for .92 there
HEADLINE_ODDS = 3  # the same for an entry as a whole beside its headline alone: .55 asks for .79 there
HEADLINED = (Label.MEETING, Label.ALLEGATION)  # force in a headline is as often what the news is about as the news
FAINT = 0.1  # probability below which the words alone give no reason to read an entry without a cue
HAPPENING = (Tense.PAST, Tense.ONGOING)
LABELLED_FROM = 0.55  # calibrated probability from which an item carries a label: a false one wakes people at night


def code_entry(entry: EntryText, codebook: Codebook) -> Reading:
    """The labels and reports of an entry. Any text is read; one that says nothing gets a reason."""
    text = f"{entry.title}\n{entry.summary}"
    language = language_of(text, entry.language)
    if not text.strip():
        return Reading(language, frozenset(), {}, (), "empty text")
    if language not in codebook.pages:
        return Reading(language, frozenset(), {}, (), f"no page for the language {language}")
    if _says_nothing(entry, language, codebook):
        return Reading(language, frozenset(), {}, (), "no cue")
    article = read_article(text, len(entry.title), language, entry.published_at, codebook)
    return reading_of(article, entry.title, entry.summary)


def _says_nothing(entry: EntryText, language: str, codebook: Codebook) -> bool:
    """A quick look that spares most of a world-news feed the reading: no cue, and words that the model
    finds no trace in."""
    found = set()
    for section in codebook.matchers[language].sections_in(f"{entry.title}\n{entry.summary}"):
        if section in TRIGGERS:
            return False
        found.add(section)
    if {"hint", "border"} <= found:
        return False  # dead and hurt of a border, whatever befell them
    model = codebook.classifier
    if model is None or "hint" not in found:
        return True
    scores = model.scores(entry.title, entry.summary, language, nothing_found(language))
    return max(scores.values()) < FAINT


def reading_of(article: Article, title: str, summary: str) -> Reading:
    """The rules find reports; the model says which labels the item carries; what it rules out steps
    back, and what only it sees becomes a report of its own."""
    reports = _reports(article)
    scores = _scores(article, title, summary, reports)
    labels = frozenset(label for label, score in scores.items() if score >= LABELLED_FROM)
    if _is_negated(reports):
        labels -= {Label.CLASH}
    if any(r.type == "finding" for r in reports):
        labels |= {Label.ALLEGATION}  # a finding answers an accusation (codebook), whatever the words sound like
    kept = list(_settled(article, reports, labels, scores))
    settled = tuple(_with_evidence(article, [with_level_and_topics(article, report, kept) for report in kept]))
    reason = None if labels else _why_nothing(article, settled)
    return Reading(article.language, labels, scores, settled, reason)


def _is_negated(reports: Sequence[Report]) -> bool:
    """Whether every act of force an entry speaks of is denied or said not to have been: no clash
    (codebook), however much the words sound like one."""
    told = [r for r in reports if r.label == Label.CLASH]
    return bool(told) and all(r.tense == Tense.NEGATED for r in told)


def _scores(article: Article, title: str, summary: str, reports: Sequence[Report]) -> dict[Label, float]:
    """The model's probability of each label; without a model, how sure the rules are."""
    if article.codebook.classifier is None:
        return _said(reports)
    if len(article.text) <= LONG and len(article.sentences) < MANY:
        weighed = [_weigh(article, title, summary, reports)]
    else:
        weighed = list(filter(None, (_weigh_passage(*each) for each in _passages(article, title))))
    if title and summary and not is_spaced(article.language):
        weighed.append(_weigh_headline(article, title))
    return {label: max(scores.get(label, 0.0) for scores in weighed) for label in LABELS}


def _weigh_headline(article: Article, title: str) -> dict[Label, float]:
    """A sure headline says what an entry is about, however long and winding the text beneath it. Where words
    are not told apart the model has no words of the headline as such, so it is weighed by itself."""
    alone = _unread(article, [s for s in article.sentences if s.is_title])
    scores = _weigh(alone, title, "", _reports(alone))
    return {label: _against(scores[label], HEADLINE_ODDS) for label in HEADLINED}


def _weigh_passage(article: Article, title: str, summary: str) -> dict[Label, float] | None:
    """A passage behind the lead carries a label only where it is sure: an article's news stands at its head, and of
    twenty passages about something else one always sounds like more. One without any cue is never sure."""
    is_late = article.sentences[0].start > LONG
    if is_late and all(TRIGGERS.isdisjoint(s.sections) for s in article.sentences):
        for sentence in article.sentences:
            _listen(article, sentence)
        return None
    scores = _weigh(article, title, summary, _reports(article))
    return {label: _against(score, LATE_ODDS) for label, score in scores.items()} if is_late else scores


def _against(score: float, odds: float) -> float:
    """A probability, where what it speaks of is that many times less likely than where it was learnt."""
    return round(score / (score + odds * (1 - score)), 3)


def _weigh(article: Article, title: str, summary: str, reports: Sequence[Report]) -> dict[Label, float]:
    cues = cue_features(article, reports, _said(reports))
    return article.codebook.classifier.scores(title, summary, article.language, cues)


def _passages(article: Article, title: str) -> Iterator[tuple[Article, str, str]]:
    """A long text in pieces of the length of a summary, which is what the model has learnt from: each
    with the sentences it holds, and knowing who spoke and was blamed in those before, not after. The title
    goes with the first."""
    known = _unread(article, [])
    for held in _pieces(article.sentences):
        known = replace(known, sentences=held, ruled_out=[])
        yield known, title, " ".join(s.text.strip() for s in held if not s.is_title)
        title = ""


def _unread(article: Article, sentences: list[Sentence]) -> Article:
    """Some sentences of an article as they are before any is read: nobody has spoken or was blamed."""
    return replace(article, sentences=sentences, speaker=None, subject=None, blamed={}, ruled_out=[])


def _pieces(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    held: list[Sentence] = []
    for sentence in sentences:
        if held and sentence.end - held[0].start > PASSAGE:
            yield held
            held = []
        held.append(sentence)
    if held:
        yield held


def _said(reports: Iterable[Report]) -> dict[Label, float]:
    """The labels that the rules alone would give, and how sure they are."""
    said: dict[Label, float] = {}
    for report in reports:
        if _labels_item(report):
            said[report.label] = max(said.get(report.label, 0.0), report.score)
    return said


def cues_of(article: Article) -> set[str]:
    """The findings of the rules, as the classifier sees them."""
    reports = _reports(article)
    return cue_features(article, reports, _said(reports))


def _settled(
    article: Article,
    reports: Iterable[Report],
    labels: frozenset[Label],
    scores: dict[Label, float],
) -> Iterator[Report]:
    """Reports of the labels the item carries, and those that label nothing; a label that no report
    stands for gets one, with what its most telling sentence says."""
    missing = set(labels)
    for report in reports:
        score = scores.get(report.label)
        if score is None or not _labels_item(report):
            yield report
        elif report.label in labels:
            missing.discard(report.label)
            yield replace(report, score=score)
        else:
            yield replace(report, tense=Tense.BACKGROUND, score=score)
    for label in sorted(missing):
        found = _untold(article, label)
        if found:
            found = _with_venue(article, _with_place(article, found, [found]), [found])
            yield replace(_with_day(article, found), score=scores[label])


def _labels_item(report: Report) -> bool:
    """What the item reports as news; breaches carry structure but label no item (codebook)."""
    if report.label == Label.BREACH:
        return False
    if report.label == Label.CLASH:
        return report.tense in (Tense.PAST, Tense.ONGOING)
    return report.tense not in (Tense.BACKGROUND, Tense.HYPOTHETICAL, Tense.NEGATED)


def _why_nothing(article: Article, reports: Sequence[Report]) -> str:
    if article.ruled_out:
        return article.ruled_out[0][1]
    if reports:
        return f"{reports[0].tense} only"
    return "no cue"


def _reports(article: Article) -> list[Report]:
    reports: list[Report] = []
    for sentence in article.sentences:
        if not REPORTING.isdisjoint(sentence.sections):
            reports += _reports_in(article, sentence)
        _listen(article, sentence)
    kept = one_per_happening(with_loose_weapons(article, with_loose_tolls(article, reports)))
    return [_with_day(article, _with_venue(article, _with_place(article, r, kept), kept)) for r in kept]


def _listen(article: Article, sentence: Sentence) -> None:
    """Remember who spoke last and whom the text is about."""
    article.speaker = speaker_of(article, sentence) or article.speaker
    article.subject = subject_of(article, sentence) or article.subject


def _reports_in(article: Article, sentence: Sentence) -> list[Report]:
    """What one sentence reports."""
    clash, *others = [clash_in(article, part) for part in acts_of(article, sentence)]
    meetings = list(meetings_in(article, sentence))
    allegations = list(allegations_in(article, sentence, clash))
    if clash and is_aside(sentence, clash, meetings, allegations):
        article.rule_out(clash_cues(sentence)[0], "background only")
        clash = replace(clash, tense=Tense.BACKGROUND)
    if clash and not (clash.source_actors or others):
        clash = _blamed(clash, allegations)
    breaches = [] if meetings else list(breaches_in(article, sentence))
    return [r for r in (clash, *others, *meetings, *allegations, *breaches) if r]


def _blamed(clash: Report, allegations: Iterable[Report]) -> Report:
    """An act of force whose doer is not named was done, as its accuser says, by whom the sentence accuses of it."""
    for told in allegations:
        if told.type == "accusation" and told.act_kind == clash.type and told.source_actors and told.target_actors:
            return replace(
                clash, source_actors=told.target_actors, target_actors=told.source_actors, assertion=Assertion.ALLEGED
            )
    return clash


def _with_place(article: Article, report: Report, kept: Sequence[Report]) -> Report:
    """An article's one clash happened where the title or another of its sentences says, unless that
    sentence is of talks or of shelters."""
    clashes = [r for r in kept if r.label == Label.CLASH and r.tense in (Tense.PAST, Tense.ONGOING)]
    known = article.codebook.gazetteer.place(report.place_code)
    if clashes != [report] or (known and known.kind != "country") or (_is_running(report) and report.unresolved_place):
        return report
    told = [s for s in article.sentences if not s.of("meeting") or clash_cues(s)]
    places = [place for s in told if (place := place_of(article, s))]
    if not places or _is_running(report):
        return report if report.unresolved_place or known else _with_words(article, report, told)
    place = min(places, key=lambda p: (p.precision, p.start))
    evidence = (*report.evidence, span_of("place", article.text, place.start, place.end))
    return replace(
        report, place_code=place.place_code, where_precision=place.precision, unresolved_place=None, evidence=evidence
    )


def _with_venue(article: Article, report: Report, kept: Sequence[Report]) -> Report:
    """An article's one meeting was where another of its sentences says, unless that tells of force; of a
    country, the place in it; where a place is only named, what the title says."""
    meetings = [r for r in kept if r.label == Label.MEETING and _labels_item(r)]
    country = article.codebook.gazetteer.place(report.place_code)
    if meetings != [report] or report.unresolved_place:
        return report
    if country and country.kind != "country":
        return _as_titled(article, report)
    peaceful = (s for s in article.sentences if s.of("meeting") or not s.of("attack_verbs"))
    told = (s for s in peaceful if not clash_cues(s) or s.of("meeting"))
    days = ((s, next((d for d in s.dates if d.day == report.occurred_date), None)) for s in told)
    places = [place for s, day in days if (place := venue_of(article, s, _whole(s), day))]
    if country:
        places = [p for p in places if p.country == country.country and p.kind != "country"]
    return _at(article, report, next(iter(places), None))


def _as_titled(article: Article, report: Report) -> Report:
    """A meeting whose place is only named beside it was where the title says that something was ("ที่", "in")."""
    here = next(e.start for e in report.evidence if e.field == "place")
    title = next((s for s in article.sentences if s.is_title), None)
    if title is None or title.start <= here < title.end or is_told_there(article, here):
        return report
    said = (p for p in title.places if p.kind not in ("country", "sea_area") and is_told_there(article, p.start))
    return _at(article, report, None if clash_cues(title) else next(said, None))


def _at(article: Article, report: Report, place: PlaceMention | None) -> Report:
    """A report as of something that was in a place, if there is one."""
    if place is None:
        return report
    span = span_of("place", article.text, place.start, place.end)
    return replace(
        report,
        place_code=place.place_code,
        where_precision=place.precision,
        unresolved_place=None,
        evidence=(*report.evidence, span),
    )


def _with_words(article: Article, report: Report, told: Iterable[Sentence]) -> Report:
    """Where it happened in the words of another sentence, when no place of the gazetteer is named."""
    found = next((f for s in told if (f := unnamed_place(article, s)) and f[1]), None)
    if found is None:
        return report
    span = span_of("place", article.text, *found[0])
    return replace(report, where_precision=5, unresolved_place=span.text, evidence=(*report.evidence, span))


def _is_running(report: Report) -> bool:
    """Whether a report gives a toll since some earlier day and no other: that belongs to no single place."""
    kinds = {t.kind for t in report.tolls if t.category in ("killed", "injured")}
    return "cumulative" in kinds and "incident" not in kinds


def _with_day(article: Article, report: Report) -> Report:
    """News that names no day is of the day it was published, with unknown precision."""
    is_news = report.label == Label.CLASH and report.tense in (Tense.PAST, Tense.ONGOING)
    if not is_news or report.occurred_date or article.published_at.year < EARLIEST_YEAR:
        return report
    zone = ZoneInfo(article.conflict.time_zone if article.conflict else "UTC")
    return replace(report, occurred_date=article.published_at.astimezone(zone).date())


def _untold(article: Article, label: Label) -> Report | None:
    """A report for a label that no rule found: what the sentence with most to say about it gives."""
    sentence = max(
        article.sentences,
        key=lambda s: (2 * len(_telling(s, label)) + len(s.of("hint", label)) + len(s.tolls), s.is_title),
        default=None,
    )
    if sentence is None:
        return None
    cues = _telling(sentence, label) or sentence.of("hint", label)
    lead = cues[0] if cues else _whole(sentence)
    if label == Label.CLASH:
        force = [c for c in cues if c.section in ("force", "weapons", "weak_force")]
        if any(s.has("accuse", "terms") for s in article.sentences):  # an accusation names acts and weapons too
            force = [c for c in force if c.section == "force" and tense_of(article, sentence, c) in HAPPENING]
        hurt = any(t.toll.category in ("killed", "injured") for t in sentence.tolls)
        if not (force or hurt) or is_only_claimed(sentence, force or cues):
            return None  # the item may carry the label; an incident wants words of force
        return with_loose_tolls(article, [clash_report(article, sentence, cues or [lead], Tense.PAST)])[0]
    if label == Label.MEETING:
        return meeting_report(article, sentence, lead, type_of_meeting(article, sentence, cues), is_background=False)
    return untold_allegation(article, sentence, lead)


def _telling(sentence: Sentence, label: Label) -> list[Cue]:
    return [c for c in sentence.cues if c.section in TELLING[label] and c.key != "partial"]


def _whole(sentence: Sentence) -> Cue:
    """A sentence as its own evidence."""
    end = sentence.start + len(sentence.text.rstrip())
    return Cue("whole", "other", sentence.text.rstrip(), sentence.start, end)


def _with_evidence(article: Article, reports: Iterable[Report]) -> Iterator[Report]:
    """Every span is the text at its place: what was found folded or moved is read again from there."""
    for report in reports:
        spans = tuple(span_of(e.field, article.text, e.start, e.end) for e in report.evidence)
        yield replace(report, evidence=tuple(span for span in spans if span.text))
