"""Which wrongful act a sentence tells of, in what words, and who did it, where nobody has to be blamed. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from truce.actors import ActorMention
from truce.article import Article, Sentence, clash_cues, is_speaker, lone
from truce.blame import DONE_BY, RIGHT_BEFORE, TOUCHING
from truce.lexicon import Cue

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
DONE = frozenset({"violation", "breach", "force", "attack_verbs"})  # sections of cues for what was done
LEAD_IN = re.compile(r"\s*(?:that\s)?")  # "denied that troops had fired": what is denied begins behind it
APART = re.compile(r"[,;:]|\b(?:that|but|who|which)\b")  # between a name and an act that is another's
BY_WITHIN = 12  # characters between a wrong and who did it: "mines laid by the Cambodian army"
WRONG_WITHIN = 60  # characters between a name and the wrong it did


def who_did(article: Article, named: Sequence[ActorMention], wrong: Cue, home: str, foreign: str) -> str | None:
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


def wrongs_told(sentence: Sentence) -> list[Cue]:
    """The words of a sentence for wrongful acts; where the neighbour is spoken of, also those for force."""
    wrongs = [*sentence.of("violation"), *sentence.of("breach")]
    return [*wrongs, *clash_cues(sentence), *sentence.of("weapons")] if sentence.has("accuse", "neighbour") else wrongs


def who_is_said_to_have(article: Article, sentence: Sentence, wrong: Cue, speaker: str | None) -> str | None:
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


def acts_alleged(article: Article, sentence: Sentence, cue: Cue) -> list[tuple[str, tuple[int, int]]]:
    """What is alleged, act by act ("deploying fighter jets and using toxic gas" are two), each with
    its kind and the words for it."""
    found: dict[str, tuple[int, int]] = {}
    turns = [c.start for c in sentence.of("tense", "sequence") if c.end == cue.start - 1]  # "bombed after accusing"
    for c in sentence.cues:
        kind = None if any(c.start < turn for turn in turns) else kind_of_act(c)
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
    return [(kind, words_of(article.text, sentence, span, cue)) for kind, span in chosen.items()]


def kind_of_act(cue: Cue) -> str | None:
    if cue.section in ("force", "weapons"):
        return cue.key
    if cue.section == "breach":
        return cue.key
    if cue.section == "weak_force":
        return "other"
    if cue.section == "violation":
        return "ceasefire" if cue.key == "ceasefire" else "other"
    return None


def words_of(text: str, sentence: Sentence, span: tuple[int, int], cue: Cue) -> tuple[int, int]:
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


def doer_named(article: Article, sentence: Sentence, named: Sequence[ActorMention]) -> str | None:
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
