"""Who accuses whom of what, who denies or admits it, and breaches without armed force. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from truce.article import (
    Article,
    Sentence,
    clash_cues,
    conflict_tie,
    date_of,
    evidence_at,
    evidence_of,
    halves,
    lone,
    place_of,
    span_of,
    speaker_of,
)
from truce.blame import (
    accuser_and_accused,
    named_within,
    who_accuses_by_role,
    who_answers,
    who_is_claimed_against,
    who_lied,
    who_may_speak,
    whose_claim,
    whose_word,
)
from truce.clash_reports import BY, SCORES, clash_in
from truce.lexicon import Cue
from truce.model import Assertion, Label, Precision, Report, Tense
from truce.tenses import TOPIC, is_retort, tense_of
from truce.wrongs import acts_alleged, doer_named, kind_of_act, who_did, who_is_said_to_have, words_of, wrongs_told

TURN = re.compile(r",?\s?\bbut\b|\bwhile\b|แต่|ប៉ុន្តែ")
ASCRIBED = re.compile(
    r"(?!อย่าง|ที่|ว่า|ต่อ|กรณี|និង)[\u0e00-\u0e7f]{4}|\s?ដែល(?:បាន)?[\u1780-\u17ff]"
)  # what a side did, right behind it
COMMITTED = (Tense.PAST, Tense.ONGOING, Tense.BACKGROUND)  # who recalls a wrong blames for it all the same
ALLEGING = frozenset({"accuse", "deny", "admit", "finding", "speech"})  # without a cue of these nobody alleges
OBJECT_WITHIN = 30  # characters from "condemning" to "the baseless accusation"
FOUND_WITHIN = 40  # characters from "found" to "no evidence"
MAKES_NOUN = ("ការ", "ข้อ", "คำ", "การ")  # before a verb, in Khmer and Thai
NOUN = re.compile(rf"(?:the\s)?(?:accusation|allegation|charge)s?$|{'|'.join(MAKES_NOUN)}", re.IGNORECASE)  # of blame


def allegations_in(article: Article, sentence: Sentence, clash: Report | None) -> Iterator[Report]:
    """Who blames or answers whom in a sentence; what stands on either side of a semicolon is read apart."""
    if sentence.is_title and TOPIC.match(sentence.text):
        return
    if ALLEGING.isdisjoint(sentence.sections):
        yield from _named_wrong(article, sentence)
        return
    parts = _voices(article, sentence)
    for part in parts:
        yield from _allegations_in(article, part, clash if len(parts) == 1 else clash_in(article, part))


def _voices(article: Article, sentence: Sentence) -> list[Sentence]:
    """A sentence in which a semicolon parts those who speak, part by part; any other as it is."""
    cut = sentence.text.find(";") + 1
    if not cut:
        return [sentence]
    parts = halves(article.text, sentence, sentence.start + cut)
    return list(parts) if all(part.has("speech") and part.actors for part in parts) else [sentence]


def _allegations_in(article: Article, sentence: Sentence, clash: Report | None) -> Iterator[Report]:
    moot = [(c.start, c.end) for c in sentence.of("deny", "moot")]
    accuse, deny = (
        [c for c in sentence.of(section, "terms") if not any(a <= c.start and c.end <= b for a, b in moot)]
        for section in ("accuse", "deny")
    )
    weak = {(c.start, c.end) for s in ("accuse", "deny") for c in sentence.of(s, "weak")}
    wrongful = (
        sentence.has("violation") or sentence.has("breach") or bool(clash_cues(sentence))
        or bool(sentence.of("weapons"))
    )  # fmt: skip
    accuse = [c for c in accuse if wrongful or (c.start, c.end) not in weak or _ascribes(article, sentence, c)]
    answered = bool(deny or sentence.of("deny", "answer")) and _is_answer(article, sentence)
    deny = [
        c
        for c in deny
        if (accuse or wrongful or answered or (c.start, c.end) not in weak)
        and (wrongful or accuse or answered or article.accuses)
    ]
    deny = deny or (sentence.of("deny", "answer") if answered else [])
    if not {a.party for a in sentence.actors} and not article.dispute:
        return
    found = _finding(article, sentence) if article.dispute else None
    if found:  # "found no evidence of shelling": the words of what was found blame and deny nothing
        finding = sentence.of("finding")[0]
        accuse, deny = ([c for c in cues if c.end <= finding.start] for cues in (accuse, deny))
    denied = next(iter(deny), None)
    nouns = [c.start for c in accuse if NOUN.match(c.text) or article.before(c.start).endswith(MAKES_NOUN)]
    if denied and is_retort(article, sentence, denied):  # "hit back that A had fired": said, not denied
        nouns = []
    accused = next((c for c in accuse if denied is None or not _object_of(article, sentence, c, denied, nouns)), None)
    if accused:
        yield from _accusations(article, sentence, accused, clash)
    elif clash and not denied and _is_told_of(clash) and sentence.has("speech"):
        told = (speaker_of(article, sentence), clash.source_actors[0])  # "Cambodia said that Thai troops fired first"
        yield from _accused_of(article, sentence, sentence.of("speech")[0], told, clash)
    if denied:
        yield from _denials(article, sentence, denied)
        yield from _told_lie(article, sentence, denied)
    if not accused:
        yield from _named_wrong(article, sentence)
        yield from _told_wrong(article, sentence, denied)
    if found:
        yield found
    admitted = next(iter(sentence.of("admit", "terms")), None)
    if admitted and article.dispute and (wrongful or denied or sentence.has("admit", "partial")):
        yield _answer(article, sentence, admitted, "admission")


def _ascribes(article: Article, sentence: Sentence, cue: Cue) -> bool:
    """ "ประณามไทยยึด…", "ថ្កោលទោសចំពោះកងទ័ពថៃ ដែល…": an act is told of the side that is blamed, in one breath."""
    sides = article.dispute.sides if article.dispute else ()
    named = next(
        (a for a in sentence.actors if a.party in sides and a.end >= cue.end and a.start - cue.end <= 20), None
    )
    return named is not None and ASCRIBED.match(article.text, named.end) is not None


def _is_told_of(clash: Report) -> bool:
    """Whether an act of force is one that a side says the other did."""
    return clash.assertion == Assertion.ALLEGED and bool(clash.source_actors)


def _denials(article: Article, sentence: Sentence, cue: Cue) -> Iterator[Report]:
    """The act denied; "denied the allegations" denies each act the speaker was blamed for before."""
    denial = _answer(article, sentence, cue, "denial")
    before = article.blamed.get(denial.source_actors[0] if denial.source_actors else "", {})
    if denial.act_kind != "other" or not before:
        yield denial
        return
    for kind, span in before.items():
        said = replace(denial, act_kind=kind, act=article.text[span[0] : span[1]])
        yield replace(said, evidence=(denial.evidence[0], span_of("act", article.text, *span)))


def _told_lie(article: Article, sentence: Sentence, cue: Cue) -> Iterator[Report]:
    """ "กัมพูชาโกหก": whoever calls a side a liar denies what it said, and blames it for saying so."""
    liar = who_lied(article, sentence, who_may_speak(article, sentence), cue)
    if article.dispute and liar in article.dispute.sides:
        who = next(iter(article.dispute.sides - {liar})), liar
        end = sentence.start + len(sentence.text.rstrip())
        yield _accusation(article, sentence, cue, who, "disinformation", (cue.start, end))


def _named_wrong(article: Article, sentence: Sentence) -> Iterator[Report]:
    """ "กัมพูชาละเมิดข้อตกลง", in the language of a side: a wrong named with whose it is needs no word of blame to be
    one. That of the other side is blamed by the home side, that of the home side only where the other speaks."""
    wrongs = sentence.of("violation")
    home = article.dispute.home_of(article.language) if wrongs and article.dispute else None
    if home is None:
        return
    foreign = next(iter(article.dispute.sides - {home}))
    named = [a for a in lone(article, sentence.actors) if a.kind != "media" and a.party in article.dispute.sides]
    for wrong in (w for w in wrongs if tense_of(article, sentence, w) in COMMITTED):
        doer = who_did(article, named, wrong, home, foreign)
        if doer == foreign or (doer == home and foreign in (speaker_of(article, sentence), article.speaker)):
            span = words_of(article.text, sentence, (wrong.start, wrong.end), wrong)
            who = next(iter(article.dispute.sides - {doer})), doer
            yield _accusation(article, sentence, wrong, who, kind_of_act(wrong) or "other", span)
            return


def _told_wrong(article: Article, sentence: Sentence, denied: Cue | None) -> Iterator[Report]:
    """ "Thai marines had trespassed, villagers say", "Bangkok retorts that its neighbour is shelling homes": a wrong
    that a side says the other did, or somebody without a name says a side did, needs no word of blame either."""
    sides = article.dispute.sides if article.dispute else frozenset()
    is_silent = not sentence.has("speech") or (denied and not is_retort(article, sentence, denied))
    if not sides or is_silent or article.dispute.home_of(article.language):
        return
    speaker = speaker_of(article, sentence)
    if speaker not in (None, *sides):
        return
    for wrong in wrongs_told(sentence):
        doer = who_is_said_to_have(article, sentence, wrong, speaker)
        is_told = doer in sides and doer != speaker
        if is_told and tense_of(article, sentence, wrong) in (Tense.PAST, Tense.ONGOING):
            span = words_of(article.text, sentence, (wrong.start, wrong.end), wrong)
            who = (next(iter(sides - {doer})), doer)
            yield _accusation(article, sentence, wrong, who, kind_of_act(wrong) or "other", span)
            return


def _is_answer(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence speaks of a claim of one side, which the other may answer: "shrugged off the Thai story"."""
    sides = article.dispute.sides if article.dispute else frozenset()
    return bool(sides) and whose_claim(article, sentence, who_may_speak(article, sentence)) in sides


def _finding(article: Article, sentence: Sentence) -> Report | None:
    """What a third party found about an act: that it was so, or, with a word of negation behind, that it was not.
    A side that presents proof of its own finds nothing."""
    sides = article.dispute.sides if article.dispute else frozenset()
    named = [a.party for a in lone(article, sentence.actors) if a.kind != "media"]
    finder = next((party for party in named if party not in sides), None)
    cue = next((c for c in sentence.of("finding") if finder or c.key == "observers"), None)
    if cue is None:
        return None
    accused = next((a.party for a in sentence.actors if a.party in sides and a.start >= cue.end), None)
    kind, span = acts_alleged(article, sentence, cue)[0]
    negated = any(0 <= c.start - cue.start <= FOUND_WITHIN for c in sentence.of("tense", "negated"))
    found = _accusation(article, sentence, cue, (finder, accused), kind, span)
    return replace(found, type="finding", assertion=Assertion.DENIED if negated else Assertion.STATED)


def _object_of(article: Article, sentence: Sentence, accusation: Cue, denial: Cue, nouns: Sequence[int]) -> bool:
    """ "denied the allegations", "denied it, condemning the baseless accusation": the accusation is what is denied,
    nobody accuses here. `nouns`: where the sentence has a noun of blame."""
    if denial.start <= accusation.start < denial.end:  # "dismissed allegations"
        return True
    if is_retort(article, sentence, denial):
        return False
    gap = article.text[denial.end : accusation.start]
    about = any(0 <= start - accusation.start <= OBJECT_WITHIN for start in nouns)
    if denial.end <= accusation.start and about and not TURN.search(gap):
        return True
    goes_on = accusation.start not in nouns and " and " in gap  # "rejected the charge and accused …"
    return 0 <= accusation.start - denial.end <= 40 and "," not in gap and not goes_on


def _accusations(article: Article, sentence: Sentence, cue: Cue, clash: Report | None) -> Iterator[Report]:
    who = accuser_and_accused(article, sentence, cue)
    if article.dispute and sentence.has("accuse", "mutual"):
        one, other = sorted(article.dispute.sides)
        yield from _accused_of(article, sentence, cue, (one, other), clash)
        yield from _accused_of(article, sentence, cue, (other, one), clash)
    elif who != (None, None):
        yield from _accused_of(article, sentence, cue, who, clash)


def _accused_of(
    article: Article, sentence: Sentence, cue: Cue, who: tuple[str | None, str | None], clash: Report | None
) -> Iterator[Report]:
    """An accusation for each act that the first of two blames on the second."""
    for kind, span in acts_alleged(article, sentence, cue):
        if who[1]:
            article.blamed.setdefault(who[1], {}).setdefault(kind, span)
        accusation = _accusation(article, sentence, cue, who, kind, span)
        if clash:
            accusation = replace(
                accusation,
                occurred_date=clash.occurred_date,
                occurred_precision=clash.occurred_precision,
                place_code=clash.place_code,
                where_precision=clash.where_precision,
            )
        yield accusation


def _accusation(
    article: Article,
    sentence: Sentence,
    cue: Cue,
    who: tuple[str | None, str | None],
    kind: str,
    span: tuple[int, int],
) -> Report:
    """An accusation by the first of another (`who`), of one act in the words of the text."""
    accuser, accused = who
    return Report(
        label=Label.ALLEGATION,
        type="accusation",
        assertion=Assertion.ALLEGED,
        tense=Tense.PAST,
        conflict_code=conflict_tie(article, sentence),
        source_actors=(accuser,) if accuser else (),
        target_actors=(accused,) if accused else (),
        act=article.text[span[0] : span[1]],
        act_kind=kind,
        evidence=(evidence_at("label", cue), span_of("act", article.text, *span)),
        score=SCORES["title" if sentence.is_title else "text"],
    )


def _answer(article: Article, sentence: Sentence, cue: Cue, kind: str) -> Report:
    """A denial or admission: spoken by the accused, about what was alleged here or just before."""
    conflict = article.dispute
    mentions = who_may_speak(article, sentence)
    verb = min((cue, *sentence.of("deny", "terms")), key=lambda c: c.start)  # "denied …, but admitted"
    before = [a.party for a in mentions if a.end <= verb.start]
    after = [a.party for a in mentions if a.start >= verb.end]
    if BY.match(article.text[cue.end : cue.end + 6]) and after:
        speaker = after[0]
    else:
        speaker = whose_word(article, sentence, mentions, verb) or speaker_of(article, sentence) or article.speaker
        behind = [a for a in mentions if a.start >= verb.end]
        is_subject_named = verb.start - sentence.start > len("It ")
        speaker = speaker or who_answers(article, sentence, behind, is_subject_named)
        speaker = speaker or article.once(who_is_claimed_against) or article.once(who_accuses_by_role)
    claimant = named_within(mentions, verb) or who_lied(article, sentence, mentions, verb)
    claimant = claimant or whose_claim(article, sentence, [a for a in mentions if a.start >= verb.end])
    if conflict and claimant in conflict.sides:
        speaker = next(iter(conflict.sides - {claimant}))
    if conflict and speaker in conflict.sides:
        other = next(iter(conflict.sides - {speaker}))
    else:
        other = next((p for p in (*after, *before) if p != speaker), None)
    end = _turn(article, sentence, cue) if kind == "denial" else sentence.end
    acts = [(k, s) for k, s in acts_alleged(article, sentence, cue) if cue.start <= s[0] < end and k != "other"] or [
        ("other", (cue.start, cue.start + len(article.text[cue.start : end].rstrip(" ,.\n"))))
    ]
    act_kind, span = acts[0]
    return Report(
        label=Label.ALLEGATION,
        type=kind,
        assertion=Assertion.DENIED if kind == "denial" else Assertion.STATED,
        tense=Tense.PAST,
        conflict_code=conflict_tie(article, sentence),
        source_actors=(speaker,) if speaker else (),
        target_actors=(other,) if other else (),
        act=article.text[span[0] : span[1]],
        act_kind=act_kind,
        is_partial=kind == "admission" and (sentence.has("admit", "partial") or sentence.has("deny")),
        evidence=(evidence_at("label", cue), span_of("act", article.text, *span)),
        score=SCORES["title" if sentence.is_title else "text"],
    )


def _turn(article: Article, sentence: Sentence, cue: Cue) -> int:
    """Where a sentence turns from what is denied to something else ("denied it, but admitted …")."""
    turn = TURN.search(article.text, cue.end, sentence.end)
    return turn.start() if turn else sentence.end


def untold_allegation(article: Article, sentence: Sentence, lead: Cue) -> Report:
    """Who is blamed is who stands before the wrongful act; who blames, the other side."""
    denied = next(iter(sentence.of("deny", "terms")), None)
    if denied:
        return _answer(article, sentence, denied, "denial")
    admitted = next(iter(sentence.of("admit", "terms")), None)
    if admitted and article.dispute:
        return _answer(article, sentence, admitted, "admission")
    acts = [c for c in sentence.cues if c.section in ("violation", "breach", "force", "weapons")]
    act = acts[0] if acts else lead
    sides = article.dispute.sides if article.dispute else frozenset()
    speaker = _teller(article, sentence) or _blamer(article, sentence) or who_accuses_by_role(article)
    accused = next(iter(sides - {speaker})) if speaker in sides else _blamed(article, sentence, act)
    accuser = next(iter(sides - {accused}), None) if accused in sides else None
    kind = next((k for c in acts if (k := kind_of_act(c))), "other")
    span = (
        (act.start, act.end) if act.section == "whole" else words_of(article.text, sentence, (act.start, act.end), act)
    )
    return _accusation(article, sentence, lead, (accuser, accused), kind, span)


def _blamer(article: Article, sentence: Sentence) -> str | None:
    """Who blames, where a sentence of a language without spaces has a word of blame."""
    if article.codebook.matchers[article.language].is_latin:
        return None
    blame = next(iter(sentence.of("accuse", "terms")), None)
    return accuser_and_accused(article, sentence, blame)[0] if blame else None


def _teller(article: Article, sentence: Sentence) -> str | None:
    """Whose claim or word a sentence is; failing that, whose the other sentences are."""
    mentions = lone(article, sentence.actors)
    here = whose_claim(article, sentence, mentions) or speaker_of(article, sentence)
    others = (speaker_of(article, s) for s in article.sentences if s is not sentence and not sentence.actors)
    return here or next((who for who in others if who), None)


def _blamed(article: Article, sentence: Sentence, act: Cue) -> str | None:
    """The side named last before an act, else first after it; in the language of a side, the other side unless
    its own name stands right before what was done."""
    conflict = article.dispute
    if conflict is None:
        return None
    named = [a for a in lone(article, sentence.actors) if a.party in conflict.sides]
    before = [a.party for a in named if a.end <= act.start]
    after = [a.party for a in named if a.start >= act.start]
    home = conflict.home_of(article.language)
    if home:
        return doer_named(article, sentence, named) or next(iter(conflict.sides - {home}))
    return before[-1] if before else next(iter(after), None)


def breaches_in(article: Article, sentence: Sentence) -> Iterator[Report]:
    """Hostile acts without armed force, where the sentence says that they happened."""
    for kind in dict.fromkeys(c.key for c in sentence.of("breach")):
        cue = sentence.of("breach", kind)[0]
        tense = tense_of(article, sentence, cue)
        conflict_code = conflict_tie(article, sentence)
        if tense not in (Tense.PAST, Tense.ONGOING) or conflict_code is None or sentence.has("deny"):
            continue
        when, place = date_of(article, sentence), place_of(article, sentence)
        accuser, accused = (
            accuser_and_accused(article, sentence, sentence.of("accuse")[0]) if sentence.has("accuse") else (None, None)
        )
        yield Report(
            label=Label.BREACH,
            type=kind,
            assertion=Assertion.ALLEGED
            if sentence.has("accuse") or speaker_of(article, sentence)
            else Assertion.STATED,
            tense=tense,
            conflict_code=conflict_code,
            source_actors=(accused,) if accused else (),
            target_actors=(accuser,) if accuser else (),
            occurred_date=when.day if when else None,
            occurred_precision=when.precision if when else Precision.UNKNOWN,
            place_code=place.place_code if place else None,
            where_precision=place.precision if place else None,
            evidence=(
                evidence_at("label", cue),
                *evidence_of("place", place),
                *evidence_of("occurred_date", when),
            ),
            score=0.6,
        )
