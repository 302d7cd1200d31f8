"""Decide what an entry reports. Pure: the same entry and codebook give the same reading.

Sentence by sentence: cues say what kind of thing is spoken of, tense cues whether it happened, actors
who, places where, dates when, tolls how many. Sentences of one happening become one report, and take
from the ones before what they leave out (day, place, speaker). The rules follow the codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from truce.actors import ActorMention
from truce.casualties import TollMention, tolls_in
from truce.classifier import LABELS
from truce.features import cue_features, nothing_found
from truce.languages import language_of, sentences
from truce.lexicon import Codebook, Cue
from truce.model import (
    HAPPENED,
    Assertion,
    Conflict,
    EntryText,
    Evidence,
    Label,
    Precision,
    Reading,
    Report,
    Tense,
    Toll,
)
from truce.occurrence import DateMention, dates_in
from truce.places import PlaceMention
from truce.weapons import clash_type, is_weapon

EARLIEST_YEAR = 1990  # an entry published before that has no date
TEXT_CAP = 60_000  # characters read of one entry
SENTENCE_CAP = 1_200  # longer ones (lists, texts without stops) are cut at a space
REACH = 60  # characters before a cue in which a negation or condition still governs it
OLD_DAYS = 21  # an act dated longer ago is background (old news retold)
TOPIC = re.compile(r"^\d{4}\b|^List of|^Timeline")  # a title that names a subject, not news
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CAPITALS = frozenset({"th-bangkok", "bangkok", "kh-phnom-penh", "phnom-penh"})
IN_PLACE = re.compile(
    r"\b(?:in|at|near|to|hosted by|visits|visited|inside)\s+(?:the\s+)?$|(?:ที่|ณ\s?|ใน|เยือน|กรุง)(?:ประเทศ)?$"
    r"|(?:នៅ|ក្នុង|ទៅ|មក|ក្រុង|រាជធានី)(?:ប្រទេស)?$",
    re.IGNORECASE,
)
# where an unnamed place on the line is spoken of, in the words of the text
LINE_PHRASE = re.compile(
    r"\b(?:(?:disputed|contested|shared|mutual|common|tense|[A-Z][a-z]+(?:[-–][A-Z][a-z]+)?(?:['’]s)?)\s)?"
    r"(?:(?:border|frontier|boundary)(?:\s(?:region|areas?|village|zone|provinces|districts?|crossing|line|checkpoint))?"
    r"(?:\swith\s[A-Z]\w+)?|frontlines?|front\slines?|disputed\s(?:areas?|zones?|territory|land|stretch))"
)
TURN = re.compile(r",?\s?\bbut\b|\bwhile\b|แต่|ប៉ុន្តែ")
JOINT = re.compile(r"\s?[-–—/]\s?")  # between two names that are one word
NAMED_PLACE = re.compile(
    r"\b(?:in|near|at|around|outside|on)\s+(?:the\s+)?((?:[A-Z][\w'’-]+)(?:\s(?:[A-Z][\w'’-]+|of|de|al)){0,3})"
)
BODIES = frozenset({"GBC", "RBC", "JBC"})
THIRD = frozenset({"ASEAN", "MY", "US", "CN", "UN", "UNSC"})
LINE_KINDS = frozenset({"pass", "temple", "hill", "village"})
HEAVY = frozenset({"artillery", "rocket", "air_strike", "drone", "mine"})
MONITORS = frozenset({"AOT", "IOT"})
BY = re.compile(r"\s*(?:by|โดย|ដោយ)\b", re.IGNORECASE)
TELLING = {  # the cues that make a sentence speak of a label
    Label.CLASH: ("force", "weapons", "weak_force", "strike"),
    Label.MEETING: ("meeting", "meeting_status", "host"),
    Label.ALLEGATION: ("accuse", "deny", "violation", "breach", "admit"),
}
TRIGGERS = frozenset({  # without a cue of these an entry says nothing of ours
    "force", "weapons", "weak_force", "meeting", "accuse", "deny", "admit", "violation", "breach",
})  # fmt: skip
HOME = {"th": "TH", "km": "KH"}  # whose press writes in a language
SCORES = {"title": 0.9, "text": 0.75}
LONG, PASSAGE = 700, 350  # characters: a longer text is weighed passage by passage
FAINT = 0.1  # probability below which the words alone give no reason to read an entry without a cue
LABELLED_FROM = 0.5  # calibrated probability from which an item carries a label


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and everything found in it; offsets are those of the whole text."""

    start: int
    end: int
    text: str
    is_title: bool
    cues: tuple[Cue, ...]
    actors: tuple[ActorMention, ...]
    places: tuple[PlaceMention, ...]
    dates: tuple[DateMention, ...]
    tolls: tuple[TollMention, ...]

    def of(self, section: str, key: str | None = None) -> list[Cue]:
        return [c for c in self.cues if c.section == section and key in (None, c.key)]

    def has(self, section: str, key: str | None = None) -> bool:
        return any(c.section == section and key in (None, c.key) for c in self.cues)


@dataclass(slots=True)
class Article:
    """An entry while it is read: its sentences, its parties, and what later sentences inherit."""

    text: str
    language: str
    published_at: datetime
    codebook: Codebook
    sentences: list[Sentence]
    parties: frozenset[str]
    conflict: Conflict | None
    speaker: str | None = None
    blamed: dict[str, list[tuple[str, tuple[int, int]]]] = field(default_factory=dict)  # accused → acts
    ruled_out: list[tuple[str, str]] = field(default_factory=list)  # (evidence, why)

    def rule_out(self, cue: Cue, why: str) -> None:
        self.ruled_out.append((cue.text, why))


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
    return _reading(article, entry.title, entry.summary)


def _says_nothing(entry: EntryText, language: str, codebook: Codebook) -> bool:
    """A quick look that spares most of a world-news feed the reading: no cue, and words that the model
    finds no trace in."""
    if codebook.matchers[language].speaks_of(f"{entry.title}\n{entry.summary}", TRIGGERS):
        return False
    model = codebook.classifier
    if model is None:
        return True
    scores = model.scores(entry.title, entry.summary, language, nothing_found(language))
    return max(scores.values()) < FAINT


def _reading(article: Article, title: str, summary: str) -> Reading:
    """The rules find reports; the model says which labels the item carries; what it rules out steps
    back, and what only it sees becomes a report of its own."""
    reports = _reports(article)
    scores = _scores(article, title, summary, reports)
    labels = frozenset(label for label, score in scores.items() if score >= LABELLED_FROM)
    settled = tuple(_with_evidence(article, _settled(article, reports, labels, scores)))
    reason = None if labels else _why_nothing(article, settled)
    return Reading(article.language, labels, scores, settled, reason)


def _scores(
    article: Article, title: str, summary: str, reports: Sequence[Report]
) -> dict[Label, float]:
    """The model's probability of each label; without a model, how sure the rules are."""
    if article.codebook.classifier is None:
        return _said(reports)
    if len(article.text) <= LONG:
        return _weigh(article, title, summary, reports)
    passages = [_weigh(p, t, s, _reports(p)) for p, t, s in _passages(article, title)]
    return {label: max(scores[label] for scores in passages) for label in LABELS}


def _weigh(
    article: Article, title: str, summary: str, reports: Sequence[Report]
) -> dict[Label, float]:
    cues = cue_features(article, reports, _said(reports))
    return article.codebook.classifier.scores(title, summary, article.language, cues)


def _passages(article: Article, title: str) -> Iterator[tuple[Article, str, str]]:
    """A long text in pieces of the length of a summary, which is what the model has learnt from: each
    with the sentences it holds. The title goes with the first."""
    held: list[Sentence] = []
    for sentence in article.sentences:
        if held and sentence.end - held[0].start > PASSAGE:
            yield _passage(article, held, title)
            held, title = [], ""
        held.append(sentence)
    if held:
        yield _passage(article, held, title)


def _passage(article: Article, held: list[Sentence], title: str) -> tuple[Article, str, str]:
    text = " ".join(s.text.strip() for s in held if not s.is_title)
    return replace(article, sentences=held, ruled_out=[]), title, text


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
    article: Article, reports: Iterable[Report], labels: frozenset[Label], scores: dict[Label, float]
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
            yield replace(found, score=scores[label])


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


# ------------------------------------------------------------------ reading


def read_article(
    text: str, title_length: int, language: str, published_at: datetime, codebook: Codebook
) -> Article:
    """Find cues, actors, places, dates and tolls, sentence by sentence."""
    text = text[:TEXT_CAP]
    found = [
        _sentence(text, start, end, end <= title_length + 1, language, published_at, codebook)
        for start, end in _pieces(text, language)
    ]
    parties = frozenset(a.party for s in found for a in s.actors)
    article = Article(text, language, published_at, codebook, found, parties, None)
    article.conflict = _conflict_of(article)
    return article


def _pieces(text: str, language: str) -> Iterator[tuple[int, int]]:
    for start, end in sentences(text, language):
        while end - start > SENTENCE_CAP:
            cut = text.rfind(" ", start + SENTENCE_CAP // 2, start + SENTENCE_CAP)
            cut = cut if cut > start else start + SENTENCE_CAP
            yield start, cut
            start = cut
        yield start, end


def _sentence(
    text: str,
    start: int,
    end: int,
    is_title: bool,
    language: str,
    published_at: datetime,
    codebook: Codebook,
) -> Sentence:
    part = text[start:end]
    cues = codebook.matchers[language].cues_in(part, start)
    moot = [(c.start, c.end) for c in cues if c.section in ("moot", "not_meeting")]
    cues = [
        c
        for c in cues
        if c.section in ("moot", "tense", "not_meeting", "breach", "violation", "meeting_status")
        or not any(a <= c.start and c.end <= b for a, b in moot)
    ]
    places = codebook.gazetteer.places_in(part, start)
    actors = codebook.actor_names.actors_in(part, start)
    pages = codebook.pages[language]
    tolls = [_moved(t, start) for t in tolls_in(part, language, pages)]
    dates = []
    if tolls or places or actors or any(c.section in TRIGGERS for c in cues):
        zone = codebook.conflicts[0].time_zone if codebook.conflicts else "UTC"
        dates = [_moved(d, start) for d in dates_in(part, language, published_at, zone, pages)]
    return Sentence(
        start, end, part, is_title, tuple(cues), tuple(actors),
        tuple(_real_places(text, places)), tuple(dates), tuple(tolls),
    )  # fmt: skip


def _moved(found, by: int):
    return replace(found, start=found.start + by, end=found.end + by)


def _real_places(text: str, places: Iterable[PlaceMention]) -> Iterator[PlaceMention]:
    """Without capitals that stand for their government: "Phnom Penh said" is nowhere."""
    for place in places:
        if (place.place_code in CAPITALS or place.kind == "country") and not IN_PLACE.search(text[max(0, place.start - 16) : place.start]):
            continue
        yield place


def _conflict_of(article: Article) -> Conflict | None:
    """The watched conflict an entry belongs to, if any: see _ties."""
    return next((c for c in article.codebook.conflicts if _ties(article, c)), None)


def _ties(article: Article, conflict: Conflict) -> bool:
    """Both sides named; or, with no state of another conflict in the entry: a body of the conflict,
    a place on its line, a side and a place of the other, a side and the border or a ceasefire, or
    heavy weapons and mines in a border province."""
    named = article.parties & conflict.sides
    if len(named) == 2:
        return True
    if _other_states(article, conflict):
        return False
    codes = {a.actor_code for s in article.sentences for a in s.actors}
    places = [p for s in article.sentences for p in s.places]
    land = {p.country for p in places if p.kind not in ("venue", "country")} & conflict.sides
    on_line = any(p.country is None and p.kind in LINE_KINDS for p in places)
    on_border = any(_province(article, p) & conflict.border_provinces for p in places)
    weapons = {c.key for s in article.sentences for c in (*s.of("force"), *s.of("weapons"))}
    context = any(s.has("border", k) for s in article.sentences for k in ("terms", "context"))
    return bool(
        codes & BODIES
        or on_line
        or (named and (context or len(named | land) == 2))
        or (on_border and (weapons & HEAVY or (weapons and named)))
        or (named and _running_toll(article))
    )


def _running_toll(article: Article) -> bool:
    """Whether an entry gives a toll of killed since some earlier day."""
    return any(
        t.toll.category == "killed" and t.toll.kind == "cumulative"
        for s in article.sentences
        for t in s.tolls
    )


def _province(article: Article, mention: PlaceMention) -> set[str]:
    place = article.codebook.gazetteer.place(mention.place_code)
    return set(place.admin1.split("; ")) if place and place.admin1 else set()


def _lone(article: Article, mentions: Iterable[ActorMention]) -> list[ActorMention]:
    """Mentions that stand for one party: in "Thai-Cambodian border" neither side acts."""
    kept = list(mentions)
    joined = {
        mention
        for a, b in zip(kept, kept[1:], strict=False)
        if a.party != b.party and JOINT.fullmatch(article.text[a.end : b.start])
        for mention in (a, b)
    }
    return [m for m in kept if m not in joined]


def _other_states(article: Article, conflict: Conflict) -> set[str]:
    """States of other conflicts that an entry names (mediators do not count)."""
    states = {
        a.party for s in article.sentences for a in s.actors if a.kind == "state"
    }
    return states - conflict.sides - THIRD - {"PH", "SG", "ID", "JP", "FR", "GB", "EU"}


# ------------------------------------------------------------------ deciding


def _reports(article: Article) -> list[Report]:
    reports: list[Report] = []
    for sentence in article.sentences:
        clash = _clash(article, sentence)
        meetings = list(_meetings(article, sentence))
        allegations = list(_allegations(article, sentence, clash))
        if clash and _is_aside(sentence, clash, meetings, allegations):
            article.rule_out(_clash_cues(sentence)[0], "background only")
            clash = replace(clash, tense=Tense.BACKGROUND)
        breaches = [] if meetings else list(_breaches(article, sentence))
        reports += [r for r in (clash, *meetings, *allegations, *breaches) if r]
        article.speaker = _speaker(article, sentence) or article.speaker
    kept = _one_per_happening(article, _with_loose_tolls(article, reports))
    return [_with_day(article, replace(r, tolls=_distinct(r.tolls))) for r in kept]


def _with_day(article: Article, report: Report) -> Report:
    """News that names no day is of the day it was published, with unknown precision."""
    is_news = report.label == Label.CLASH and report.tense in (Tense.PAST, Tense.ONGOING)
    if not is_news or report.occurred_date or article.published_at.year < EARLIEST_YEAR:
        return report
    zone = ZoneInfo(article.conflict.time_zone if article.conflict else "UTC")
    return replace(report, occurred_date=article.published_at.astimezone(zone).date())


def _tie(article: Article, sentence: Sentence) -> str | None:
    """The conflict a sentence of the article belongs to."""
    conflict = article.conflict
    if conflict is None:
        return None
    here = {a.party for a in sentence.actors}
    foreign = {a.party for a in sentence.actors if a.kind == "state"} - conflict.sides - THIRD
    if foreign and not here & conflict.sides:
        return None
    return conflict.conflict_code


# ------------------------------------------------------------------ clashes


def _clash_cues(sentence: Sentence) -> list[Cue]:
    """The cues by which a sentence speaks of armed force: force itself, or a weapon that strikes,
    or a weapon and people hurt by it."""
    force = sentence.of("force")
    weapons = sentence.of("weapons")
    strikes = sentence.of("strike")
    hurt = [t for t in sentence.tolls if t.toll.category in ("killed", "injured")]
    if weapons and (hurt or any(_near(w, s) for w in weapons for s in strikes)):
        force = [*force, *weapons]
    armed = any(a.kind in ("state", "army", "army_region") for a in sentence.actors)
    if force or hurt or weapons or armed:
        weak = [replace(c, section="force", key="other") for c in sentence.of("weak_force")]
        force = [*force, *(c for c in weak if not any(c.start < f.end and f.start < c.end for f in force))]
    return sorted(force, key=lambda c: c.start)


def _near(one: Cue, other: Cue) -> bool:
    return abs(one.start - other.start) <= 50 and (one.start, one.end) != (other.start, other.end)


def _clash(article: Article, sentence: Sentence) -> Report | None:
    cues = _clash_cues(sentence)
    if not cues or _is_only_claimed(sentence, cues):
        return None
    tenses = [(cue, _tense(article, sentence, cue)) for cue in cues]
    for cue, tense in tenses:
        if tense not in (Tense.PAST, Tense.ONGOING):
            article.rule_out(cue, f"{tense} only")
    alive = [cue for cue, tense in tenses if tense in (Tense.PAST, Tense.ONGOING)]
    tense = next((t for _, t in tenses if t in (Tense.PAST, Tense.ONGOING)), tenses[0][1])
    cues = alive or cues
    return _clash_report(article, sentence, cues, tense)


def _clash_report(
    article: Article, sentence: Sentence, cues: Sequence[Cue], tense: Tense
) -> Report:
    """What a sentence says of an act of force, from the cues that speak of it."""
    weapons = tuple(dict.fromkeys(c.key for c in cues if c.section == "weapons" or is_weapon(c.key)))
    source, target = _by_and_to(article, sentence, cues[0])
    when = _date_of(article, sentence)
    place = _place_of(sentence)
    unnamed = None if place else _unnamed_place(article, sentence)
    return Report(
        label=Label.CLASH,
        type=clash_type(c.key for c in cues if c.section in ("force", "weapons")),
        assertion=_assertion(article, sentence, source),
        tense=tense,
        conflict_code=_tie(article, sentence),
        source_actors=source,
        target_actors=target,
        occurred_date=when.day if when else None,
        occurred_precision=when.precision if when else Precision.UNKNOWN,
        place_code=place.place_code if place else None,
        where_precision=place.precision if place else (5 if unnamed and unnamed[1] else None),
        unresolved_place=article.text[unnamed[0][0] : unnamed[0][1]] if unnamed else None,
        weapons=weapons,
        tolls=tuple(_scoped(article, sentence, t) for t in sentence.tolls),
        evidence=(
            _evidence("label", cues[0]),
            *(_evidence("weapons", c) for c in cues if is_weapon(c.key)),
            *_evidence_of("place", place),
            *([_span("place", article.text, *unnamed[0])] if unnamed else []),
            *_evidence_of("occurred_date", when),
            *(_span(t.toll.category, article.text, t.start, t.end) for t in sentence.tolls),
        ),
        score=SCORES["title" if sentence.is_title else "text"],
    )


def _unnamed_place(article: Article, sentence: Sentence) -> tuple[tuple[int, int], bool] | None:
    """Where it happened, as far as the words say, when the gazetteer knows no place of the sentence: the
    span, and whether it is the line between the sides."""
    line = sentence.of("border", "line")
    if match := LINE_PHRASE.search(sentence.text):
        return (sentence.start + match.start(), sentence.start + match.end()), True
    if line:
        return (line[0].start, line[0].end), True
    taken = [(a.start, a.end) for a in (*sentence.actors, *sentence.dates)]
    for match in NAMED_PLACE.finditer(sentence.text):
        start, end = sentence.start + match.start(1), sentence.start + match.end(1)
        if all(end <= a or b <= start for a, b in taken):
            return (start, end), False
    return None


def _is_only_claimed(sentence: Sentence, cues: Sequence[Cue]) -> bool:
    """ "accused them of using toxic gas", "admitted that fire had damaged homes": a weapon or an act
    that only an accusation or admission names is a claim; a claim alone makes no incident."""
    if any(t.toll.category in ("killed", "injured") for t in sentence.tolls):
        return False
    claimed = [*sentence.of("accuse", "terms"), *sentence.of("admit", "terms")]
    after = any(c.end <= cues[0].start for c in claimed)
    weapons_only = all(c.section == "weapons" for c in cues)
    return after and (weapons_only or (sentence.has("admit", "terms") and not sentence.dates))


def _tense(article: Article, sentence: Sentence, cue: Cue) -> Tense:
    """Where an act stands in time, from what governs its cue in the sentence."""
    if sentence.is_title and TOPIC.match(sentence.text):
        return Tense.BACKGROUND
    text = article.text
    denials = [c for c in sentence.of("deny", "terms") if c.end <= cue.start]
    if denials and not re.search(r"\bbut\b|แต่|ប៉ុន្តែ", text[denials[-1].end : cue.start]):
        return Tense.NEGATED
    before = [c for c in sentence.of("tense") if c.end <= cue.start + 1 and cue.start - c.end <= REACH]
    gap = {c: text[c.end : cue.start] for c in before}
    near = [c for c in before if not re.search(r"[,;:]|\bbut\b|\band\b|แต่|ប៉ុន្តែ", gap[c])]
    if any(c.key == "negated" and len(gap[c]) <= 30 for c in near):
        return Tense.NEGATED
    if any(c.key == "hypothetical" and len(gap[c]) <= 45 for c in near):
        return Tense.HYPOTHETICAL
    if any(c.key == "future" and len(gap[c]) <= 25 for c in near):
        return Tense.FUTURE
    when = _date_of(article, sentence)
    if when and _is_old(when, article.published_at):
        return Tense.BACKGROUND
    years = {int(y) for y in YEAR.findall(sentence.text)}
    if years and max(years) < article.published_at.year and max(years) > 1900:
        return Tense.BACKGROUND
    if sentence.has("tense", "background") and not sentence.has("tense", "ongoing"):
        if not _fresh(sentence):
            return Tense.BACKGROUND
    return Tense.ONGOING if sentence.has("tense", "ongoing") else Tense.PAST


def _fresh(sentence: Sentence) -> bool:
    """A sentence with a recent day, or with people hurt, tells news whatever else it recalls."""
    return any(d.precision == Precision.DAY for d in sentence.dates) or any(
        t.toll.kind == "incident" and t.toll.category in ("killed", "injured") for t in sentence.tolls
    )


def _is_old(when: DateMention, published_at: datetime) -> bool:
    days = (published_at.date() - when.day).days
    limit = {Precision.MONTH: 45, Precision.WEEK: 28}.get(when.precision, OLD_DAYS)
    return days > limit


def _is_aside(
    sentence: Sentence, clash: Report, meetings: Sequence[Report], allegations: Sequence[Report]
) -> bool:
    """Force that a sentence about something else only mentions: "met … after weeks of fighting"."""
    if clash.tense not in (Tense.PAST, Tense.ONGOING) or not meetings:
        return False
    first = _clash_cues(sentence)[0]
    lead = min((c.start for c in sentence.of("meeting")), default=first.start)
    if any(t.toll.kind == "incident" and t.toll.category in ("killed", "injured") for t in sentence.tolls):
        return lead < first.start and _governed(sentence, first)
    return lead < first.start or _governed(sentence, first)


def _governed(sentence: Sentence, cue: Cue) -> bool:
    return any(
        c.key == "subordinate" and c.end <= cue.start and cue.start - c.end <= REACH
        for c in sentence.of("tense")
    )


def _by_and_to(
    article: Article, sentence: Sentence, cue: Cue
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who did it to whom, as far as the order of the words says; else undetermined (empty)."""
    conflict = article.conflict
    sides = conflict.sides if conflict else {a.party for a in sentence.actors if a.kind == "state"}
    verbs = [c for c in sentence.of("attack_verbs") if abs(c.start - cue.start) <= 40]
    mentions = [a for a in sentence.actors if a.party in sides and a.kind not in ("person", "media")]
    for verb in verbs:
        passive = next((a for a in mentions if a.start >= verb.end and BY.match(article.text[verb.end : a.start])), None)
        if passive:
            return (passive.party,), tuple(_others(sides, passive.party, conflict))
        before = [a for a in mentions if a.end <= verb.start and verb.start - a.end <= 45]
        after = [a for a in mentions if a.start >= verb.end and a.start - verb.end <= 70]
        if before and after and before[-1].party != after[0].party:
            if len({a.party for a in before}) == 1:
                return (before[-1].party,), (after[0].party,)
        if before and not after and len({a.party for a in mentions}) == 1 and conflict:
            return (before[-1].party,), tuple(_others(sides, before[-1].party, conflict))
    return (), ()


def _others(sides: Iterable[str], side: str, conflict: Conflict | None) -> list[str]:
    return sorted(set(sides) - {side}) if conflict else []


def _assertion(article: Article, sentence: Sentence, source: tuple[str, ...]) -> Assertion:
    """Alleged where a side speaks of the other's act; stated otherwise."""
    if sentence.has("accuse"):
        return Assertion.ALLEGED
    speaker = _speaker(article, sentence)
    sides = article.conflict.sides if article.conflict else frozenset()
    if source and speaker in sides and speaker not in source:
        return Assertion.ALLEGED
    return Assertion.STATED


def _speaker(article: Article, sentence: Sentence) -> str | None:
    """Whose word a sentence is: the party that stands before or right after a verb of saying."""
    for cue in sentence.of("speech"):
        before = [a for a in sentence.actors if a.end <= cue.start and cue.start - a.end <= 60]
        if before:
            return before[-1].party
        after = [a for a in sentence.actors if 0 <= a.start - cue.end <= 30]
        if after:
            return after[0].party
    return None


def _scoped(article: Article, sentence: Sentence, mention: TollMention):
    """The toll with whose people it counts, where a demonym stands in its phrase."""
    span = (mention.start - 12, mention.end + 12)
    whose = {
        a.party for a in sentence.actors if a.is_demonym and span[0] <= a.start and a.end <= span[1]
    }
    when = article.published_at.date()
    scope = whose.pop() if len(whose) == 1 else None
    return replace(mention.toll, scope=scope, as_of_date=when)


def _date_of(article: Article, sentence: Sentence) -> DateMention | None:
    """The day a sentence gives for what happened: the most exact one not in the future."""
    past = [d for d in sentence.dates if not d.is_future]
    order = {Precision.DAY: 0, Precision.WEEK: 1, Precision.MONTH: 2}
    return min(past, key=lambda d: (order.get(d.precision, 3), d.start), default=None)


def _place_of(sentence: Sentence) -> PlaceMention | None:
    """The most exact place a sentence names; seats of government and venues abroad are none."""
    if sentence.has("relief"):
        return None  # where people are sheltered is not where they were shelled
    fit = [p for p in sentence.places if p.kind not in ("venue", "sea_area", "country") and p.place_code not in CAPITALS]
    fit = [p for p in fit if p.country in (None, "TH", "KH") or p.kind != "capital"]
    return min(fit, key=lambda p: (p.precision, p.start), default=None)


def _with_loose_tolls(article: Article, reports: list[Report]) -> list[Report]:
    """Tolls of sentences without force belong to the clash told before them; cumulative ones to the
    fighting as a whole."""
    loose = [
        (s, t)
        for s in article.sentences
        for t in s.tolls
        if not _clash_cues(s) and t.toll.category in ("killed", "injured", "displaced")
    ]
    clashes = [i for i, r in enumerate(reports) if r.label == Label.CLASH and r.tense in (Tense.PAST, Tense.ONGOING)]
    if not clashes:
        killed = [(s, t) for s, t in loose if t.toll.category == "killed"]
        told = [r for r in reports if r.label == Label.MEETING]
        return [*reports, *([_bare_toll(article, loose)] if killed and article.conflict and not told else [])]
    first = clashes[0]
    for sentence, mention in loose:
        report = reports[first]
        toll = _scoped(article, sentence, mention)
        if toll in report.tolls:
            continue
        span = _span(mention.toll.category, article.text, mention.start, mention.end)
        reports[first] = replace(
            report, tolls=(*report.tolls, toll), evidence=(*report.evidence, span)
        )
    return reports


def _distinct(tolls: Sequence[Toll]) -> tuple[Toll, ...]:
    """One figure said twice (in the headline and below it) is one; a running total that says as much
    as a headline's figure explains it."""
    kept: list[Toll] = []
    for toll in sorted(tolls, key=lambda t: (t.kind != "cumulative", t.scope is None, t.status is None)):
        if not any(_says_as_much(other, toll) for other in kept):
            kept.append(toll)
    return tuple(t for t in tolls if t in kept)


def _says_as_much(one: Toll, other: Toll) -> bool:
    if one.category != other.category:
        return False
    if one.kind == "cumulative" and other.kind == "incident":
        return (other.low or 0) <= (one.low or 0)
    compatible = all(
        getattr(one, name) == getattr(other, name) or None in (getattr(one, name), getattr(other, name))
        for name in ("scope", "status")
    )
    return one.kind == other.kind and one.low == other.low and compatible


def _bare_toll(article: Article, loose: Sequence[tuple[Sentence, TollMention]]) -> Report:
    """People killed in the watched conflict, with no word of how: a casualty update is a clash."""
    return Report(
        label=Label.CLASH,
        type="other",
        assertion=Assertion.STATED,
        tense=Tense.PAST,
        conflict_code=article.conflict.conflict_code if article.conflict else None,
        tolls=tuple(dict.fromkeys(_scoped(article, s, t) for s, t in loose)),
        evidence=tuple(_span(t.toll.category, article.text, t.start, t.end) for _, t in loose),
        score=0.6,
    )


# ------------------------------------------------------------------ meetings


def _meetings(article: Article, sentence: Sentence) -> Iterator[Report]:
    for clause in _clauses(sentence):
        yield from _meeting(article, clause)


def _clauses(sentence: Sentence) -> list[Sentence]:
    """A sentence that tells of two meetings ("met in A and welcomed a meeting set for B") in two."""
    parts = [sentence]
    for match in re.finditer(r",?\s(?:and|while|but)\s(?=welcomed|will|are|is|agreed to meet|plan)", sentence.text):
        head, rest = _split(parts[-1], sentence.start + match.end())
        if head.of("meeting") and rest.of("meeting"):
            parts[-1:] = [head, rest]
    return parts


def _split(sentence: Sentence, at: int) -> tuple[Sentence, Sentence]:
    def part(start: int, end: int) -> Sentence:
        def within(found):
            return tuple(f for f in found if start <= f.start and f.end <= end)

        return replace(
            sentence,
            start=start,
            end=end,
            text=sentence.text[start - sentence.start : end - sentence.start],
            cues=within(sentence.cues),
            actors=within(sentence.actors),
            places=within(sentence.places),
            dates=within(sentence.dates),
            tolls=within(sentence.tolls),
        )

    return part(sentence.start, at), part(at, sentence.end)


def _meeting(article: Article, sentence: Sentence) -> Iterator[Report]:
    broken = [(c.start, c.end) for c in sentence.of("violation")]
    cues = [
        c
        for c in sentence.of("meeting")
        if not _is_hoped_for(sentence, c) and not any(a <= c.start and c.end <= b for a, b in broken)
    ]
    if not cues or (sentence.is_title and TOPIC.match(sentence.text)):
        return
    named = [c for c in cues if c.key != "other"]
    lead = named[0] if named else cues[0]
    kind = _meeting_type(sentence, cues)
    if lead.key in ("signing", "mediation") and not _about_talks(article, sentence):
        return
    if _is_aside_meeting(sentence, lead):
        article.rule_out(lead, "talks mentioned in passing")
        return
    if not _between_parties(article, sentence):
        article.rule_out(lead, "talks, but not between parties")
        return
    retold = sentence.has("tense", "background") and not sentence.dates and not sentence.is_title
    yield _meeting_report(article, sentence, lead, kind, is_background=retold)


def _meeting_report(
    article: Article, sentence: Sentence, lead: Cue, kind: str, is_background: bool
) -> Report:
    """What a sentence says of talks: who, where, when, and how far they have come."""
    status, cue = _status(sentence, lead)
    when = _meeting_date(sentence, status)
    place = min((p for p in sentence.places if p.kind != "sea_area"), key=lambda p: p.kind == "country", default=None)
    parties = tuple(dict.fromkeys(a.party for a in sentence.actors if a.kind != "media"))
    hosts = _hosts(article, sentence)
    is_background = is_background or (
        when is not None
        and status in HAPPENED
        and not when.is_future
        and _is_old(when, article.published_at)
    )
    return Report(
        label=Label.MEETING,
        type=kind,
        assertion=Assertion.STATED,
        tense=Tense.BACKGROUND if is_background else (Tense.PAST if status in HAPPENED else Tense.FUTURE),
        conflict_code=_tie(article, sentence),
        source_actors=_meeting_parties(article, parties),
        mediators=hosts,
        status=status,
        occurred_date=when.day if when else None,
        occurred_precision=when.precision if when else Precision.UNKNOWN,
        place_code=place.place_code if place else None,
        where_precision=place.precision if place else None,
        evidence=(
            _evidence("label", lead),
            *([_evidence("status", cue)] if cue else []),
            *_evidence_of("place", place),
            *_evidence_of("occurred_date", when),
        ),
        score=SCORES["title" if sentence.is_title else "text"] - (0.15 if lead.key == "other" else 0),
    )


def _is_hoped_for(sentence: Sentence, cue: Cue) -> bool:
    """Talks called for, offered or doubted are no meeting (codebook)."""
    return any(c.start <= cue.start and cue.end <= c.end + 25 for c in sentence.of("not_meeting"))


def _is_aside_meeting(sentence: Sentence, lead: Cue) -> bool:
    """ "fired after the ceasefire took effect": an agreement a sentence about force or blame recalls."""
    main = [*_clash_cues(sentence), *sentence.of("accuse", "terms")]
    return any(c.start < lead.start for c in main) and any(
        c.key == "subordinate" and c.end <= lead.start and lead.start - c.end <= 40
        for c in sentence.of("tense")
    )


def _about_talks(article: Article, sentence: Sentence) -> bool:
    return article.conflict is not None or len({a.party for a in sentence.actors}) >= 2


def _between_parties(article: Article, sentence: Sentence) -> bool:
    """Two parties, a party and a mediator, or a body of the conflict; an article of the watched
    conflict supplies its sides."""
    parties = {a.party for a in sentence.actors}
    if parties & (BODIES | MONITORS | {"UNSC", "ASEAN"}) or len(parties) >= 2:
        return True
    return article.conflict is not None and bool(parties or article.parties & article.conflict.sides)


def _meeting_type(sentence: Sentence, cues: Sequence[Cue]) -> str:
    """The body that meets if one is named, else what kind of talks; agreements only by themselves."""
    codes = {a.actor_code for a in sentence.actors}
    for body in ("GBC", "RBC", "JBC"):
        if body in codes:
            return body
    kinds = [c.key for c in cues]
    if "ASEAN" in codes and "ministers" in kinds:
        return "regional_body"
    for kind in ("GBC", "RBC", "JBC", "UN", "call", "ministers", "leaders", "visit", "signing", "mediation"):
        if kind in kinds:
            return kind
    return "regional_body" if "ASEAN" in codes else "other"


def _status(sentence: Sentence, lead: Cue) -> tuple[str, Cue | None]:
    """Where the meeting stands: postponed and cancelled outweigh announced, announced outweighs held."""
    cues = sentence.of("meeting_status")
    for key in ("postponed", "cancelled", "walked_out"):
        for cue in cues:
            if cue.key == key and abs(cue.start - lead.start) <= 90:
                return key, cue
    near = [c for c in cues if abs(c.start - lead.start) <= 90]
    for cue in near:
        if cue.key == "announced" and (cue.start <= lead.end or cue.start - lead.end <= 45):
            return "announced", cue
    if any(d.is_future for d in sentence.dates):
        return "announced", None
    for key in ("agreed", "under_way", "held"):
        for cue in near:
            if cue.key == key:
                return key, cue
    return ("agreed" if lead.key == "signing" else "held"), None


def _meeting_date(sentence: Sentence, status: str) -> DateMention | None:
    if status in HAPPENED:
        return next((d for d in sentence.dates if not d.is_future), None)
    future = [d for d in sentence.dates if d.is_future]
    found = next(iter(future or sentence.dates), None)
    if found and not found.is_future and status in ("announced", "confirmed") and _is_weekday(sentence, found):
        return replace(found, day=found.day + timedelta(days=7), is_future=True)
    return found


def _is_weekday(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a day was named without a number: an announcement means the next one of that name."""
    words = sentence.text[mention.start - sentence.start : mention.end - sentence.start]
    return mention.precision == Precision.DAY and not any(c.isdigit() for c in words)


def _hosts(article: Article, sentence: Sentence) -> tuple[str, ...]:
    sides = article.conflict.sides if article.conflict else frozenset()
    third = [a for a in sentence.actors if a.party not in sides and a.party not in BODIES | MONITORS]
    cues = sentence.of("host")
    near = [a.party for a in third if any(abs(a.start - c.start) <= 60 for c in cues)]
    return tuple(dict.fromkeys(p for p in near if p not in ("ASEAN", "UNSC")))


def _meeting_parties(article: Article, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who meets: the parties named; of a body of the conflict its two sides."""
    conflict = article.conflict
    if conflict and set(parties) & BODIES:
        parties = (*parties, *sorted(conflict.sides))
    return tuple(dict.fromkeys(p for p in parties if p not in BODIES | MONITORS))


# ------------------------------------------------------------------ allegations


def _allegations(article: Article, sentence: Sentence, clash: Report | None) -> Iterator[Report]:
    if sentence.is_title and TOPIC.match(sentence.text):
        return
    moot = [(c.start, c.end) for c in sentence.of("deny", "moot")]
    accuse, deny = (
        [c for c in sentence.of(section, "terms") if not any(a <= c.start < b for a, b in moot)]
        for section in ("accuse", "deny")
    )
    weak = {(c.start, c.end) for s in ("accuse", "deny") for c in sentence.of(s, "weak")}
    wrongful = (
        sentence.has("violation") or sentence.has("breach") or bool(_clash_cues(sentence))
        or bool(sentence.of("weapons"))
    )  # fmt: skip
    accuse = [c for c in accuse if wrongful or (c.start, c.end) not in weak]
    deny = [c for c in deny if (accuse or wrongful or (c.start, c.end) not in weak) and (wrongful or accuse or _has_accused(article))]
    if not {a.party for a in sentence.actors} and not article.conflict:
        return
    denied = next(iter(deny), None)
    accused = next((c for c in accuse if denied is None or not _object_of(article, c, denied)), None)
    if accused:
        yield from _accusations(article, sentence, accused, clash)
    if denied:
        yield from _denials(article, sentence, denied)
    admitted = next(iter(sentence.of("admit", "terms")), None)
    if admitted and article.conflict and (wrongful or denied or sentence.has("admit", "partial")):
        yield _answer(article, sentence, admitted, "admission")


def _denials(article: Article, sentence: Sentence, cue: Cue) -> Iterator[Report]:
    """The act denied; "denied the allegations" denies each act the speaker was blamed for before."""
    denial = _answer(article, sentence, cue, "denial")
    before = article.blamed.get(denial.source_actors[0] if denial.source_actors else "", ())
    if denial.act_kind != "other" or not before:
        yield denial
        return
    for kind, span in before:
        said = replace(denial, act_kind=kind, act=article.text[span[0] : span[1]])
        yield replace(said, evidence=(denial.evidence[0], _span("act", article.text, *span)))


def _has_accused(article: Article) -> bool:
    return any(s.has("accuse", "terms") or s.has("violation") for s in article.sentences)


def _object_of(article: Article, accusation: Cue, denial: Cue) -> bool:
    """ "denied the allegations": the accusation is what is denied, nobody accuses here."""
    gap = article.text[denial.end : accusation.start]
    return 0 <= accusation.start - denial.end <= 40 and "," not in gap


def _accusations(
    article: Article, sentence: Sentence, cue: Cue, clash: Report | None
) -> Iterator[Report]:
    accuser, accused = _accuser_and_accused(article, sentence, cue)
    if accuser is None and accused is None:
        return
    for kind, span in _acts(article, sentence, cue):
        if accused:
            article.blamed.setdefault(accused, []).append((kind, span))
        yield Report(
            label=Label.ALLEGATION,
            type="accusation",
            assertion=Assertion.ALLEGED,
            tense=Tense.PAST,
            conflict_code=_tie(article, sentence),
            source_actors=(accuser,) if accuser else (),
            target_actors=(accused,) if accused else (),
            occurred_date=clash.occurred_date if clash else None,
            occurred_precision=clash.occurred_precision if clash else Precision.UNKNOWN,
            place_code=clash.place_code if clash else None,
            where_precision=clash.where_precision if clash else None,
            act=article.text[span[0] : span[1]],
            act_kind=kind,
            evidence=(_evidence("label", cue), _span("act", article.text, *span)),
            score=SCORES["title" if sentence.is_title else "text"],
        )


def _accuser_and_accused(
    article: Article, sentence: Sentence, cue: Cue
) -> tuple[str | None, str | None]:
    """Active, passive ("is accused by") and nominal forms; the other side of a watched conflict is
    the accused where the sentence names only one."""
    conflict = article.conflict
    mentions = [a for a in _lone(article, sentence.actors) if a.kind != "media" and a.party not in BODIES]
    before = [a.party for a in mentions if a.end <= cue.start]
    after = [a.party for a in mentions if a.start >= cue.end]
    passive = any(c.start <= cue.end and cue.start <= c.end for c in sentence.of("accuse", "passive"))
    if passive or BY.match(article.text[cue.end : cue.end + 6]):
        accuser = after[0] if after and BY.search(article.text[cue.end : sentence.end]) else None
        accused = next((p for p in reversed(before) if p != accuser), None)
    else:
        accuser = before[-1] if before else article.speaker
        accused = next((p for p in after if p != accuser), None)
        if conflict and before and accuser not in conflict.sides:
            accuser = next((p for p in reversed(before) if p in conflict.sides), accuser)
    if conflict:
        if accuser in conflict.sides and (accused is None or accused not in conflict.sides):
            accused = next(iter(conflict.sides - {accuser}))
        elif accused in conflict.sides and accuser is None:
            accuser = next(iter(conflict.sides - {accused}))
    return accuser, accused


def _acts(article: Article, sentence: Sentence, cue: Cue) -> list[tuple[str, tuple[int, int]]]:
    """What is alleged, act by act ("deploying fighter jets and using toxic gas" are two), each with
    its kind and the words for it."""
    found: dict[str, tuple[int, int]] = {}
    for c in sentence.cues:
        kind = _act_kind(c)
        if kind and (c.start >= cue.end or c.section != "violation"):
            found.setdefault(kind, (c.start, c.end))
    specific = {k: span for k, span in found.items() if k not in ("other", "ceasefire")}
    chosen = specific or found
    if "ceasefire" in found and "ceasefire" not in chosen:
        chosen = {"ceasefire": found["ceasefire"]} | {k: s for k, s in chosen.items() if k in ("mine", "drone", "air_strike", "unconventional")}
    if not chosen:
        end = sentence.start + len(sentence.text.rstrip())
        rest = article.text[cue.end : end]
        return [("other", (cue.end + len(rest) - len(rest.lstrip()) if rest.strip() else cue.start, end))]
    return [(kind, _phrase(article.text, sentence, span)) for kind, span in chosen.items()]


def _act_kind(cue: Cue) -> str | None:
    if cue.section in ("force", "weapons"):
        return cue.key
    if cue.section == "breach":
        return cue.key
    if cue.section == "weak_force":
        return "other"
    if cue.section == "violation":
        return "ceasefire" if cue.key == "ceasefire" else "other"
    return None


def _phrase(text: str, sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    """The act with the words around it, up to the next comma or conjunction."""
    start = max(sentence.start, span[0] - 30)
    cut = max((m.end() for m in re.finditer(r"[,;“”\"]\s|\bof\s|\band\s|\bby\s", text[start : span[0]])), default=0)
    start = start + cut if cut else _word_start(text, start)
    rest = text[span[1] : min(sentence.end, span[1] + 60)]
    stop = re.search(r"[,;.\n“”\"]|\band\b|\bduring\b", rest)
    end = span[1] + (stop.start() if stop else len(rest))
    return start, start + len(text[start:end].rstrip())


def _word_start(text: str, start: int) -> int:
    while 0 < start and text[start - 1].isalnum() and text[start].isascii() and text[start].isalnum():
        start += 1
    return start


def _answer(article: Article, sentence: Sentence, cue: Cue, kind: str) -> Report:
    """A denial or admission: spoken by the accused, about what was alleged here or just before."""
    conflict = article.conflict
    mentions = [a for a in _lone(article, sentence.actors) if a.party not in BODIES and a.kind != "media"]
    verb = min((cue, *sentence.of("deny", "terms")), key=lambda c: c.start)  # "denied …, but admitted"
    before = [a.party for a in mentions if a.end <= verb.start]
    after = [a.party for a in mentions if a.start >= verb.end]
    if BY.match(article.text[cue.end : cue.end + 6]) and after:
        speaker = after[0]
    else:
        speaker = before[-1] if before else (article.speaker or (after[0] if after else None))
        if conflict and speaker not in conflict.sides:
            speaker = next((p for p in reversed(before) if p in conflict.sides), speaker)
    if conflict and speaker in conflict.sides:
        other = next(iter(conflict.sides - {speaker}))
    else:
        other = next((p for p in (*after, *before) if p != speaker), None)
    end = _turn(article, sentence, cue) if kind == "denial" else sentence.end
    acts = [(k, s) for k, s in _acts(article, sentence, cue) if cue.start <= s[0] < end and k != "other"] or [
        ("other", (cue.start, cue.start + len(article.text[cue.start : end].rstrip(" ,.\n"))))
    ]
    act_kind, span = acts[0]
    return Report(
        label=Label.ALLEGATION,
        type=kind,
        assertion=Assertion.DENIED if kind == "denial" else Assertion.STATED,
        tense=Tense.PAST,
        conflict_code=_tie(article, sentence),
        source_actors=(speaker,) if speaker else (),
        target_actors=(other,) if other else (),
        act=article.text[span[0] : span[1]],
        act_kind=act_kind,
        is_partial=kind == "admission" and (sentence.has("admit", "partial") or sentence.has("deny")),
        evidence=(_evidence("label", cue), _span("act", article.text, *span)),
        score=SCORES["title" if sentence.is_title else "text"],
    )


def _turn(article: Article, sentence: Sentence, cue: Cue) -> int:
    """Where a sentence turns from what is denied to something else ("denied it, but admitted …")."""
    turn = TURN.search(article.text, cue.end, sentence.end)
    return turn.start() if turn else sentence.end


# ------------------------------------------------------------------ what only the model sees


def _untold(article: Article, label: Label) -> Report | None:
    """A report for a label that no rule found: what the sentence with most to say about it gives."""
    sections = TELLING[label]
    sentence = max(
        article.sentences,
        key=lambda s: (sum(c.section in sections for c in s.cues) + len(s.tolls), s.is_title),
        default=None,
    )
    if sentence is None:
        return None
    cues = [c for c in sentence.cues if c.section in sections]
    lead = cues[0] if cues else _whole(sentence)
    if label == Label.CLASH:
        return _clash_report(article, sentence, cues or [lead], Tense.PAST)
    if label == Label.MEETING:
        return _meeting_report(article, sentence, lead, _meeting_type(sentence, cues), is_background=False)
    return _untold_allegation(article, sentence, lead)


def _whole(sentence: Sentence) -> Cue:
    """A sentence as its own evidence."""
    end = sentence.start + len(sentence.text.rstrip())
    return Cue("whole", "other", sentence.text.rstrip(), sentence.start, end)


def _untold_allegation(article: Article, sentence: Sentence, lead: Cue) -> Report:
    """Who is blamed is who stands before the wrongful act; who blames, the other side."""
    denied = next(iter(sentence.of("deny", "terms")), None)
    if denied:
        return _answer(article, sentence, denied, "denial")
    acts = [c for c in sentence.cues if c.section in ("violation", "breach", "force", "weapons")]
    act = acts[0] if acts else lead
    accused = _blamed(article, sentence, act)
    sides = article.conflict.sides if article.conflict else frozenset()
    accuser = next(iter(sides - {accused}), None) if accused in sides else None
    kind = next((k for c in acts if (k := _act_kind(c))), "other")
    span = (act.start, act.end) if act.section == "whole" else _phrase(article.text, sentence, (act.start, act.end))
    return Report(
        label=Label.ALLEGATION,
        type="accusation",
        assertion=Assertion.ALLEGED,
        tense=Tense.PAST,
        conflict_code=_tie(article, sentence),
        source_actors=(accuser,) if accuser else (),
        target_actors=(accused,) if accused else (),
        act=article.text[span[0] : span[1]],
        act_kind=kind,
        evidence=(_evidence("label", lead), _span("act", article.text, *span)),
    )


def _blamed(article: Article, sentence: Sentence, act: Cue) -> str | None:
    """The side named last before an act, else first after it; else the one that the language's own
    state stands against."""
    conflict = article.conflict
    if conflict is None:
        return None
    named = [a for a in _lone(article, sentence.actors) if a.party in conflict.sides]
    before = [a.party for a in named if a.end <= act.start]
    after = [a.party for a in named if a.start >= act.start]
    home = HOME.get(article.language)
    if home in conflict.sides:
        foreign = next(iter(conflict.sides - {home}))
        return foreign if foreign in before[-1:] or not before else before[-1]
    return before[-1] if before else next(iter(after), None)


# ------------------------------------------------------------------ breaches


def _breaches(article: Article, sentence: Sentence) -> Iterator[Report]:
    """Hostile acts without armed force, where the sentence says that they happened."""
    for kind in dict.fromkeys(c.key for c in sentence.of("breach")):
        cue = sentence.of("breach", kind)[0]
        tense = _tense(article, sentence, cue)
        conflict_code = _tie(article, sentence)
        if tense not in (Tense.PAST, Tense.ONGOING) or conflict_code is None or sentence.has("deny"):
            continue
        when, place = _date_of(article, sentence), _place_of(sentence)
        accuser, accused = (
            _accuser_and_accused(article, sentence, sentence.of("accuse")[0])
            if sentence.has("accuse")
            else (None, None)
        )
        yield Report(
            label=Label.BREACH,
            type=kind,
            assertion=Assertion.ALLEGED if sentence.has("accuse") or _speaker(article, sentence) else Assertion.STATED,
            tense=tense,
            conflict_code=conflict_code,
            source_actors=(accused,) if accused else (),
            target_actors=(accuser,) if accuser else (),
            occurred_date=when.day if when else None,
            occurred_precision=when.precision if when else Precision.UNKNOWN,
            place_code=place.place_code if place else None,
            where_precision=place.precision if place else None,
            evidence=(_evidence("label", cue), *_evidence_of("place", place), *_evidence_of("occurred_date", when)),
            score=0.6,
        )


# ------------------------------------------------------------------ one report per happening


def _one_per_happening(article: Article, reports: list[Report]) -> list[Report]:
    """Sentences that speak of one event become one report; what contradicts stays apart."""
    kept: list[Report] = []
    for report in reports:
        for place, earlier in enumerate(kept):
            if _same_happening(earlier, report):
                kept[place] = _merged(earlier, report)
                break
        else:
            kept.append(report)
    return kept


def _same_happening(one: Report, other: Report) -> bool:
    if (one.label, one.conflict_code) != (other.label, other.conflict_code):
        return False
    if _retold(one) != _retold(other):
        return False
    if one.label == Label.ALLEGATION:
        return (one.type, one.source_actors, one.act_kind) == (other.type, other.source_actors, other.act_kind)
    if one.label == Label.MEETING and (one.status in HAPPENED) != (other.status in HAPPENED):
        return False
    if one.label == Label.MEETING and one.type != other.type and {one.type, other.type} <= BODIES | {"call", "UN"}:
        return False
    if one.label == Label.BREACH and one.type != other.type:
        return False
    if one.label == Label.CLASH and ("mine" in (one.type, other.type)) and one.type != other.type and "other" not in (one.type, other.type):
        return False
    days = {(r.occurred_date, r.occurred_precision) for r in (one, other) if r.occurred_date}
    places = {r.place_code for r in (one, other) if r.place_code and (r.where_precision or 9) < 4}
    return len(days) < 2 and len(places) < 2


def _retold(report: Report) -> bool:
    return report.tense in (Tense.BACKGROUND, Tense.HYPOTHETICAL, Tense.NEGATED)


def _merged(one: Report, other: Report) -> Report:
    """The earlier report, completed by the later one."""
    better_place = other.place_code and (
        not one.place_code or (other.where_precision or 9) < (one.where_precision or 9)
    )
    weapons = tuple(dict.fromkeys((*one.weapons, *other.weapons)))
    kind = one.type
    if one.label == Label.CLASH:
        kind = clash_type((one.type, other.type))
    elif one.type == "other" or (one.type in ("signing", "mediation") and other.type in BODIES):
        kind = other.type
    tolls = tuple(dict.fromkeys((*one.tolls, *other.tolls)))
    return replace(
        one,
        type=kind,
        weapons=weapons,
        tolls=tolls,
        status="agreed" if "agreed" in (one.status, other.status) else one.status,
        source_actors=_united(one, other, "source_actors"),
        target_actors=one.target_actors or other.target_actors,
        mediators=tuple(dict.fromkeys((*one.mediators, *other.mediators))),
        assertion=one.assertion if one.source_actors or not other.source_actors else other.assertion,
        occurred_date=one.occurred_date or other.occurred_date,
        occurred_precision=one.occurred_precision if one.occurred_date else other.occurred_precision,
        place_code=other.place_code if better_place else one.place_code,
        where_precision=other.where_precision if better_place else one.where_precision,
        evidence=tuple(dict.fromkeys((*one.evidence, *other.evidence))),
        score=max(one.score, other.score),
    )


def _united(one: Report, other: Report, name: str) -> tuple[str, ...]:
    mine, theirs = getattr(one, name), getattr(other, name)
    return tuple(dict.fromkeys((*mine, *theirs))) if one.label == Label.MEETING else mine or theirs


# ------------------------------------------------------------------ evidence


def _evidence(name: str, cue: Cue) -> Evidence:
    return Evidence(name, cue.text, cue.start, cue.end)


def _span(name: str, text: str, start: int, end: int) -> Evidence:
    return Evidence(name, text[start:end], start, end)


def _evidence_of(name: str, mention) -> list[Evidence]:
    return [Evidence(name, "", mention.start, mention.end)] if mention else []


def _with_evidence(article: Article, reports: Iterable[Report]) -> Iterator[Report]:
    """Every span is the text at its place: what was found folded or moved is read again from there."""
    for report in reports:
        spans = tuple(_span(e.field, article.text, e.start, e.end) for e in report.evidence)
        yield replace(report, evidence=tuple(span for span in spans if span.text))


# ------------------------------------------------------------------ explaining


def explain(
    text: str, language: str, codebook: Codebook, published_at: datetime | None = None
) -> Iterator[str]:
    """How a text is read, line by line: sentences, cues, what was decided, what was ruled out."""
    moment = published_at or datetime(2025, 12, 22, 12, tzinfo=UTC)
    article = read_article(f"\n{text}", 0, language, moment, codebook)
    reading = _reading(article, "", text)
    text = article.text
    reports = reading.reports
    for number, sentence in enumerate(article.sentences, start=1):
        yield f"{number}. {sentence.text.strip()}"
        for cue in sentence.cues:
            yield f"     {cue.text!r:30} {cue.section}: {cue.key}"
        for found in (*sentence.actors, *sentence.places, *sentence.dates, *sentence.tolls):
            yield f"     {text[found.start:found.end]!r:30} {_told(found)}"
    yield ""
    yield f"Labels: {', '.join(sorted(reading.labels)) or f'none ({reading.reason})'}"
    if article.codebook.classifier:
        yield from _weighed(article, reading)
    yield f"Conflict: {article.conflict.conflict_code if article.conflict else 'none of those watched'}"
    for report in reports:
        yield f"Report: {_summary(report)}"
    for cue, why in article.ruled_out:
        yield f"Ruled out: {cue!r} ({why})"
    if published_at is None:
        yield f"(Days are resolved as if published on {moment:%-d %B %Y}.)"


def _weighed(article: Article, reading: Reading) -> Iterator[str]:
    """The model's scores, and the features that moved each of them most."""
    text = article.text.lstrip("\n")
    cues = cues_of(article)
    parts = article.codebook.classifier.parts("", text, article.language, cues)
    for place, label in enumerate(LABELS):
        moved = sorted(parts, key=lambda part: -abs(part[1][place]))[:6]
        shown = ", ".join(f"{name.lstrip('=')!r} {weights[place]:+.2f}" for name, weights in moved)
        yield f"Model: {label} {reading.scores[label]:.2f} (from {LABELLED_FROM}); most: {shown}"


def _told(found) -> str:
    if isinstance(found, ActorMention):
        return f"actor {found.actor_code} (party {found.party})"
    if isinstance(found, PlaceMention):
        return f"place {found.place_code} (precision {found.precision})"
    if isinstance(found, DateMention):
        return f"day {found.day} ({found.precision})"
    toll = found.toll
    return f"{toll.category} {toll.low}–{toll.high if toll.high is not None else '…'} ({toll.kind})"


def _summary(report: Report) -> str:
    parts = [f"{report.label}/{report.type}", report.assertion, report.tense]
    if report.status:
        parts.append(report.status)
    if report.source_actors or report.target_actors:
        parts.append(f"{'+'.join(report.source_actors) or '?'} → {'+'.join(report.target_actors) or '?'}")
    if report.occurred_date:
        parts.append(f"{report.occurred_date} ({report.occurred_precision})")
    if report.place_code:
        parts.append(f"{report.place_code} ({report.where_precision})")
    if report.act:
        parts.append(f"act {report.act_kind}: {report.act!r}")
    parts += [f"{t.category} {t.low} ({t.kind})" for t in report.tolls]
    return ", ".join(str(part) for part in parts)
