"""Who accuses whom of what, who denies or admits it, and breaches without armed force. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from truce.actors import ActorMention
from truce.article import (
    CLAUSE,
    SPOKEN_WITHIN,
    Article,
    Sentence,
    clash_cues,
    conflict_tie,
    date_of,
    evidence_at,
    evidence_of,
    is_inverted,
    is_speaker,
    lone,
    part_of,
    place_of,
    span_of,
    speaker_of,
)
from truce.clash_reports import BY, SCORES, clash_in
from truce.lexicon import Cue
from truce.model import Assertion, Label, Precision, Report, Tense
from truce.tenses import TOPIC, is_retort, tense_of

SAYING = frozenset({"speech", "accuse", "deny", "admit"})
TURN = re.compile(r",?\s?\bbut\b|\bwhile\b|แต่|ប៉ុន្តែ")
FROM = re.compile(r"\s(?:from|by|of)\s(?:the\s)?|\s?(?:របស់|ពីសំណាក់|ពី|ដោយ|ของ|จาก|โดย)(?:ฝ่าย|ฝั่ง|ทาง|ทางการ)?\s?")
AT_ONCE = {  # between the word of blame and the blamed: "accusing the Thai army of …"
    "km": re.compile(r"(?:ប្រកាន់)?\s?(?:ថា|ទៅលើ|លើ)?\s?"),
    "th": re.compile(r"(?:ว่า|ต่อ)?\s?(?:ฝ่าย|ฝั่ง|ทาง)?\s?"),
}
SELF_BLAME = ("th",)  # languages in which a side's own name behind "pointed out that" is no sign that it is blamed
AT_ONCE_SPACED = re.compile(r"\s(?:the\s)?")
ADDRESSED = re.compile(  # before one who is spoken to
    r"(?:ទៅ|ទៅកាន់|ទៅឱ្យ|ជាមួយ|តប|តបនឹង|ប្រឆាំង|ប្រឆាំងនឹង|ដល់|ถึง|ต่อ|แก่|กับ|ไปยัง)(?:ฝ่าย|ฝั่ง|ทาง)?\s?$"
)
HELD_AS = ("ចាត់ទុកជា", "ចាត់ទុកថា")  # "holds it to be": so does whoever the sentence is about
SAME_SUBJECT = re.compile(r"ដោយ(?:បាន)?$")  # "the army …, blaming": whoever the sentence is about blames
DONE_BY = re.compile(r"\bby\s(?:the\s|some\s|several\s)?(?:[a-z-]+\s)?$")
OWNED = re.compile(
    r"(?:ของ|ข่าว|คำกล่าวหา|ข้อกล่าวหา|คำกล่าวอ้าง|របស់)(?:ฝ่าย|ฝั่ง|ทาง|ភាគី)?$"
)  # "the news of Thailand is false"
VICTIM = re.compile(r"(?:ของ|ใส่|ต่อ|หา|របស់|លើ)(?:ฝ่าย|ฝั่ง|ทาง|ភាគី)?\s?$")  # before one to whom it was done
DEED_OF = re.compile(
    r"(?:การกระทำ|พฤติกรรม|พฤติการณ์|ទង្វើ|អំពើ|សកម្មភាព)(?:ของ|របស់)(?:ฝ่าย|ฝั่ง|ทาง|ភាគី)?\s?$"
)  # before a doer
WITHOUT = re.compile(r"\s|ไม่|มิ|ถูก|โดน|មិន|ពុំ|គ្មាន|ត្រូវ|ថា")  # between a side and a wrong it did not do, or suffered
CALLED = re.compile(r"\s?(?:ถือ|นับ|เข้าข่าย)?(?:เป็น|ว่า)?(?:การ)?|\s?គឺ?(?:ជា)?(?:ការ)?")  # "the acts of A are a war crime"
DONE_TO = re.compile(  # from a wrong to its victim: "รุกล้ำอธิปไตยของไทย"
    r"\S*(?:(?:อธิปไตย|ดินแดน|เขตแดน|น่านฟ้า|พลเรือน)(?:ของ|ใน)?|ใส่|ต่อ|(?:អធិបតេយ្យភាព|ទឹកដី|ដែនអាកាស)(?:របស់)?)"
    r"(?:ฝ่าย|ฝั่ง|ทาง|ประเทศ|ភាគី)?"
)
OF_A_WRONG = re.compile(r"\S{0,30}(?:โดย|ของ|จาก|ពីសំណាក់|ដោយ|របស់)(?:ฝ่าย|ฝั่ง|ทาง)?")  # "a breach of … by"
ASCRIBED = re.compile(
    r"(?!อย่าง|ที่|ว่า|ต่อ|กรณี|និង)[\u0e00-\u0e7f]{4}|\s?ដែល(?:បាន)?[\u1780-\u17ff]"
)  # what a side did, right behind it
COMMITTED = (Tense.PAST, Tense.ONGOING, Tense.BACKGROUND)  # who recalls a wrong blames for it all the same
DONE = frozenset({"violation", "breach", "force", "attack_verbs"})  # sections of cues for what was done
LEAD_IN = re.compile(r"\s*(?:that\s)?")  # "denied that troops had fired": what is denied begins behind it
OF_WHOM = re.compile(
    r"\s?(?:army|ministry|government|side|military|navy|air force)?,?\s(?:which|who)\s(?:has\s|have\s|had\s)?"
)
PARTICIPLE = re.compile(r"\w+ing\b")
ALLEGING = frozenset({"accuse", "deny", "admit", "finding", "speech"})  # without a cue of these nobody alleges
OBJECT_WITHIN = 30  # characters from "condemning" to "the baseless accusation"
FOUND_WITHIN = 40  # characters from "found" to "no evidence"
MAKES_NOUN = ("ការ", "ข้อ", "คำ", "การ")  # before a verb, in Khmer and Thai
NOUN = re.compile(rf"(?:the\s)?(?:accusation|allegation|charge)s?$|{'|'.join(MAKES_NOUN)}", re.IGNORECASE)  # of blame
APART = re.compile(r"[,;:]|\b(?:that|but|who|which)\b")  # between a name and an act that is another's
AS = re.compile(r"\bas\s(?:\w+ed\sby\s)?(?:the\s)?$")
BY_WITHIN = 12  # characters between a wrong and who did it: "mines laid by the Cambodian army"
WRONG_WITHIN = 60  # characters between a name and the wrong it did
TOUCHING = 3  # characters between a name and the verb it stands before
SPEAKS_WITHIN = {"th": 15}  # characters between a name and its verb of saying; Thai has no commas to stop at
RIGHT_BEFORE = 28  # characters between a name and what it says, in a language without spaces


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
    middle = sentence.start + cut
    parts = [
        part_of(article.text, sentence, sentence.start, middle),
        part_of(article.text, sentence, middle, sentence.end),
    ]
    return parts if all(part.has("speech") and part.actors for part in parts) else [sentence]


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
    liar = _liar(article, sentence, _who_may_speak(article, sentence), cue)
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
        doer = _did_wrong(article, named, wrong, home, foreign)
        if doer == foreign or (doer == home and foreign in (speaker_of(article, sentence), article.speaker)):
            span = _phrase(article.text, sentence, (wrong.start, wrong.end), wrong)
            who = next(iter(article.dispute.sides - {doer})), doer
            yield _accusation(article, sentence, wrong, who, _act_kind(wrong) or "other", span)
            return


def _did_wrong(article: Article, named: Sequence[ActorMention], wrong: Cue, home: str, foreign: str) -> str | None:
    """Who did a wrong, in a language without spaces: the side it is told of in one breath, the one named behind "by"
    or "of", or, of a wrong done to the home side, the other."""
    text = article.text
    before = next((a for a in reversed(named) if a.end <= wrong.start), None)
    if before and wrong.text.startswith("อย่าง"):  # "A seized B unlawfully": whoever the breath begins with did it
        breath = max(text.rfind(" ", 0, before.start), before.start - RIGHT_BEFORE)
        before = next(a for a in named if a.start >= breath)
        return before.party
    gap = text[before.end : wrong.start] if before and wrong.start - before.end <= RIGHT_BEFORE else None
    if gap is not None:
        led = article.before(before.start)
        if DEED_OF.search(led) and CALLED.fullmatch(gap):
            return before.party
        if not VICTIM.search(led) and not WITHOUT.search(gap.removeprefix(" ") if len(gap) <= TOUCHING else gap):
            return before.party
    behind = next((a for a in named if a.start >= wrong.end), None)
    if behind is None or behind.start - wrong.end > RIGHT_BEFORE:
        return None
    if behind.party == home:
        return foreign if DONE_TO.fullmatch(text, wrong.start, behind.start) else None
    return foreign if OF_A_WRONG.fullmatch(text, wrong.end, behind.start) else None


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
    for wrong in _wrongs(sentence):
        doer = _wrongdoer(article, sentence, wrong, speaker)
        is_told = doer in sides and doer != speaker
        if is_told and tense_of(article, sentence, wrong) in (Tense.PAST, Tense.ONGOING):
            span = _phrase(article.text, sentence, (wrong.start, wrong.end), wrong)
            who = (next(iter(sides - {doer})), doer)
            yield _accusation(article, sentence, wrong, who, _act_kind(wrong) or "other", span)
            return


def _wrongs(sentence: Sentence) -> list[Cue]:
    """The words of a sentence for wrongful acts; where the neighbour is spoken of, also those for force."""
    wrongs = [*sentence.of("violation"), *sentence.of("breach")]
    return [*wrongs, *clash_cues(sentence), *sentence.of("weapons")] if sentence.has("accuse", "neighbour") else wrongs


def _wrongdoer(article: Article, sentence: Sentence, wrong: Cue, speaker: str | None) -> str | None:
    """Who is said to have done a wrong: whoever is named last before it in its clause and does not speak, or behind
    it with "by"; where a side speaks, the neighbour it means, or the other side if nobody is named."""
    sides = article.dispute.sides
    named = [a for a in lone(article, sentence.actors) if a.party in sides and not is_speaker(article, sentence, a)]
    other = next(iter(sides - {speaker})) if speaker in sides else None
    if other and any(0 <= wrong.start - c.end <= WRONG_WITHIN for c in sentence.of("accuse", "neighbour")):
        return other
    by = next((a.party for a in named if 0 <= a.start - wrong.end <= BY_WITHIN and _is_by(article, wrong, a)), None)
    if by:
        return by
    for mention in reversed(named):
        gap = article.text[mention.end : wrong.start]
        if mention.end <= wrong.start and len(gap) <= WRONG_WITHIN and not APART.search(gap):
            return mention.party
    return next((a.party for a in named if _is_by(article, wrong, a)), None if named else other)


def _is_by(article: Article, wrong: Cue, mention: ActorMention) -> bool:
    return DONE_BY.search(article.text, wrong.end, mention.start) is not None


def _is_answer(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence speaks of a claim of one side, which the other may answer: "shrugged off the Thai story"."""
    sides = article.dispute.sides if article.dispute else frozenset()
    return bool(sides) and _claimant(article, sentence, _who_may_speak(article, sentence)) in sides


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
    kind, span = _acts(article, sentence, cue)[0]
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
    who = _accuser_and_accused(article, sentence, cue)
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
    for kind, span in _acts(article, sentence, cue):
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


def _accuser_and_accused(article: Article, sentence: Sentence, cue: Cue) -> tuple[str | None, str | None]:
    """Active, passive ("is accused by") and nominal forms; the other side of a watched conflict is
    the accused where the sentence names only one."""
    conflict = article.dispute
    mentions = _who_may_speak(article, sentence)
    before = [a.party for a in mentions if a.end <= cue.start]
    after = [a.party for a in mentions if a.start >= cue.end]
    claimant = _claimant(article, sentence, mentions)
    if any(c.start <= cue.start and cue.end <= c.end for c in sentence.of("accuse", "act")):
        return _told_of_doer(article, sentence, mentions, cue)
    passive = any(c.start <= cue.end and cue.start <= c.end for c in sentence.of("accuse", "passive"))
    if passive or BY.match(article.text[cue.end : cue.end + 6]):
        accuser = after[0] if after and BY.search(article.text[cue.end : sentence.end]) else None
        accused = next((p for p in reversed(before) if p != accuser), None)
    else:
        doer = _named_as_doer(article, mentions, cue) or _named_at_once(article, mentions, cue)
        accuser = _of_whom(article, mentions, cue) or claimant or _voice(article, sentence, mentions, cue)
        accuser = accuser or _speaking_side(article, sentence) or article.speaker or _subject(article)
        accuser = next((p for p in reversed(before) if p != doer), None) if doer and accuser == doer else accuser
        accused = doer or next((p for p in after if p != accuser), None)
    if conflict:
        if accuser in conflict.sides and (accused is None or accused not in conflict.sides):
            accused = next(iter(conflict.sides - {accuser}))
        elif accused in conflict.sides and accuser is None:
            accuser = next(iter(conflict.sides - {accused}))
        elif accuser is None and accused is None and (accuser := article.once(_by_roles)):
            accused = next(iter(conflict.sides - {accuser}))
    return accuser, accused


def _speaking_side(article: Article, sentence: Sentence) -> str | None:
    """The side whose word a sentence is: '"They lied," the Thai army said.'"""
    speaker = speaker_of(article, sentence)
    return speaker if article.dispute and speaker in article.dispute.sides else None


def _subject(article: Article) -> str | None:
    """The side that the text was about before: "Thailand sent its envoy home. It accuses …"."""
    return article.subject if article.dispute and article.subject in article.dispute.sides else None


def _of_whom(article: Article, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """ "the Thai army, which accused Cambodia": the one a clause that blames is about."""
    return next((a.party for a in mentions if OF_WHOM.fullmatch(article.text, a.end, cue.start)), None)


def _told_of_doer(
    article: Article, sentence: Sentence, mentions: Sequence[ActorMention], cue: Cue
) -> tuple[str | None, str | None]:
    """ "Thais fired first, says A", "called B the aggressor": the one named right before the words did it."""
    sides = article.dispute.sides if article.dispute else frozenset()
    told = next((a.party for a in reversed(mentions) if a.end <= cue.start and cue.start - a.end <= RIGHT_BEFORE), None)
    speaker = speaker_of(article, sentence)
    if told in sides and speaker in (None, told):
        speaker = next(iter(sides - {told}))
    elif told is None and speaker in sides:
        told = next(iter(sides - {speaker}))
    return speaker, told


def _by_roles(article: Article) -> str | None:
    """The side that accuses, told from the roles in which an entry names the sides: who speaks ("Thailand says",
    "the Cambodian account", a spokesman's name) rather than who acts ("by Thai troops", "Cambodian shells")."""
    if article.dispute is None:
        return None
    weight = dict.fromkeys(article.dispute.sides, 0)
    for sentence in article.sentences:
        mentions = _who_may_speak(article, sentence)
        claimant = _claimant(article, sentence, mentions)
        for mention in mentions:
            if mention.party in weight:
                weight[mention.party] += _role(article, sentence, mention)
        if claimant in weight:
            weight[claimant] += 2
    one, other = sorted(weight, key=weight.__getitem__)
    return other if weight[other] > weight[one] else None


def _who_is_claimed_against(article: Article) -> str | None:
    """The side that answers, where some sentence of an entry speaks of a claim of the other: "The Cambodian report
    is fit for a comic book"."""
    sides = article.dispute.sides if article.dispute else frozenset()
    claimants = (_claimant(article, s, _who_may_speak(article, s)) for s in article.sentences if s.has("claim"))
    claimant = next((who for who in claimants if who in sides), None)
    return next(iter(sides - {claimant})) if claimant else None


def _role(article: Article, sentence: Sentence, mention: ActorMention) -> int:
    """How much a mention stands where a speaker stands; below zero where one who acted does."""
    around = article.codebook.surroundings
    behind = article.text[mention.end : min(sentence.end, mention.end + RIGHT_BEFORE)]
    told = {(c.start, c.end) for c in sentence.of("accuse", "act")}  # "fired first" says who did it, not who speaks
    verbs = [
        c
        for c in sentence.cues
        if c.section in SAYING
        and mention.end <= c.start
        and (c.start, c.end) not in told
        and c.text[:3].lower() != "in "
    ]
    near = SPEAKS_WITHIN.get(article.language, SPOKEN_WITHIN)
    speaks = any(not CLAUSE.search(article.text, mention.end, c.start) for c in verbs if c.start - mention.end <= near)
    if speaks or article.before(mention.start).rstrip()[-1:] == ":" or is_inverted(article, sentence, mention):
        return 2
    if DONE_BY.search(article.before(mention.start)) or around.blamed.search(article.before(mention.start)):
        return -2
    if mention.kind == "person":
        return 1
    return -1 if around.forces.match(behind) else 0


def _who_may_speak(article: Article, sentence: Sentence) -> list[ActorMention]:
    """Those a sentence names that may accuse or answer: neither both sides at once nor the press."""
    bodies = article.codebook.bodies
    return [a for a in lone(article, sentence.actors) if a.kind != "media" and a.party not in bodies]


def _claimant(article: Article, sentence: Sentence, mentions: Sequence[ActorMention]) -> str | None:
    """Whose claim is spoken of: "the Thai story", "Cambodia's complaint", "a protest from Phnom Penh"."""
    for claim in sentence.of("claim"):
        for mention in mentions:
            is_latin = article.codebook.matchers[article.language].is_latin
            owns = is_latin and (mention.is_demonym or article.text[mention.end : mention.end + 2] in ("'s", "’s"))
            gap = article.text[mention.end : claim.start]
            if owns and 0 < len(gap) <= 20 and not CLAUSE.search(gap):
                return mention.party
            if FROM.fullmatch(article.text[claim.end : mention.start]):
                return mention.party
    return next((a.party for a in mentions if _is_quoted(article, sentence, a)), None)


def _is_quoted(article: Article, sentence: Sentence, mention: ActorMention) -> bool:
    """ "as Cambodian television asserted", "as alleged by Phnom Penh": another's word that a sentence answers."""
    before = article.before(mention.start)
    return AS.search(before) is not None and (is_speaker(article, sentence, mention) or before.rstrip()[-2:] == "by")


def _named_as_doer(article: Article, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """The side that an accusation names with "by": "a violation of the ceasefire by Cambodia"."""
    sides = article.dispute.sides if article.dispute else frozenset()
    named = [a for a in mentions if a.party in sides and a.start - cue.end > RIGHT_BEFORE]
    return next((a.party for a in named if DONE_BY.search(article.text, cue.end, a.start)), None)


def _named_at_once(article: Article, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """The side named right behind the word of blame or in it: "…, said the ministry, accusing the Thai army of …"."""
    sides = article.dispute.sides if article.dispute else frozenset()
    within = _named_within(mentions, cue)
    if within in sides:
        is_owner = article.before(cue.start).endswith(("ข้อ", "คำ"))  # "ข้อกล่าวหากัมพูชา": the charge is its own
        return next(iter(sides - {within})) if is_owner else within
    home = article.dispute.home_of(article.language) if article.dispute else None
    following = next((a for a in mentions if a.start >= cue.end), None)
    between = AT_ONCE.get(article.language, AT_ONCE_SPACED)
    is_named = following and following.party in sides and between.fullmatch(article.text, cue.end, following.start)
    if is_named and following.party == home and article.language in SELF_BLAME:
        is_named = any(a.party in sides - {home} for a in mentions if a.end <= cue.start)
    return following.party if is_named else None


def _named_within(mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """The party whose name is a part of a cue ("โต้กัมพูชา", "to answer Cambodia")."""
    return next((a.party for a in mentions if cue.start <= a.start and a.end <= cue.end), None)


def _voice(article: Article, sentence: Sentence, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """Whose word a cue is: the side that stands right before it, that speaks ("A said that B shelled …, in
    violation of"), or that the sentence is about ("A halted …, accusing"); else the one named last. A text in
    the language of one side is that side's own word, unless the other is named right before the cue or speaks
    in the sentence."""
    sides = article.dispute.sides if article.dispute else frozenset()
    before = [a for a in mentions if a.end <= cue.start]
    ours = [a for a in before if a.party in sides and not ADDRESSED.search(article.before(a.start))]
    home = article.dispute.home_of(article.language) if article.dispute else None
    is_distant = bool(ours) and cue.start - ours[-1].end > TOUCHING
    if home and ours and (SAME_SUBJECT.search(article.before(cue.start)) or (is_distant and cue.text in HELD_AS)):
        return ours[0].party
    if home:
        ours = _without_owners(article, ours)
        gap = cue.start - ours[-1].end if ours else RIGHT_BEFORE + 1
        spoke = _spoke_last(article, sentence, ours) if gap > TOUCHING else None
        if spoke or gap <= RIGHT_BEFORE:
            return spoke or ours[-1].party
        said = speaker_of(article, sentence)
        return said if said in sides else home
    named = ours or before
    if not named:
        return None
    if PARTICIPLE.match(cue.text) and article.before(cue.start).rstrip().endswith(","):
        return _spoke_last(article, sentence, named) or named[0].party
    if any(c.end == cue.start - 1 for c in sentence.of("tense", "sequence")):  # "A struck B's hill after accusing C"
        return named[0].party
    if cue.start - named[-1].end <= TOUCHING:
        return named[-1].party
    if cue.text.lower().startswith("in "):  # "in violation of": whom the sentence is about did it
        return speaker_of(article, sentence)
    return named[-1].party


def _without_owners(article: Article, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """Without those that only say whose something is, and a name right behind such a one ("ของภูมิภาคทหารที่ 4
    กัมพูชา")."""
    kept: list[ActorMention] = []
    owner_end = -TOUCHING
    for mention in mentions:
        if OWNED.search(article.before(mention.start)) or 0 <= mention.start - owner_end <= 1:
            owner_end = mention.end
        else:
            kept.append(mention)
    return kept


def _spoke_last(article: Article, sentence: Sentence, mentions: Sequence[ActorMention]) -> str | None:
    """The last of the sides named that a verb of saying follows at once: whom it speaks of after that is
    no speaker ("A says that B shelled, condemns it")."""
    verbs = [c.start for c in sentence.of("speech")]
    spoke = [
        m.party
        for m in mentions
        if any(0 <= v - m.end <= TOUCHING and "," not in article.text[m.end : v] for v in verbs)
    ]
    return spoke[-1] if spoke else None


def _acts(article: Article, sentence: Sentence, cue: Cue) -> list[tuple[str, tuple[int, int]]]:
    """What is alleged, act by act ("deploying fighter jets and using toxic gas" are two), each with
    its kind and the words for it."""
    found: dict[str, tuple[int, int]] = {}
    turns = [c.start for c in sentence.of("tense", "sequence") if c.end == cue.start - 1]  # "bombed after accusing"
    for c in sentence.cues:
        kind = None if any(c.start < turn for turn in turns) else _act_kind(c)
        if kind and (c.start >= cue.end or c.section != "violation"):
            found.setdefault(kind, (c.start, c.end))
    specific = {k: span for k, span in found.items() if k not in ("other", "ceasefire")}
    chosen = specific or found
    if "ceasefire" in found:
        named = {k: s for k, s in specific.items() if k in ("mine", "drone", "air_strike", "unconventional")}
        chosen = {"ceasefire": found["ceasefire"]} | named
    if not chosen:
        end = sentence.start + len(sentence.text.rstrip())
        rest = article.text[cue.end : end]
        return [
            (
                "other",
                (cue.end + len(rest) - len(rest.lstrip()) if rest.strip() else cue.start, end),
            )
        ]
    return [(kind, _phrase(article.text, sentence, span, cue)) for kind, span in chosen.items()]


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


def _phrase(text: str, sentence: Sentence, span: tuple[int, int], cue: Cue) -> tuple[int, int]:
    """The act with the words around it, up to the next comma or conjunction; behind the word of blame or
    denial (`cue`) where the act is."""
    floor = cue.end if cue.end <= span[0] else sentence.start
    start = max(sentence.start, floor, span[0] - 30)
    cut = max(
        (m.end() for m in re.finditer(r"[,;“”\"]\s|\bof\s|\band\s|\bby\s", text[start : span[0]])),
        default=0,
    )
    start = start + cut if cut else _word_start(text, start)
    start = LEAD_IN.match(text, start, span[0]).end()
    rest = text[span[1] : min(sentence.end, span[1] + 60)]
    stop = re.search(r"[,;.\n“”\"]|\band\b|\bduring\b|\bbut\b", rest)
    end = span[1] + (stop.start() if stop else len(rest))
    is_open = "“" in text[start:end] or text[start:end].count('"') % 2 == 1
    end += is_open and text[end : end + 1] in ("”", '"')  # a quotation that begins in it ends in it
    return start, start + len(text[start:end].rstrip())


def _word_start(text: str, start: int) -> int:
    while start > 0 and text[start - 1].isalnum() and text[start].isascii() and text[start].isalnum():
        start += 1
    return start


def _answer(article: Article, sentence: Sentence, cue: Cue, kind: str) -> Report:
    """A denial or admission: spoken by the accused, about what was alleged here or just before."""
    conflict = article.dispute
    mentions = _who_may_speak(article, sentence)
    verb = min((cue, *sentence.of("deny", "terms")), key=lambda c: c.start)  # "denied …, but admitted"
    before = [a.party for a in mentions if a.end <= verb.start]
    after = [a.party for a in mentions if a.start >= verb.end]
    if BY.match(article.text[cue.end : cue.end + 6]) and after:
        speaker = after[0]
    else:
        speaker = _voice(article, sentence, mentions, verb) or speaker_of(article, sentence) or article.speaker
        behind = [a for a in mentions if a.start >= verb.end]
        is_subject_named = verb.start - sentence.start > len("It ")
        speaker = speaker or _who_answers(article, sentence, behind, is_subject_named)
        speaker = speaker or article.once(_who_is_claimed_against) or article.once(_by_roles)
    claimant = _named_within(mentions, verb) or _liar(article, sentence, mentions, verb)
    claimant = claimant or _claimant(article, sentence, [a for a in mentions if a.start >= verb.end])
    if conflict and claimant in conflict.sides:
        speaker = next(iter(conflict.sides - {claimant}))
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
        conflict_code=conflict_tie(article, sentence),
        source_actors=(speaker,) if speaker else (),
        target_actors=(other,) if other else (),
        act=article.text[span[0] : span[1]],
        act_kind=act_kind,
        is_partial=kind == "admission" and (sentence.has("admit", "partial") or sentence.has("deny")),
        evidence=(evidence_at("label", cue), span_of("act", article.text, *span)),
        score=SCORES["title" if sentence.is_title else "text"],
    )


def _who_answers(
    article: Article, sentence: Sentence, after: Sequence[ActorMention], is_subject_named: bool
) -> str | None:
    """Who denies or admits where nobody is named before the verb: whoever it names at once behind ("…, admits
    Bangkok"), else the other side of the one it speaks of ("The navy admitted shooting a Cambodian")."""
    first = next(iter(after), None)
    sides = article.dispute.sides if article.dispute else frozenset()
    if first is None or first.party not in sides or not is_subject_named or is_speaker(article, sentence, first):
        return first.party if first else None
    return next(iter(sides - {first.party}))


def _liar(article: Article, sentence: Sentence, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """ "กัมพูชาโกหก": the party right before a word for lying said it, and is no denier."""
    if not any(c.start <= cue.start < c.end for c in sentence.of("deny", "lie")):
        return None
    return next((a.party for a in mentions if 0 <= cue.start - a.end <= TOUCHING), None)


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
    speaker = _teller(article, sentence) or _blamer(article, sentence) or _by_roles(article)
    accused = next(iter(sides - {speaker})) if speaker in sides else _blamed(article, sentence, act)
    accuser = next(iter(sides - {accused}), None) if accused in sides else None
    kind = next((k for c in acts if (k := _act_kind(c))), "other")
    span = (
        (act.start, act.end) if act.section == "whole" else _phrase(article.text, sentence, (act.start, act.end), act)
    )
    return _accusation(article, sentence, lead, (accuser, accused), kind, span)


def _blamer(article: Article, sentence: Sentence) -> str | None:
    """Who blames, where a sentence of a language without spaces has a word of blame."""
    if article.codebook.matchers[article.language].is_latin:
        return None
    blame = next(iter(sentence.of("accuse", "terms")), None)
    return _accuser_and_accused(article, sentence, blame)[0] if blame else None


def _teller(article: Article, sentence: Sentence) -> str | None:
    """Whose claim or word a sentence is; failing that, whose the other sentences are."""
    mentions = lone(article, sentence.actors)
    here = _claimant(article, sentence, mentions) or speaker_of(article, sentence)
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
        return _doer(article, sentence, named) or next(iter(conflict.sides - {home}))
    return before[-1] if before else next(iter(after), None)


def _doer(article: Article, sentence: Sentence, named: Sequence[ActorMention]) -> str | None:
    """The side whose name stands right before a word for a wrongful act, and says whose nothing is."""
    acts = [c.start for c in sentence.cues if c.section in DONE]
    return next(
        (
            a.party
            for a in named
            if any(0 <= start - a.end <= TOUCHING for start in acts) and not VICTIM.search(article.before(a.start))
        ),
        None,
    )


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
            _accuser_and_accused(article, sentence, sentence.of("accuse")[0])
            if sentence.has("accuse")
            else (None, None)
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
