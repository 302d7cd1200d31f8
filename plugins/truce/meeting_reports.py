"""What a sentence says of talks: between whom, where, when, and how far they have come. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from truce.article import (
    HOSTS,
    LONG_SENTENCE,
    SAID_THAT,
    Article,
    Sentence,
    clash_cues,
    conflict_tie,
    evidence_at,
    evidence_of,
    halves,
    is_old,
    is_told_there,
    span_of,
)
from truce.clash_reports import SCORES, named_by
from truce.lexicon import Cue
from truce.model import BODY_TYPES, HAPPENED, Assertion, Label, Precision, Report, Tense
from truce.occurrence import DateMention
from truce.places import PlaceMention
from truce.tenses import TOPIC

RELATIVE = re.compile(r"\b(?:who|which|that)\s$")
STALE_DAYS = 2  # the present tense reaches no further back than yesterday
AHEAD_OF = re.compile(r"\b(?:ahead|eve) of\s(?:an?\s|the\s)?(?:\w+\s)?$")  # talks that others prepare
PREPARED_WITHIN = 32  # characters before a word for talks in which "ahead of" stands
MOVED_WITHIN = 32  # characters before a venue in which these stand
AGREED_TO_TALK = re.compile(  # an agreement that there will be talks, not what talks agreed
    r"\bagree[ds]?\sto\s(?:(?!(?:after|at|in|during|following|on|from|and)\s)[\w-]+\s){0,3}"
    r"(?:talks?|negotiat\w+|meet\w*|summit|session|consultations|sit)\b",
    re.IGNORECASE,
)
SITES = frozenset({"temple", "hill"})  # talked about more often than talked at
PRESENT_WITHIN = 60  # characters between the words for talks and their verb in the present tense
ASKED_WITHIN = 70  # characters between asking for talks and the talks
LACKING_WITHIN = 12  # characters between a "no" and what there is none of
VISIT_TO = 15  # characters behind a visit in which the country stands that it is to
NEAR_LEAD = 90  # characters between the words for talks and what says how far they have come


def meetings_in(article: Article, sentence: Sentence) -> Iterator[Report]:
    if not sentence.has("meeting"):
        return
    for clause in _clauses(article, sentence):
        yield from _meeting(article, clause)


def _clauses(article: Article, sentence: Sentence) -> list[Sentence]:
    """A sentence that tells of two meetings ("met in A and welcomed a meeting set for B") in two."""
    parts = [sentence]
    for match in re.finditer(r",?\s(?:and|while|but)\s(?=welcomed|will|are|is|agreed to meet|plan)", sentence.text):
        head, rest = halves(article.text, parts[-1], sentence.start + match.end())
        if head.of("meeting") and rest.of("meeting"):
            parts[-1:] = [head, rest]
    for said in sentence.of("speech") if sentence.end - sentence.start > LONG_SENTENCE else ():
        if said.text.endswith(SAID_THAT):
            head, rest = halves(article.text, parts[-1], said.end)
            if head.of("meeting") and rest.of("meeting"):
                parts[-1:] = [head, rest]
    return parts


def _meeting(article: Article, sentence: Sentence) -> Iterator[Report]:
    broken = [(c.start, c.end) for c in sentence.of("violation")]
    cues = [
        c
        for c in sentence.of("meeting")
        if not _is_hoped_for(article, sentence, c) and not any(a <= c.start and c.end <= b for a, b in broken)
    ]
    if not cues or (sentence.is_title and TOPIC.match(sentence.text)):
        return
    cues = [c for c in cues if not AHEAD_OF.search(article.text, max(0, c.start - PREPARED_WITHIN), c.start)] or cues
    named = [c for c in cues if c.key != "other"]
    lead = named[0] if named else cues[0]
    kind = type_of_meeting(article, sentence, cues)
    if lead.key in ("signing", "mediation") and not _about_talks(article, sentence):
        return
    if _is_aside_meeting(sentence, lead):
        article.rule_out(lead, "talks mentioned in passing")
        return
    if not _between_parties(article, sentence):
        article.rule_out(lead, "talks, but not between parties")
        return
    retold = sentence.has("tense", "background") and not sentence.dates and not sentence.is_title
    yield meeting_report(article, sentence, lead, kind, is_background=retold)


def meeting_report(article: Article, sentence: Sentence, lead: Cue, kind: str, is_background: bool) -> Report:
    """What a sentence says of talks: who, where, when, and how far they have come."""
    status, cue = _status(sentence, lead)
    when = _meeting_date(sentence, status)
    place = venue_of(article, sentence, lead, when)
    is_told = place is not None and _is_told(article, place)
    around = article.codebook.surroundings
    unnamed = None if is_told else named_by(around.there, sentence)
    unnamed = unnamed or (
        None if place else named_by(around.talks, sentence) or named_by(around.sites, sentence, are_free=False)
    )
    place = None if unnamed else place
    parties = tuple(dict.fromkeys(a.party for a in sentence.actors if a.kind != "media"))
    hosts = _hosts(article, sentence)
    is_background = is_background or (
        when is not None and status in HAPPENED and not when.is_future and is_old(when, article.published_at)
    )
    return Report(
        label=Label.MEETING,
        type=kind,
        assertion=Assertion.STATED,
        tense=Tense.BACKGROUND if is_background else (Tense.PAST if status in HAPPENED else Tense.FUTURE),
        conflict_code=conflict_tie(article, sentence),
        source_actors=_meeting_parties(article, parties),
        mediators=hosts,
        status=status,
        occurred_date=when.day if when else None,
        occurred_precision=when.precision if when else Precision.UNKNOWN,
        place_code=place.place_code if place else None,
        where_precision=place.precision if place else None,
        unresolved_place=article.text[unnamed[0] : unnamed[1]] if unnamed else None,
        evidence=(
            evidence_at("label", lead),
            *([evidence_at("status", cue)] if cue else []),
            *evidence_of("place", place),
            *([span_of("place", article.text, *unnamed)] if unnamed else []),
            *evidence_of("occurred_date", when),
        ),
        score=SCORES["title" if sentence.is_title else "text"] - (0.15 if lead.key == "other" else 0),
    )


def _is_told(article: Article, place: PlaceMention) -> bool:
    """Whether the words before or behind a place say that something is there, not only of it."""
    return is_told_there(article, place.start) or HOSTS.match(article.text, place.end) is not None


def venue_of(article: Article, sentence: Sentence, lead: Cue, when: DateMention | None = None) -> PlaceMention | None:
    """Where talks are: a place said to be one ("ที่", "in") before one only named, a country after other places
    but for a temple or hill only named (talks are about those); of several the nearest to the talks. A place
    beside words of force is where they struck; a visit is in the country it is to."""
    force = clash_cues(sentence)
    visited = _visited(sentence)
    around = article.codebook.surroundings

    def rank(place: PlaceMention) -> tuple:
        is_told = _is_told(article, place)
        is_topic = not is_told and place.kind in SITES
        before = article.text[max(0, place.start - MOVED_WITHIN) : place.start]
        is_instead = around.first_meant.search(before) is not None
        is_far = is_instead or not around.moved_to.search(before)
        return is_topic, is_instead, place.kind == "country", is_far, not is_told, abs(place.start - lead.start)

    def is_struck(place: PlaceMention) -> bool:
        if lead.start < place.start and is_told_there(article, place.start):  # "talks in A, while shells fell"
            return any(lead.start < c.start < place.start for c in force)
        is_beside = _apart(place, force) < _apart(place, [lead, *sentence.of("meeting_status")])
        return is_beside or (bool(force) and around.struck.search(article.before(place.start)) is not None)

    fit = (p for p in sentence.places if p.kind not in ("sea_area", "hospital") and not is_struck(p))
    there = (p for p in fit if visited in (None, p.country) and not (when and _is_where_it_was_said(sentence, p, when)))
    return min(there, key=rank, default=None)


def _apart(place: PlaceMention, cues: Sequence[Cue]) -> float:
    return min((abs(cue.start - place.start) for cue in cues), default=math.inf)


def _visited(sentence: Sentence) -> str | None:
    """The country that a visit is to: the one named in or right behind the word for it."""
    visits = [c for c in sentence.of("meeting") if c.key == "visit"]
    countries = [p for p in sentence.places if p.kind == "country"]
    return next((p.country for c in visits for p in countries if c.start <= p.start <= c.end + VISIT_TO), None)


def _is_where_it_was_said(sentence: Sentence, place: PlaceMention, when: DateMention) -> bool:
    """ "The committee meets on 4 August, the minister said on Monday in Putrajaya": of talks to come, a place behind
    a day of their announcement is not theirs."""
    before = [d for d in sentence.dates if d.end <= place.start]
    return when.is_future and when in before and not before[-1].is_future


def _is_hoped_for(article: Article, sentence: Sentence, cue: Cue) -> bool:
    """Talks called for, offered or doubted are no meeting (codebook)."""
    said = any(
        c.start <= cue.start <= c.end + 10 or c.start <= cue.start < cue.end <= c.end + 25
        for c in sentence.of("not_meeting")
    )
    return said or any(_governs(article, sentence, c, cue) for c in sentence.of("tense", "sought"))


def _governs(article: Article, sentence: Sentence, asked: Cue, meeting: Cue) -> bool:
    """Whether talks are what is asked for: "urges the council to hold a meeting", not "urges calm after a meeting"."""
    if not 0 <= meeting.start - asked.end <= ASKED_WITHIN:
        return False
    gap = article.text[asked.end : meeting.start]
    between = (c for c in sentence.of("tense") if asked.end <= c.start and c.end <= meeting.start)
    is_apart = "," in gap or any(c.key in ("subordinate", "contrast") for c in between)
    return not is_apart and not article.codebook.surroundings.at_talks.search(gap)


def _is_aside_meeting(sentence: Sentence, lead: Cue) -> bool:
    """ "fired after the ceasefire took effect": an agreement a sentence about force or blame recalls."""
    main = [*clash_cues(sentence), *sentence.of("accuse", "terms")]
    return any(c.start < lead.start for c in main) and any(
        c.key == "subordinate" and c.end <= lead.start and lead.start - c.end <= 40 for c in sentence.of("tense")
    )


def _about_talks(article: Article, sentence: Sentence) -> bool:
    return article.conflict is not None or len({a.party for a in sentence.actors}) >= 2


def _between_parties(article: Article, sentence: Sentence) -> bool:
    """Two parties, a party and a mediator, or a body of the conflict; an article of the watched
    conflict supplies its sides."""
    parties = {a.party for a in sentence.actors}
    book = article.codebook
    if parties & (book.bodies | book.monitors | book.regional_bodies | {"UNSC"}) or len(parties) >= 2:
        return True
    return article.conflict is not None and bool(parties or article.parties & (article.conflict.sides | book.bodies))


def type_of_meeting(article: Article, sentence: Sentence, cues: Sequence[Cue]) -> str:
    """The body that meets if one is named (of several the first), else what kind of talks; agreements only by
    themselves."""
    named = [(a.start, a.actor_code) for a in sentence.actors] + [(c.start, c.key) for c in cues]
    bodies = sorted((start, name) for start, name in named if name in BODY_TYPES)
    if bodies:
        return bodies[0][1]
    is_regional = any(a.actor_code in article.codebook.regional_bodies for a in sentence.actors)
    kinds = [c.key for c in cues]
    if is_regional and "ministers" in kinds:
        return "regional_body"
    for kind in (
        "UN",
        "call",
        "ministers",
        "leaders",
        "visit",
        "signing",
        "mediation",
    ):
        if kind in kinds:
            return kind
    return "regional_body" if is_regional else "other"


def _status(sentence: Sentence, lead: Cue) -> tuple[str, Cue | None]:
    """Where the meeting stands: postponed and cancelled outweigh announced, announced outweighs held."""
    cues = sentence.of("meeting_status")
    for key in ("postponed", "cancelled", "walked_out"):
        for cue in cues:
            if cue.key == key and abs(cue.start - lead.start) <= NEAR_LEAD:
                return key, cue
    near = [c for c in cues if abs(c.start - lead.start) <= NEAR_LEAD]
    for cue in near:
        is_of_others = cue.text.endswith(" of") and cue.start >= lead.end  # "are meeting ahead of the summit"
        if cue.key == "announced" and cue.start - lead.end <= 45 and not (is_of_others or _is_relative(sentence, cue)):
            return "announced", cue
    if _is_ahead(sentence, lead, near) or _is_to_come(sentence, lead) or _is_told_ahead(sentence, lead):
        return "announced", None
    if AGREED_TO_TALK.search(sentence.text):
        return "announced", next((c for c in near if c.key == "agreed"), None)
    for key in ("agreed", "under_way", "held"):
        for cue in near:
            if cue.key == key and not (key == "agreed" and _is_lacking(sentence, cue)):
                return key, cue
    return ("agreed" if lead.key == "signing" else "held"), None


def _is_lacking(sentence: Sentence, cue: Cue) -> bool:
    """ "ended without agreement", "could not agree": they met, and no more."""
    return any(c.key == "negated" and 0 <= cue.start - c.end <= LACKING_WITHIN for c in sentence.of("tense"))


def _is_relative(sentence: Sentence, cue: Cue) -> bool:
    """ "the general who will lead the observers met …": what will be is said of a person."""
    return bool(RELATIVE.search(sentence.text, max(0, cue.start - sentence.start - 8), cue.start - sentence.start))


def _is_ahead(sentence: Sentence, lead: Cue, near: Sequence[Cue]) -> bool:
    """Whether a day to come is named, and no day past together with a word for talks that were held."""
    told = any(c.key in ("held", "agreed") for c in near) and any(not d.is_future for d in sentence.dates)
    return not told and any(d.is_future and abs(d.start - lead.start) <= NEAR_LEAD for d in sentence.dates)


def _is_to_come(sentence: Sentence, lead: Cue) -> bool:
    """ "will oversee the signing", "the ministers will now gather"."""
    for cue in sentence.of("tense", "to_come"):
        before, behind = lead.start - cue.end, cue.start - lead.end
        gap = sentence.text[min(cue.end, lead.end) - sentence.start : max(cue.start, lead.start) - sentence.start]
        if (0 <= before <= 25 or 0 <= behind <= 12) and "," not in gap and not _is_relative(sentence, cue):
            return True
    return False


def _is_told_ahead(sentence: Sentence, lead: Cue) -> bool:
    """ "Ministers begin talks on Wednesday", written on a Friday: the present tense with a weekday that was not one
    of the last days means the next one. "The ministers, who met on Wednesday, hold talks" says when they met."""
    present = [c for c in sentence.of("tense", "present") if abs(c.start - lead.start) <= PRESENT_WITHIN]
    told = present + [c for c in sentence.of("meeting_status") if _is_past(sentence, c, present)]
    days = [d for d in sentence.dates if _is_weekday(sentence, d) and d.days_ago >= STALE_DAYS]
    return bool(present) and any(_verb_of(day, told) in present for day in days)


def _is_past(sentence: Sentence, cue: Cue, present: Sequence[Cue]) -> bool:
    """Whether a word for talks that took place is neither a verb in the present nor one behind "to"."""
    is_present = any(cue.start < p.end and p.start < cue.end for p in present)
    is_aim = sentence.text[: cue.start - sentence.start].endswith("to ")
    return cue.key in HAPPENED and not is_present and not is_aim


def _verb_of(day: DateMention, verbs: Sequence[Cue]) -> Cue:
    """The verb a day belongs to: the last before it, else the first behind it."""
    return min(verbs, key=lambda verb: (verb.start > day.start, abs(verb.start - day.start)))


def _meeting_date(sentence: Sentence, status: str) -> DateMention | None:
    days = [d for d in sentence.dates if not _is_of_force(sentence, d)]
    if status in HAPPENED:
        return next((d for d in days if not d.is_future), None)
    found = next(iter([d for d in days if d.is_future] or days), None)
    if found and found.days_ago > 0 and status in ("announced", "confirmed") and _is_weekday(sentence, found):
        return replace(found, day=found.day + timedelta(days=7), is_future=True)
    return found


def _is_of_force(sentence: Sentence, day: DateMention) -> bool:
    """ "Since the clash of 28 May they have talked": whether a day is that of the force before the talks."""
    talks = sentence.of("meeting")
    for turn in sentence.of("tense", "sequence"):
        told = [c for c in clash_cues(sentence) if turn.end <= c.start and c.end <= day.start]
        if told and not any(turn.end <= c.start < day.start for c in talks):
            return True
    return False


def _is_weekday(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a day was named without a number: an announcement means the next one of that name."""
    words = sentence.text[mention.start - sentence.start : mention.end - sentence.start]
    return mention.precision == Precision.DAY and not any(c.isdigit() for c in words)


def _hosts(article: Article, sentence: Sentence) -> tuple[str, ...]:
    sides = article.conflict.sides if article.conflict else frozenset()
    book = article.codebook
    third = [a for a in sentence.actors if a.party not in sides | book.bodies | book.monitors]
    cues = sentence.of("host")
    near = [a.party for a in third if any(abs(a.start - c.start) <= 60 for c in cues)]
    return tuple(dict.fromkeys(p for p in near if p not in book.regional_bodies | {"UNSC"}))


def _meeting_parties(article: Article, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who meets: the parties named; of a body of the conflict its two sides."""
    conflict, book = article.conflict, article.codebook
    if conflict and set(parties) & book.bodies:
        parties = (*parties, *sorted(conflict.sides))
    return tuple(dict.fromkeys(p for p in parties if p not in book.bodies | book.monitors))
