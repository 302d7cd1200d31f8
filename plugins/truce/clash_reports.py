"""What a sentence says of armed force, and of hostile acts without it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from truce.actors import ActorMention
from truce.article import (
    LONG_SENTENCE,
    SHELTER_WITHIN,
    Article,
    Sentence,
    clash_cues,
    conflict_tie,
    date_of,
    evidence_at,
    evidence_of,
    halves,
    is_speaker,
    other_sides,
    place_of,
    scoped,
    span_of,
    speaker_of,
)
from truce.casualties import TollMention
from truce.lexicon import Cue
from truce.model import Assertion, Evidence, Label, Precision, Report, Tense, Toll
from truce.places import PlaceMention
from truce.surroundings import NAME
from truce.tenses import is_governed, tense_of
from truce.weapons import clash_type, named_weapons

# where an unnamed place on the line is spoken of, in the words of the text
LINE_PHRASE = re.compile(
    r"\b(?:(?:disputed|contested|shared|mutual|common|tense|[A-Z][a-z]+(?:[-–][A-Z][a-z]+)?(?:['’]s)?)\s)?"
    r"(?:(?:border|frontier|boundary)(?:\s(?:region|areas?|village|zone|provinces|districts?|crossing|line|checkpoint))?"
    r"(?:\swith\s[A-Z]\w+)?|frontlines?|front\slines?|disputed\s(?:areas?|zones?|territory|land|stretch)"
    r"|[A-Z][a-z]+\s(?:civilian\sareas?|territory|locations|provinces))"
)
DOES = re.compile(r"(?<=[\u0e00-\u17ff])(?:ได้|ยัง|ก็|เป็นฝ่าย|បាន|កំពុង)?")  # between who does something and its verb
IN_PROVINCE = re.compile(  # before a province: "struck Kalogi in South", "at Djangi (Djugu, "
    rf"\b(?:in|at|near|on|outside|around|into|hit|struck|(?:town|city|village|camp) of)\s(?:the\s)?{NAME}"
    r"(?:,\s|\s\((?:\w+,\s)?|(?:\s(?:town|village|district|area))?\s(?:in|of)\s)(?:the\s)?(?:[A-Z]\w+\s)?(?:[a-z]+ern\s)?$"
)
OF_PROVINCE = re.compile(
    r"['’]s\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?(?:\s(?:district|region|town|village|county|sector|area))?\b"
)
PROVINCE, NAMED_WITHIN = 4, 50  # a UCDP precision; characters before the name of a province
BY = re.compile(r"\s*(?:by|โดย|ដោយ)\b", re.IGNORECASE)
ACTS = re.compile(
    r"(?:['’]s)?\s(?:(?:troops|soldiers|forces|army|military|air force|navy|jets|gunners|artillery|drones)\s)?"
)
NO_SUBJECT = re.compile(  # before a name that is no subject
    r"(?:\b(?:and|or|with|from|to|by|of|against|on|onto|into|in|for|near|between|inside|over|at|across)\s(?:the\s)?|[-–])$"
)
HEAD = 160  # characters behind the headline
SAME_TOTAL = 0.9  # of a running total: a figure that is smaller counts something else
ITSELF = re.compile(r"\b(?:it|its|they|their|we|our|he|she|his|her)\b")
SCORES = {"title": 0.9, "text": 0.75}


def acts_of(article: Article, sentence: Sentence) -> list[Sentence]:
    """The parts of a sentence that tells of two acts: on either side of a semicolon, each with a place of its own
    ("struck Tyre after rockets hit Metula"), or one of them only blamed ("bombed a depot after accusing them of
    firing rockets"); else the whole."""
    if len(clash_cues(sentence)) < 2:
        return [sentence]
    parts = _cut(article, sentence, article.text.find(";", sentence.start, sentence.end))
    if len(parts) > 1 and all(part.actors for part in parts):
        return parts
    for cue in sentence.of("tense", "sequence"):
        comma = article.text.find(",", cue.end, sentence.end)
        parts = _cut(article, sentence, comma if cue.start == sentence.start else cue.start)
        is_blamed = any(c.start == cue.end + 1 for c in sentence.of("accuse", "terms"))
        if len(parts) > 1 and (is_blamed or _are_apart(*parts)):
            return parts
    return [sentence]


def _cut(article: Article, sentence: Sentence, at: int) -> list[Sentence]:
    """A sentence in two at a place of the text, if each part tells of force; else as it is."""
    if at <= sentence.start:
        return [sentence]
    parts = halves(article.text, sentence, at)
    return [replace(p, dates=p.dates or sentence.dates) for p in parts] if all(map(clash_cues, parts)) else [sentence]


def _are_apart(one: Sentence, other: Sentence) -> bool:
    """Whether each part of a sentence names places, and not the same."""
    there = [{p.place_code for p in part.places if p.kind != "country"} for part in (one, other)]
    return all(there) and there[0].isdisjoint(there[1])


def clash_in(article: Article, sentence: Sentence) -> Report | None:
    cues = clash_cues(sentence)
    if not cues or is_only_claimed(sentence, cues):
        return None
    tenses = [(cue, tense_of(article, sentence, cue)) for cue in cues]
    for cue, tense in tenses:
        if tense not in (Tense.PAST, Tense.ONGOING):
            article.rule_out(cue, f"{tense} only")
    alive = [cue for cue, tense in tenses if tense in (Tense.PAST, Tense.ONGOING)]
    tense = next((t for _, t in tenses if t in (Tense.PAST, Tense.ONGOING)), tenses[0][1])
    cues = alive or cues
    return clash_report(article, sentence, cues, tense)


def clash_report(article: Article, sentence: Sentence, cues: Sequence[Cue], tense: Tense) -> Report:
    """What a sentence says of an act of force, from the cues that speak of it."""
    weapons = named_weapons(c.key for c in cues if c.section in ("force", "weapons"))
    source, target = _by_and_to(article, sentence, cues[0])
    when = date_of(article, sentence)
    place = place_of(article, sentence)
    unnamed = None if place else unnamed_place(article, sentence)
    place = place if place or unnamed else struck_country(article, sentence)
    return Report(
        label=Label.CLASH,
        type=clash_type(c.key for c in cues if c.section in ("force", "weapons")),
        assertion=_assertion(article, sentence, source),
        tense=tense,
        conflict_code=conflict_tie(article, sentence),
        source_actors=source,
        target_actors=target,
        occurred_date=when.day if when else None,
        occurred_precision=when.precision if when else Precision.UNKNOWN,
        place_code=place.place_code if place else None,
        where_precision=place.precision if place else (5 if unnamed and unnamed[1] else None),
        unresolved_place=article.text[unnamed[0][0] : unnamed[0][1]] if unnamed else None,
        weapons=weapons,
        tolls=tuple(scoped(article, sentence, t) for t in sentence.tolls),
        evidence=(
            evidence_at("label", cues[0]),
            *(evidence_at("weapons", c) for c in cues if names_weapon(c)),
            *([span_of("place", article.text, *_place_words(article, sentence, place))] if place else []),
            *([span_of("place", article.text, *unnamed[0])] if unnamed else []),
            *evidence_of("occurred_date", when),
            *_told_by(article, sentence.tolls),
        ),
        score=SCORES["title" if sentence.is_title else "text"],
    )


def _place_words(article: Article, sentence: Sentence, place: PlaceMention) -> tuple[int, int]:
    """The words for a place: a province with the place in it that the gazetteer does not know ("Kalogi in South
    Kordofan", "Kashmir's Rajouri district")."""
    start, end = place.start, place.end
    if place.precision < PROVINCE:
        return start, end
    within = IN_PROVINCE.search(article.text, max(sentence.start, start - NAMED_WITHIN), start)
    if within and all(within.start(1) >= a.end or a.start >= within.end(1) for a in sentence.actors):
        return within.start(1), end
    inside = OF_PROVINCE.match(article.text, end, sentence.end)
    return start, inside.end() if inside else end


def names_weapon(cue: Cue) -> bool:
    """Whether a cue says with what: a weapon, or force that implies one."""
    return cue.section == "weapons" or (cue.section == "force" and cue.key != "other")


def unnamed_place(article: Article, sentence: Sentence) -> tuple[tuple[int, int], bool] | None:
    """Where it happened, as far as the words say, when the gazetteer knows no place of the sentence: the
    span, and whether it is the line between the sides."""
    line = sentence.of("border", "line")
    if sentence.has("relief"):
        far = _far_from_shelters(sentence)
        return (far, True) if far else None
    phrases = [(sentence.start + m.start(), sentence.start + m.end()) for m in LINE_PHRASE.finditer(sentence.text)]
    phrases += [(c.start, c.end) for c in sentence.of("unnamed")]
    if phrases:
        return max(phrases, key=lambda span: (span[1] - span[0], -span[0])), True
    if line:
        return (line[0].start, line[0].end), True
    around = article.codebook.surroundings
    patterns = (around.attacked, around.there, around.kinds, *((around.befell,) if sentence.is_title else ()))
    found = next((span for pattern in patterns if (span := named_by(pattern, sentence))), None)
    return (found, False) if found else None


def _far_from_shelters(sentence: Sentence) -> tuple[int, int] | None:
    """The longest phrase for an unnamed place that no word of relief stands right before, in a text without stops; in
    a sentence of relief that ends, every place is one of shelters."""
    if sentence.end - sentence.start <= LONG_SENTENCE:
        return None
    ends = [c.end for c in sentence.of("relief")]
    far = [c for c in sentence.of("unnamed") if all(not 0 <= c.start - end <= SHELTER_WITHIN for end in ends)]
    return max(((c.start, c.end) for c in far), key=lambda span: span[1] - span[0], default=None)


def struck_country(article: Article, sentence: Sentence) -> PlaceMention | None:
    """The country that a verb of attack has for its object, in a sentence that names no smaller place: "jets bomb
    Cambodia", but not "bomb Cambodian posts"."""
    for verb in sentence.of("attack_verbs"):
        struck = next((a for a in sentence.actors if a.kind == "state" and 0 <= a.start - verb.end <= 1), None)
        if struck and not article.text[struck.end : struck.end + 1].isalpha():
            found = article.codebook.gazetteer.places_in(article.text[struck.start : struck.end], struck.start)
            return next((place for place in found if place.kind == "country"), None)
    return None


def named_by(pattern: re.Pattern, sentence: Sentence, are_free: bool = True) -> tuple[int, int] | None:
    """The first name that a pattern finds in a sentence and that is neither an actor's nor a day's, nor a word that
    only begins with a capital; `are_free`: whether it may hold no name of an actor ("Anwar's residence" does)."""
    taken = [(a.start, a.end) for a in (*(sentence.actors if are_free else ()), *sentence.dates)]
    words = {(c.start, c.end) for c in sentence.of("no_name")}
    for match in pattern.finditer(sentence.text):
        start, end = sentence.start + match.start(1), sentence.start + match.end(1)
        if (start, end) not in words and all(end <= a or b <= start for a, b in taken):
            return start, end
    return None


def is_only_claimed(sentence: Sentence, cues: Sequence[Cue]) -> bool:
    """ "accused them of using toxic gas", "admitted that fire had damaged homes": a weapon or an act
    that only an accusation or admission names is a claim; a claim alone makes no incident."""
    if any(t.toll.category in ("killed", "injured") for t in sentence.tolls):
        return False
    claimed = [*sentence.of("accuse", "terms"), *sentence.of("admit", "terms")]
    after = any(c.end <= cues[0].start for c in claimed)
    weapons_only = all(c.section == "weapons" for c in cues)
    return after and (weapons_only or (sentence.has("admit", "terms") and not sentence.dates))


def is_aside(sentence: Sentence, clash: Report, meetings: Sequence[Report], allegations: Sequence[Report]) -> bool:
    """Force that a sentence about something else only mentions: "met … after weeks of fighting"."""
    if clash.tense not in (Tense.PAST, Tense.ONGOING) or not meetings:
        return False
    first = clash_cues(sentence)[0]
    lead = min((c.start for c in sentence.of("meeting")), default=first.start)
    if any(t.toll.kind == "incident" and t.toll.category in ("killed", "injured") for t in sentence.tolls):
        return lead < first.start and is_governed(sentence, first)
    return lead < first.start or is_governed(sentence, first)


def _by_and_to(article: Article, sentence: Sentence, cue: Cue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who did it to whom, as far as the order of the words says; else undetermined (empty)."""
    conflict = article.conflict
    sides = conflict.sides if conflict else {a.party for a in sentence.actors if a.kind == "state"}
    verbs = [c for c in sentence.of("attack_verbs") if abs(c.start - cue.start) <= 40]
    mentions = [a for a in sentence.actors if a.party in sides and a.kind not in ("person", "media")]
    is_alone = len({a.party for a in mentions}) == 1
    for verb in verbs:
        passive = next(
            (a for a in mentions if a.start >= verb.end and BY.match(article.text[verb.end : a.start])),
            None,
        )
        if passive:
            return (passive.party,), tuple(other_sides(sides, passive.party, conflict))
        if _is_suffered(sentence, verb):
            continue
        acting = [a for a in mentions if not _only_says(article, sentence, a, verb, is_alone)]
        before = [a for a in acting if a.end <= verb.start and verb.start - a.end <= 45]
        subject = [a for a in before[-1:] if _is_subject(article, a, verb)]
        before = subject or before
        after = [a for a in acting if a.start >= verb.end and a.start - verb.end <= 70]
        apart = before and after and before[-1].party != after[0].party
        if apart and len({a.party for a in before}) == 1:
            return (before[-1].party,), (after[0].party,)
        if before and not after and (subject or (conflict and len({a.party for a in before}) == 1)):
            return (before[-1].party,), tuple(other_sides(sides, before[-1].party, conflict))
    return (), ()


def _is_subject(article: Article, actor: ActorMention, verb: Cue) -> bool:
    """ "wounded as Cambodia fires", "as Thai troops shelled": a name right before the verb, behind no preposition; in
    Thai and Khmer a side that the verb follows at once."""
    gap, lead = article.text[actor.end : verb.start], article.before(actor.start)
    is_first = ACTS.fullmatch(gap) is not None and not NO_SUBJECT.search(lead)
    return is_first or DOES.fullmatch(article.text, actor.end, verb.start) is not None


def _only_says(article: Article, sentence: Sentence, actor: ActorMention, verb: Cue, is_alone: bool) -> bool:
    """ "Phnom Penh said F-16s dropped bombs": who says so did not do it, unless it says "it" or "its jets". In Thai and
    Khmer, which leave "it" out, and behind the act a speaker alone (no other side named) may have done it."""
    said = next((c for c in sentence.of("speech") if actor.end <= c.start and c.end <= verb.start), None)
    if said and ITSELF.search(sentence.text, said.end - sentence.start, verb.start - sentence.start):
        return False
    return bool(said and said.text.isascii()) or (not is_alone and is_speaker(article, sentence, actor))


def _is_suffered(sentence: Sentence, verb: Cue) -> bool:
    """ "Cambodia: 17 civilians killed": a verb that ends a toll tells whom it befell, not who did it."""
    return any(mention.start < verb.start and mention.end == verb.end for mention in sentence.tolls)


def _assertion(article: Article, sentence: Sentence, source: tuple[str, ...]) -> Assertion:
    """Alleged where a side speaks of the other's act; stated otherwise."""
    if sentence.has("accuse"):
        return Assertion.ALLEGED
    speaker = speaker_of(article, sentence)
    sides = article.conflict.sides if article.conflict else frozenset()
    if source and speaker in sides and speaker not in source:
        return Assertion.ALLEGED
    return Assertion.STATED


def with_loose_tolls(article: Article, reports: list[Report]) -> list[Report]:
    """Tolls of sentences without force belong to the clash told before them; cumulative ones to the
    fighting as a whole."""
    loose = [
        (s, t)
        for s in article.sentences
        for t in s.tolls
        if not clash_cues(s) and t.toll.category in ("killed", "injured", "displaced")
    ]
    clashes = _told_as_news(reports)
    if not clashes:
        return [*reports, _bare_toll(article, loose)] if _is_update(article, reports, loose) else reports
    first = reports[clashes[0]]
    reports[clashes[0]] = replace(
        first,
        tolls=tuple(dict.fromkeys((*first.tolls, *(scoped(article, s, t) for s, t in loose)))),
        evidence=(*first.evidence, *_told_by(article, (t for _, t in loose))),
    )
    return reports


def _told_as_news(reports: Iterable[Report]) -> list[int]:
    """Which reports are of clashes that happened or go on."""
    return [i for i, r in enumerate(reports) if r.label == Label.CLASH and r.tense in (Tense.PAST, Tense.ONGOING)]


def _is_update(article: Article, reports: Sequence[Report], loose: Sequence[tuple[Sentence, TollMention]]) -> bool:
    """Whether an entry of the watched conflict gives its dead as the news: at its head, and not beside a meeting. Dead
    whom only the end of a text counts are the background of what it tells."""
    head = max((s.end for s in article.sentences if s.is_title), default=0) + HEAD
    killed = any(t.toll.category in ("killed", "injured") and t.start <= head for _, t in loose)
    return killed and article.conflict is not None and all(r.label != Label.MEETING for r in reports)


def with_loose_weapons(article: Article, reports: list[Report]) -> list[Report]:
    """An entry's one clash told without a weapon was fought with those that its other sentences name, unless these
    blame or deny: a weapon that only a claim names is a claim."""
    clashes = _told_as_news(reports)
    if len(clashes) != 1 or set(reports[clashes[0]].weapons) - {"other"}:
        return reports
    told = [s for s in article.sentences if not (s.has("accuse") or s.has("deny"))]
    cues = [c for s in told for c in s.of("weapons")]
    if cues:
        clash = reports[clashes[0]]
        kinds = (*clash.weapons, *(c.key for c in cues))
        evidence = (*clash.evidence, *(evidence_at("weapons", c) for c in cues))
        type_ = clash_type(kinds) if clash.type == "other" else clash.type
        reports[clashes[0]] = replace(clash, type=type_, weapons=named_weapons(kinds), evidence=evidence)
    return reports


def _told_by(article: Article, mentions: Iterable[TollMention]) -> list[Evidence]:
    return [span_of(t.toll.category, article.text, t.start, t.end) for t in mentions]


def distinct(tolls: Sequence[Toll]) -> tuple[Toll, ...]:
    """One figure said twice (in the headline and below it) is one; a running total that says as much
    as a headline's figure explains it."""
    kept: dict[tuple, list[Toll]] = {}
    total: dict[str, int] = {}  # the highest running total of each category
    for toll in sorted(tolls, key=lambda t: (t.kind != "cumulative", t.scope is None, t.status is None)):
        same = kept.setdefault((toll.category, toll.kind, toll.low), [])
        is_explained = toll.kind == "incident" and _is_about(toll.low or 0, total.get(toll.category, -1))
        if is_explained or any(_is_compatible(other, toll) for other in same):
            continue
        same.append(toll)
        if toll.kind == "cumulative":
            total[toll.category] = max(toll.low or 0, total.get(toll.category, 0))
    chosen = {toll for same in kept.values() for toll in same}
    return tuple(dict.fromkeys(toll for toll in tolls if toll in chosen))


def _is_about(figure: int, total: int) -> bool:
    """Whether a figure is a running total told a little earlier: "60 dead" above "at least 62 have died since"."""
    return SAME_TOTAL * total <= figure <= total


def _is_compatible(one: Toll, other: Toll) -> bool:
    """Whether two figures may count the same people: neither names a side or a status that the other denies."""
    return all(
        getattr(one, name) == getattr(other, name) or None in (getattr(one, name), getattr(other, name))
        for name in ("scope", "status")
    )


def _bare_toll(article: Article, loose: Sequence[tuple[Sentence, TollMention]]) -> Report:
    """People killed in the watched conflict, with no word of how: a casualty update is a clash."""
    return Report(
        label=Label.CLASH,
        type="other",
        assertion=Assertion.STATED,
        tense=Tense.PAST,
        conflict_code=article.conflict.conflict_code if article.conflict else None,
        tolls=tuple(dict.fromkeys(scoped(article, s, t) for s, t in loose)),
        evidence=tuple(_told_by(article, (t for _, t in loose))),
        score=0.6,
    )
