"""Who accuses and who answers, told from how a sentence names the sides and from those before it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from truce.actors import ActorMention
from truce.article import CLAUSE, SPOKEN_WITHIN, Article, Sentence, is_inverted, is_speaker, lone, speaker_of
from truce.clash_reports import BY
from truce.lexicon import Cue

SAYING = frozenset({"speech", "accuse", "deny", "admit"})
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
OF_WHOM = re.compile(
    r"\s?(?:army|ministry|government|side|military|navy|air force)?,?\s(?:which|who)\s(?:has\s|have\s|had\s)?"
)
PARTICIPLE = re.compile(r"\w+ing\b")
AS = re.compile(r"\bas\s(?:\w+ed\sby\s)?(?:the\s)?$")
TOUCHING = 3  # characters between a name and the verb it stands before
SPEAKS_WITHIN = {"th": 15}  # characters between a name and its verb of saying; Thai has no commas to stop at
RIGHT_BEFORE = 28  # characters between a name and what it says, in a language without spaces


def accuser_and_accused(article: Article, sentence: Sentence, cue: Cue) -> tuple[str | None, str | None]:
    """Active, passive ("is accused by") and nominal forms; the other side of a watched conflict is
    the accused where the sentence names only one."""
    conflict = article.dispute
    mentions = who_may_speak(article, sentence)
    before = [a.party for a in mentions if a.end <= cue.start]
    after = [a.party for a in mentions if a.start >= cue.end]
    claimant = whose_claim(article, sentence, mentions)
    if any(c.start <= cue.start and cue.end <= c.end for c in sentence.of("accuse", "act")):
        return _told_of_doer(article, sentence, mentions, cue)
    passive = any(c.start <= cue.end and cue.start <= c.end for c in sentence.of("accuse", "passive"))
    if passive or BY.match(article.text[cue.end : cue.end + 6]):
        accuser = after[0] if after and BY.search(article.text[cue.end : sentence.end]) else None
        accused = next((p for p in reversed(before) if p != accuser), None)
    else:
        doer = _named_as_doer(article, mentions, cue) or _named_at_once(article, mentions, cue)
        accuser = _of_whom(article, mentions, cue) or claimant or whose_word(article, sentence, mentions, cue)
        accuser = accuser or _speaking_side(article, sentence) or article.speaker or _subject(article)
        accuser = next((p for p in reversed(before) if p != doer), None) if doer and accuser == doer else accuser
        accused = doer or next((p for p in after if p != accuser), None)
    if conflict:
        if accuser in conflict.sides and (accused is None or accused not in conflict.sides):
            accused = next(iter(conflict.sides - {accuser}))
        elif accused in conflict.sides and accuser is None:
            accuser = next(iter(conflict.sides - {accused}))
        elif accuser is None and accused is None and (accuser := article.once(who_accuses_by_role)):
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


def who_accuses_by_role(article: Article) -> str | None:
    """The side that accuses, told from the roles in which an entry names the sides: who speaks ("Thailand says",
    "the Cambodian account", a spokesman's name) rather than who acts ("by Thai troops", "Cambodian shells")."""
    if article.dispute is None:
        return None
    weight = dict.fromkeys(article.dispute.sides, 0)
    for sentence in article.sentences:
        mentions = who_may_speak(article, sentence)
        claimant = whose_claim(article, sentence, mentions)
        for mention in mentions:
            if mention.party in weight:
                weight[mention.party] += _role(article, sentence, mention)
        if claimant in weight:
            weight[claimant] += 2
    one, other = sorted(weight, key=weight.__getitem__)
    return other if weight[other] > weight[one] else None


def who_is_claimed_against(article: Article) -> str | None:
    """The side that answers, where some sentence of an entry speaks of a claim of the other: "The Cambodian report
    is fit for a comic book"."""
    sides = article.dispute.sides if article.dispute else frozenset()
    claimants = (whose_claim(article, s, who_may_speak(article, s)) for s in article.sentences if s.has("claim"))
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


def who_may_speak(article: Article, sentence: Sentence) -> list[ActorMention]:
    """Those a sentence names that may accuse or answer: neither both sides at once nor the press."""
    bodies = article.codebook.bodies
    return [a for a in lone(article, sentence.actors) if a.kind != "media" and a.party not in bodies]


def whose_claim(article: Article, sentence: Sentence, mentions: Sequence[ActorMention]) -> str | None:
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
    within = named_within(mentions, cue)
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


def named_within(mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """The party whose name is a part of a cue ("โต้กัมพูชา", "to answer Cambodia")."""
    return next((a.party for a in mentions if cue.start <= a.start and a.end <= cue.end), None)


def whose_word(article: Article, sentence: Sentence, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
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


def who_answers(
    article: Article, sentence: Sentence, after: Sequence[ActorMention], is_subject_named: bool
) -> str | None:
    """Who denies or admits where nobody is named before the verb: whoever it names at once behind ("…, admits
    Bangkok"), else the other side of the one it speaks of ("The navy admitted shooting a Cambodian")."""
    first = next(iter(after), None)
    sides = article.dispute.sides if article.dispute else frozenset()
    if first is None or first.party not in sides or not is_subject_named or is_speaker(article, sentence, first):
        return first.party if first else None
    return next(iter(sides - {first.party}))


def who_lied(article: Article, sentence: Sentence, mentions: Sequence[ActorMention], cue: Cue) -> str | None:
    """ "กัมพูชาโกหก": the party right before a word for lying said it, and is no denier."""
    if not any(c.start <= cue.start < c.end for c in sentence.of("deny", "lie")):
        return None
    return next((a.party for a in mentions if 0 <= cue.start - a.end <= TOUCHING), None)
