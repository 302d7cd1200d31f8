"""Find how many people a text says were killed, injured, displaced or captured. Pure.

The words are a language's page tolls.toml; here is how numbers and words go together. Codebook: "at
least N" is low = best = N with no highest; "N to M" is a range; tens 10, dozens 12, hundreds 100; a
toll that is not stated is nothing, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from truce.languages import KHMER_MARKS, any_of, with_figures
from truce.model import TOLL_CATEGORIES, Toll

PART_WITHIN = 64  # characters between "including" and a number
PEOPLE_WITHIN = 40  # characters between a number and the people it counts
TOLL_WITHIN = 90  # characters between "death toll" and what it has risen to
TIGHT_GAP = 30  # characters between what befell people and their number, where the one names the other
CUE_WITHIN = 90  # characters between a number and what befell them
TIGHT = re.compile(r"[\s:]*(?:(?!and\b|with\b|while\b|after\b|before\b)\w+\s+){0,3}")
MORE = re.compile(r"^(?:more|other|others|further|additional|were|are|have been|had been)\s+")
AND = re.compile(r"และ|និង")
LISTED = re.compile(r"[^;:.\n]{0,60}(?:និង|และ)[^;:.\n]{0,40}")  # between two numbers of one Thai or Khmer list
PART = re.compile(r"ក្នុងនោះ|ក្នុងចំណោម|រួមទាំង|រួមមាន|រួមនឹង|ដោយ|ខណៈ")  # those behind it were counted already
PART_OF = re.compile(  # those were counted already
    r"\b(?:including|among them|among whom|of whom|of them)\s+(?:[^;:.,]{0,40},?\sand\s)?(?:\w+\s+)?$"
)
# between the numbers of one list
CHAIN = re.compile(r"[^;:.]*(?:,|\band)\s*(?:(?:another|also|as|his|her|their|the|at)\s)?")
OWNERS = re.compile(r"\s[\w-]+s['’](?=\s)")  # "a doctors' network": whose, not how many
KIN_WITHIN = 25  # characters between "a" and "and her son"
PIECE = 2_000  # characters looked at together; keeps the cost linear
BUT = re.compile(r"\bbut\b|แต่|តែ")  # "nobody died, but two were hurt"
OTHERS = re.compile(r"อีก|ទៀត")  # beside a number: others than those counted before
NEW_FIGURE = re.compile(r"รวม|ยอด|สรุป|បូក|សរុប")  # before a figure that is told next
BREAK = re.compile(r"[;:]|\.\s|\n")
AGED, OLDEST = re.compile(r"[a-z][,(]?\s?[,(]\s?$"), 110
NOBODY = ("\0",)
NEVER = re.compile(r"(?!)")
THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")  # Khmer writes 1.500 for 1,500
LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class TollMention:
    """A toll and the span from its number to what befell the people."""

    toll: Toll
    start: int
    end: int
    is_sum: bool = False  # of parts that are mentioned as well


@dataclass(frozen=True, slots=True)
class _Number:
    low: int
    high: int | None
    best: int | None
    start: int
    end: int
    is_word: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    number: re.Pattern
    cue: re.Pattern
    categories: dict[str, str]
    people: re.Pattern
    civilian: re.Pattern
    military: re.Pattern
    cumulative: re.Pattern
    brought: re.Pattern  # what is behind it is a total: "bringing the toll to"
    record: re.Pattern  # before a word for a total: "the first death since"
    single: re.Pattern  # the toll of one act: "death toll from the strike"
    ordinal: re.Pattern
    kin: re.Pattern  # one more: "a teacher and her son"
    risen: re.Pattern
    not_after: re.Pattern
    not_before: re.Pattern
    nobody: re.Pattern
    classifier: re.Pattern | None
    more: re.Pattern
    classified: re.Pattern
    touching: re.Pattern
    unknown_people: re.Pattern
    speaks: tuple[str, ...]  # behind a person who only says so
    of_age: re.Pattern  # "a man of 63"
    singular: tuple[re.Pattern, ...]
    page: Mapping


def tolls_in(text: str, language: str, pages: Mapping) -> list[TollMention]:
    """Tolls of one sentence, in order. None for a language without a page."""
    page = pages.get("tolls")
    if page is None or not text:
        return []
    grammar = _grammar(_Frozen(page))
    found = _tolls_in_piece(text[:PIECE], grammar)
    found += [
        replace(m, start=m.start + offset, end=m.end + offset)
        for offset in range(PIECE, len(text), PIECE)
        for m in _tolls_in_piece(text[offset : offset + PIECE], grammar)
    ]
    return found


def _tolls_in_piece(text: str, grammar: _Grammar) -> list[TollMention]:
    figured = with_figures(text)
    folded = figured.lower()
    if len(folded) != len(text):  # a letter whose lower case is longer: keep the offsets true
        folded = figured
    found = ((m.start(), m.end(), grammar.categories.get(m[0])) for m in grammar.cue.finditer(folded))
    cues = _without_fatal_wounds(folded, [cue for cue in found if cue[2]], grammar)
    if not cues:
        return []
    numbers = [n for n in _numbers(folded, grammar) if _counts_people(folded, n, grammar)]
    numbers = sorted((*numbers, *_implied(folded, numbers, grammar)), key=lambda n: n.start)
    pairs = list(_paired(folded, numbers, cues, grammar))
    told = [_told(folded, number, cue, grammar) for number, cue in pairs]
    counted = _ordinals(folded, cues, grammar) if "ordinals" in grammar.page else ()
    sums = _sums(folded, pairs, told, grammar)
    return [*told, *sums, *_hurt_by_word(folded, cues, told, grammar), *counted]


def _without_fatal_wounds(text: str, cues: list[tuple], grammar: _Grammar) -> list[tuple]:
    """Without the wound that somebody died of ("ถูกสะเก็ดเสียชีวิต"), in a language with classifiers."""
    fatal = [
        one
        for one, other in pairwise(cues)
        if (one[2], other[2]) == ("injured", "killed")
        and " " not in text[one[1] : other[0]]
        and other[0] - one[1] <= 12
    ]
    return cues if grammar.classifier is None else [cue for cue in cues if cue not in fatal]


def _paired(text, numbers, cues, grammar) -> Iterator[tuple[_Number, tuple]]:
    """Each number of people with the words that say what befell them."""
    before: tuple[_Number, tuple] | None = None
    for number in numbers:
        cue = _cue_of(text, number, numbers, cues, grammar, before)
        if cue is not None and not _is_part(text, number, cue, before):
            before = (number, cue)
            yield before


def _is_part(text: str, number: _Number, cue: tuple, before: tuple[_Number, tuple] | None) -> bool:
    """Whether a number only splits up the one before it: "របួស ៥ នាក់ ក្នុងនោះ ២ នាក់ធ្ងន់"."""
    if before is None or before[1] != cue or before[0].low < number.low:
        return False
    return PART.search(text[before[0].end : number.start]) is not None


def _told(text: str, number: _Number, cue: tuple, grammar: _Grammar) -> TollMention:
    start, end = min(number.start, cue[0]), max(number.end, cue[1])
    around = text[number.end : number.end + PEOPLE_WITHIN]
    if grammar.classifier is not None:
        around = text[max(0, number.start - 25) : number.start]
    toll = Toll(
        category=cue[2],
        low=number.low,
        best=number.best,
        high=number.high,
        kind="cumulative" if _is_cumulative(text, start, end, grammar) and not _is_one(text, number) else "incident",
        status=_status(around, grammar),
    )
    return TollMention(toll, start, end)


def _is_one(text: str, number: _Number) -> bool:
    """ "A soldier", "soldier killed": one person told without a figure is no total of earlier days."""
    return number.is_word and number.high == 1 and not text.startswith("one", number.start)


def _sums(
    text: str, pairs: Sequence[tuple[_Number, tuple]], told: Sequence[TollMention], grammar: _Grammar
) -> Iterator[TollMention]:
    """What the parts come to where one word is said of all: "two officers and a bystander injured" are three.
    Cumulative tolls are never summed (codebook)."""
    first = 0
    for last in range(1, len(pairs) + 1):
        if last < len(pairs) and _is_one_list(text, pairs[last - 1], pairs[last]):
            continue
        if _is_sum(text, pairs[first:last], told[first:last], grammar):
            yield _sum_of(told[first:last])
        first = last
    if grammar.classifier is not None:
        for one, other in pairwise(zip(pairs, told, strict=True)):
            if _is_more(text, one, other):
                yield _sum_of([one[1], other[1]])


def _is_more(text: str, one: tuple, other: tuple) -> bool:
    """Whether the second of two figures counts others beside the first: "เสียขา 1 นาย ถูกสะเก็ดอีก 2", "៣ នាក់ទៀត"."""
    ((_, cue), toll), ((number, its_cue), its_toll) = one, other
    is_alike = toll.toll.category == its_toll.toll.category and cue != its_cue
    is_new = toll.toll.kind == its_toll.toll.kind == "incident"
    return is_alike and is_new and bool(OTHERS.search(text, max(0, number.start - 4), number.end + 8))


def _is_sum(text: str, pairs: Sequence[tuple[_Number, tuple]], parts: Sequence[TollMention], grammar: _Grammar) -> bool:
    """Whether a list of figures has a sum of its own: it ends in "and", and its first figure is not the whole."""
    if len(parts) < 2 or parts[0].toll.kind != "incident":
        return False
    (one, _), (other, _) = pairs[-2:]
    gap = text[one.end : other.start]
    return (" and " in gap or LISTED.fullmatch(gap) is not None) and not _is_whole(text, pairs[0][0], parts, grammar)


def _is_whole(text: str, number: _Number, parts: Sequence[TollMention], grammar: _Grammar) -> bool:
    """Whether the first of several figures counts the others: "five people, a mother and four children, died"."""
    counted = text[number.end : number.end + PEOPLE_WITHIN].split()
    is_general = bool(counted) and counted[0].strip(",") in grammar.page["people"].get("general", ())
    is_general = is_general or (grammar.classifier is not None and len(parts) > 2)
    return is_general and parts[0].toll.low == sum(part.toll.low for part in parts[1:])


def _is_one_list(text: str, one: tuple[_Number, tuple], other: tuple[_Number, tuple]) -> bool:
    (number, cue), (after, its_cue) = one, other
    is_between = number.end <= cue[0] < after.start
    gap = text[number.end : after.start]
    return cue == its_cue and not is_between and (_is_chained(gap) or LISTED.fullmatch(gap) is not None)


def _sum_of(parts: Sequence[TollMention]) -> TollMention:
    low = sum(part.toll.low for part in parts)
    is_open = any(part.toll.high is None for part in parts)
    high = None if is_open else sum(part.toll.high for part in parts)
    toll = Toll(parts[0].toll.category, low=low, best=low if high in (None, low) else None, high=high)
    return TollMention(toll, min(part.start for part in parts), max(part.end for part in parts), is_sum=True)


def _is_cumulative(text: str, start: int, end: int, grammar: _Grammar) -> bool:
    """Whether a toll counts since some earlier day: the words around it say so, or, in a language that
    ends its sentences, those of the sentence."""
    if grammar.classifier is None:
        return _is_running(text, start, end, grammar)
    before, behind = text[max(0, start - CUE_WITHIN) : end], text[end : end + TIGHT_GAP]
    behind = NEW_FIGURE.split(behind, maxsplit=1)[0]  # "เจ็บ 11 นาย รวมตั้งแต่วันที่ 7 …": the sum has its own figure
    return bool(grammar.cumulative.search(before + behind) or grammar.risen.search(text[start:end]))


def _is_running(text: str, start: int, end: int, grammar: _Grammar) -> bool:
    """Whether the words around a toll say that it counts since some earlier day: those behind "bringing the total
    to" say so of what is behind it alone; a record ("the first since") and the toll of one blast are no such words."""
    turn = grammar.brought.search(text)
    if turn:
        start, end = (0, turn.start()) if end <= turn.start() else (turn.start(), len(text))
        text = text[start:end]
    if grammar.single.search(text):
        return False
    return any(not grammar.record.search(text, 0, m.start()) for m in grammar.cumulative.finditer(text))


def _ordinals(text: str, cues: Sequence[tuple], grammar: _Grammar) -> Iterator[TollMention]:
    """A running total told by the last of the dead: "the ninth soldier killed", "another fatality, its twelfth"."""
    if not any(category == "killed" for _, _, category in cues):
        return
    for match in grammar.ordinal.finditer(text):
        low = _nth(match["nth"] or match["of"], grammar.page)
        yield TollMention(Toll("killed", low, low, low, kind="cumulative"), match.start(), match.end())


def _nth(word: str, page: Mapping) -> int:
    return page["ordinals"].get(word) or int(word[:-2])


def _implied(text: str, numbers: list[_Number], grammar: _Grammar) -> list[_Number]:
    """One person named without a number: "Cambodian soldier killed in clash"."""
    found = []
    for pattern in grammar.singular:
        for match in pattern.finditer(text):
            if all(match.start() - n.end > 25 or n.start >= match.end() for n in (*numbers, *found)):
                found.append(_Number(1, 1, 1, match.start("who"), match.end("who"), True))
    kin = grammar.kin.finditer(text) if numbers else ()
    with_whom = (m for m in kin if any(0 < m.start() - n.end <= KIN_WITHIN and n.low == 1 for n in numbers))
    return found + [_Number(1, 1, 1, m.start("who"), m.end("who"), True) for m in with_whom]


def _hurt_by_word(text: str, cues, told: list[TollMention], grammar: _Grammar) -> Iterator[TollMention]:
    """One person hurt where the word itself says so ("loses foot") and no number does."""
    for start, end, category in cues:
        implied = text[start:end] in grammar.page.get("implied", {}).get(category, ())
        same = [mention for mention in told if mention.toll.category == category]
        if implied and not same:
            yield TollMention(Toll(category, 1, 1, 1), start, end)
            return
        if implied and len(same) == 1 and OTHERS.search(text, end, same[0].end) and same[0].toll.high is not None:
            low, high = same[0].toll.low + 1, same[0].toll.high + 1  # "ขาขาด เพื่อนเจ็บอีก 3"
            yield TollMention(Toll(category, low, low if low == high else None, high), start, same[0].end)
            return


def _cue_of(text, number, numbers, cues, grammar, before):
    left = max((c for c in cues if c[1] <= number.start), key=lambda c: c[1], default=None)
    right = min((c for c in cues if c[0] >= number.end), key=lambda c: c[0], default=None)
    gap_left = text[left[1] : number.start] if left else None
    gap_right = text[number.end : right[0]] if right else None
    others = [n for n in numbers if n is not number]
    if grammar.classifier is not None:
        return _cue_beside(text, number, others, cues, grammar, before)
    part = PART_OF.search(text, max(0, number.start - PART_WITHIN), number.start)
    if part and not (left and left[0] >= part.start()):  # "including two women, and wounded 30"
        return None
    is_told = before is not None and before[1] == left and before[0].end <= left[0]  # "9 dead, 20 hurt"
    if right and _is_doer(text, number, right, others, cues, grammar):
        right = None  # "six insurgents kill at least 18 people"
    is_left = left and (_is_tight(gap_left, left, number, others, grammar) or _is_risen(gap_left, grammar))
    if is_left and not (is_told and right and len(gap_right) <= PEOPLE_WITHIN):
        return left
    if left and before and before[1] == left and right and _is_chained(text[before[0].end : number.start]):
        taken = next((n for n in others if n.start >= right[1]), None)
        if taken and _is_tight(text[right[1] : taken.start], right, taken, [], grammar):
            return left  # "killed two civilians and one soldier and wounded 30"
    if right and len(gap_right) <= CUE_WITHIN and not BREAK.search(gap_right):
        return right
    if left and before and before[1] == left and _is_chained(text[before[0].end : number.start]):
        return left
    return None


def _cue_beside(text, number, others, cues, grammar, before):
    """In a language with classifiers: the cue that touches the number ("3 นายบาดเจ็บ"), else the one
    before it ("บาดเจ็บ 3 นาย"), else one further on that no number of its own follows."""
    left = max((c for c in cues if c[1] <= number.start), key=lambda c: c[1], default=None)
    right = min((c for c in cues if c[0] >= number.end), key=lambda c: c[0], default=None)
    gap_left = text[left[1] : number.start] if left else None
    if right and _is_owned(text, right, others, cues, grammar):
        right = None
    if right and gap_left != "" and grammar.touching.fullmatch(text[number.end : right[0]]):
        return right
    if left and (_is_tight(gap_left, left, number, others, grammar) or _is_risen(gap_left, grammar)):
        return left
    if right and right[0] - number.end <= CUE_WITHIN and not BREAK.search(text[number.end : right[0]]):
        return right
    gap = text[before[0].end : number.start] if left and before and before[1] == left else ""
    is_more = AND.search(gap) and (grammar.civilian.search(gap) or grammar.military.search(gap))
    return left if is_more and len(gap) <= TIGHT_GAP else None


def _is_owned(text: str, cue, numbers: list[_Number], cues, grammar) -> bool:
    """Whether a number that touches no later cue follows a cue: the cue is told of it, not of one before."""
    after = next((n for n in numbers if n.start >= cue[1]), None)
    if after is None or not _is_tight(text[cue[1] : after.start], cue, after, [], grammar):
        return False
    if PART.search(text[cue[1] : after.start]):
        return False
    if any(cue[1] <= c[0] < after.start for c in cues):
        return False
    return not any(c[0] >= after.end and grammar.touching.fullmatch(text[after.end : c[0]]) for c in cues)


def _is_doer(text: str, number: _Number, cue, others: list[_Number], cues, grammar) -> bool:
    """Whether those counted did it to others, whose number follows the word at once."""
    after = next((n for n in others if n.start >= cue[1]), None)
    if after is None or not _is_tight(text[cue[1] : after.start], cue, after, [], grammar):
        return False
    return not any(0 <= c[0] - after.end <= PEOPLE_WITHIN for c in cues)


def _is_risen(gap: str, grammar) -> bool:
    """A toll that has come to a number: "the death toll from the conflict reaches fourteen"."""
    risen = grammar.risen.search(gap)
    return bool(risen) and len(gap) <= TOLL_WITHIN and len(gap) - risen.end() <= 8 and not BREAK.search(gap)


def _is_tight(gap, cue, number, others, grammar) -> bool:
    if any(cue[1] <= n.start < number.start for n in others):
        return False
    if grammar.classifier is not None:
        is_one_clause = len(gap) <= 12 or " " not in gap.strip()
        return is_one_clause and len(gap) <= TIGHT_GAP and not BREAK.search(gap) and not AND.search(gap)
    return len(gap) <= TIGHT_GAP and bool(TIGHT.fullmatch(gap))


def _is_chained(gap: str) -> bool:
    return len(gap) <= 60 and CHAIN.fullmatch(gap) is not None


def _status(around: str, grammar) -> str | None:
    military, civilian = grammar.military.search(around), grammar.civilian.search(around)
    if military and (not civilian or military.start() < civilian.start()):
        return "military"
    return "civilian" if civilian else None


def _counts_people(text: str, number: _Number, grammar) -> bool:
    after = text[number.end : number.end + PEOPLE_WITHIN]
    before = text[max(0, number.start - 12) : number.start]
    if grammar.not_after.match(after) or grammar.not_before.search(before) or OWNERS.match(after):
        return False
    nobody = grammar.nobody.search(text, max(0, number.start - 30), number.end + 20)
    if nobody and not BUT.search(text, nobody.end(), max(nobody.end(), number.start)):
        return False
    if grammar.classifier is not None:
        return _is_classified(text, number, after, grammar)
    if AGED.search(before) and after[:1] in (",", ")") and number.low < OLDEST:  # "his nephew, 14, was killed"
        return False
    if grammar.of_age.search(text[max(0, number.start - PEOPLE_WITHIN) : number.start]):
        return False
    people = grammar.people.search(after)
    if number.low > 1 and grammar.unknown_people.match(after):
        return True
    if number.is_word and number.low == 1:  # "a", "one": the people must follow at once
        is_near = people is not None and len(after[: people.start()].split()) <= 3
        return is_near and not after[people.end() :].lstrip().startswith(grammar.speaks)  # "a doctor said"
    return (
        bool(people)
        or bool(grammar.cue.match(MORE.sub("", after.lstrip())))
        or bool(grammar.cue.search(text[max(0, number.start - TOLL_WITHIN) : number.start]))
    )


def _is_classified(text: str, number: _Number, after: str, grammar) -> bool:
    """Whether a number counts people in a language with words for counting them: such a word follows it
    or is part of it ("หลายราย"); a headline leaves it out right behind what befell them ("เจ็บ 4"), between
    the people and what befell them ("ទាហាន ២ ស្លាប់"), or behind a toll that has risen to the number."""
    if grammar.classifier.match(after) or grammar.classified.search(text[number.start : number.end]):
        return True
    before = text[max(0, number.start - TOLL_WITHIN) : number.start]
    if _ends_in(grammar.people, before.rstrip()) and grammar.cue.match(after.lstrip()):
        return True
    if grammar.military.match(after) or grammar.civilian.match(after):  # "สองทหารช่าง"
        return True
    gaps = [before[cue.end() :] for cue in grammar.cue.finditer(before)]
    ends = not after[:1].strip(" ,;.…!\"'”’)\n")
    if not gaps or not ends:
        return False
    return _is_risen(gaps[-1], grammar) or (not gaps[-1].strip() and number.low < 1000)


def _ends_in(words: re.Pattern, text: str) -> bool:
    return any(m.end() == len(text) for m in words.finditer(text, max(0, len(text) - PEOPLE_WITHIN)))


def _numbers(text: str, grammar) -> Iterator[_Number]:
    bounds = grammar.page["bounds"]
    for match in grammar.number.finditer(text):
        first = _value(match["first"], match["times"], grammar.page)
        if first is None or first > LARGEST:
            continue
        second = _value(match["second"], match["times2"] or None, grammar.page) if match["second"] else None
        bound = (match["bound"] or "").strip()
        open_ended = bound in bounds["at_least"] or match["first"] in grammar.page["vague"]
        open_ended = open_ended or bool(grammar.more.match(text, match.end()))
        is_word = not match["first"][0].isdigit()
        if second is not None and second > first:
            yield _Number(first, second, None, match.start(), match.end(), is_word)
        elif first == 0:
            continue
        else:
            yield _Number(first, None if open_ended else first, first, match.start(), match.end(), is_word)


def _value(text: str, times: str | None, page: Mapping) -> int | None:
    if text in page["vague"]:
        return page["vague"][text]
    factor = page["multiples"].get((times or "").strip(), 1)
    if text in page["numbers"]:
        return page["numbers"][text] * factor
    try:
        return int(float(THOUSANDS.sub("", text)) * factor)
    except ValueError:
        return None


class _Frozen:
    """A page, hashable by identity, so that its grammar is built once."""

    def __init__(self, page: Mapping) -> None:
        self.page = page

    def __hash__(self) -> int:
        return id(self.page)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other.page is self.page


@lru_cache(maxsize=32)
def _grammar(frozen: _Frozen) -> _Grammar:
    page = frozen.page
    latin = "classifiers" not in page
    edge = r"\b" if latin else ""
    word = rf"{edge}(?:{any_of([*page['vague'], *page['numbers']])}){edge}"
    digits, upper = _figures(".,-"), _figures(".,")  # the upper one may stand behind a hyphen: "4-5 ราย"
    if latin:
        digits = upper = r"(?<![\w.,$/-])(?:\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,2})?)(?![\w:%/]|[.,]\d)"
    one = rf"(?:{digits}|{word})"
    times = rf"(?:\s?(?:{any_of(page['multiples'])}){edge})?"
    bounds = [w for group in ("at_least", "about") for w in page["bounds"][group]]
    number = (
        rf"(?:(?P<bound>{edge}(?:{any_of(bounds)}){edge})\s{{0,2}})?"
        rf"(?P<between>(?:{any_of(page['bounds']['range_start'])})\s{{0,2}})?"
        rf"(?P<first>{one})(?P<times>{times})"
        rf"(?:\s{{0,2}}(?(between)(?:{any_of(page['bounds']['range'])})|(?:{any_of(page['bounds']['range'][:3])}))"
        rf"\s{{0,2}}(?P<second>{upper})(?P<times2>{times}))?"
    )
    categories = {cue: category for category in TOLL_CATEGORIES for cue in page["categories"].get(category, ())}
    people = page["people"]
    other_words = page.get("not_cues", {}).get("words", ())
    classifier = any_of(page.get("classifiers", {}).get("words", ()))
    more = rf"(?:{any_of(page['bounds'].get('more', ()))})?"
    said_again = r"(?:\s?\([^()\d\n]{1,10}\)|\))?"  # "៣ (បី) នាក់", "(០៣) នាក់"

    def words(items) -> re.Pattern:
        return re.compile(rf"{edge}(?:{any_of(items)}){edge}") if items else NEVER

    after = rf"[\s-]{{0,2}}(?:{any_of(page['not_people']['after'])}){edge if latin else f'(?!{KHMER_MARKS.pattern})'}"
    before = rf"(?:{edge}(?:{any_of(page['not_people']['before'])}))[\s-]{{0,2}}$"
    return _Grammar(
        number=re.compile(number),
        cue=words([*categories, *other_words]),
        categories=categories,
        people=words([*people["people"], *people["civilian"], *people["military"]]),
        civilian=words(people["civilian"]),
        military=words(people["military"]),
        cumulative=words(page["cumulative"]["cues"]),
        brought=words(page["cumulative"].get("brought", ())),
        record=_record(page["cumulative"].get("record", ())),
        single=_single(page["cumulative"].get("single", ())),
        ordinal=_ordinal(page, categories),
        kin=_kin(page),
        risen=words(page["cumulative"].get("risen", ())),
        not_after=re.compile(after),
        not_before=re.compile(before),
        nobody=words(page["nobody"]["cues"]),
        classifier=None if latin else re.compile(rf"{said_again}\s{{0,2}}{more}\s?(?:{classifier})"),
        more=words(page["bounds"].get("more", ())),
        classified=re.compile(classifier or r"(?!)"),
        touching=re.compile(rf"{said_again}\s{{0,2}}{more}\s?(?:{classifier})?"),
        unknown_people=_people_by_fate(categories) if latin else NEVER,
        speaks=tuple(people.get("speaks", NOBODY)),
        of_age=re.compile(rf"\b(?:{any_of(people.get('singular', NOBODY))})\sof\s$" if latin else r"(?!)"),
        singular=_singular(page, categories),
        page=page,
    )


def _record(words: Sequence[str]) -> re.Pattern:
    return re.compile(rf"\b(?:{any_of(words)})\b[^,;:]{{0,40}}$") if words else NEVER


def _single(words: Sequence[str]) -> re.Pattern:
    return re.compile(rf"\btoll\s(?:from|of|in)\s(?:[\w'’-]+\s){{0,4}}(?:{any_of(words)})\b") if words else NEVER


def _kin(page: Mapping) -> re.Pattern:
    if "kin" not in page["people"]:
        return NEVER
    kin = page["people"]["kin"]
    return re.compile(rf"\band\s(?:his|her|their)\s(?P<who>(?:[\w-]+\s)?(?:{any_of(kin)}))\b(?!['’-])")


def _ordinal(page: Mapping, categories: Mapping[str, str]) -> re.Pattern:
    """ "the ninth Thai soldier to die", "third fatality", "another death, its twelfth"."""
    if "ordinals" not in page:
        return NEVER
    nth = rf"(?:{any_of(page['ordinals'])}|\d+(?:st|nd|rd|th))"
    killed = any_of(cue for cue, category in categories.items() if category == "killed")
    deaths = r"(?:death|fatality|casualty)"
    person = rf"(?:[\w-]+\s){{0,2}}?(?:{any_of(page['people']['singular'])})"
    who = rf"{person}\s(?:to be\s|to\s|was\s|is\s|has\s)?(?:{killed})\b"
    return re.compile(
        rf"\b(?P<nth>{nth})\s(?:{who}|(?:[\w-]+\s)?{deaths}\b)|\b{deaths},?\s(?:its|their|the)\s(?P<of>{nth})\b"
    )


def _people_by_fate(cues: Iterable[str]) -> re.Pattern:
    """People that no list has, by what befell them: "three gendarmes died", "two Bangladeshi medics were hurt",
    "seven sailors and a nurse died"."""
    been = r"(?:(?:were|was|are|have|had|has|been|being|also|later)\s){0,2}"
    return re.compile(rf"\s(?:[\w'’-]+\s)?[\w'’-]+(?:s|men)(?:,?\sand\s[\w-]+\s[\w-]+)?\s{been}(?:{any_of(cues)})\b")


def _figures(apart_from: str) -> str:
    """A number in figures that does not go on before or behind, nor stand behind one of some marks."""
    return (
        rf"(?<![\w{apart_from}])\d{{1,3}}(?:[.,]\d{{3}})+(?![\d.,]*\d)"
        rf"|(?<![\d{apart_from}])\d{{1,9}}(?:\.\d{{1,2}})?(?![\d:]|\.\d|,\d)"
    )


def _singular(page: Mapping, categories: Mapping[str, str]) -> tuple[re.Pattern, ...]:
    """One person without a number: "soldier killed", "a general, X Y, is killed", "mine kills sapper"."""
    if "singular" not in page["people"]:
        return ()
    if "aged" in page["people"]:
        return _singular_unspaced(page, categories)
    who, hurt = rf"(?P<who>{any_of(page['people']['singular'])})", rf"(?:{any_of(categories)})"
    if "classifiers" in page:  # "ชายวัย 63 เสียชีวิต": one person by their age, or by rank or trade
        return (re.compile(rf"{who}\s?\d{{1,2}}(?=[^\n]{{0,30}}{hurt})"), _ranked(page, categories))
    between = r"(?:\s(?:is|was|has been|being|reported|shot|fatally|seriously|badly|slightly|lightly|found|with)){0,2}"
    return (
        re.compile(rf"(?<!no )\b{who}\b{between}\s{hurt}\b"),
        re.compile(rf"(?<!no )\b{who}\b(?:,?\s[\w.-]+){{1,3}},?\s(?:is|was|has been)\s{hurt}\b"),
        re.compile(rf"(?<!no )\b{who}\b,\s\d{{1,2}},\s(?:is\s|was\s)?{hurt}\b"),  # "Villager, 63, killed"
        re.compile(
            rf"\b(?:one|a)\s(?P<who>{any_of(page['people'].get('nationals', NOBODY))})\s(?:is\s|was\s)?{hurt}\b"
        ),
        re.compile(
            rf"\b(?:kills|killed|killing|wounds|wounded|wounding|injures|injured|maims|hurts|hurt)\s"
            rf"(?:a\s|one\s)?(?:\w+\s){{0,2}}{who}\b(?!s)"
        ),
    )


def _ranked(page: Mapping, categories: Mapping[str, str]) -> re.Pattern:
    """One person by rank or trade: "จ.ส.อ.สมชาย ใจดี เสียชีวิต", "ครูถูกยิงดับ", but not "พลทหารเสียชีวิต 2 นาย"."""
    people = page["people"]
    hurt = [
        cue for cue, category in categories.items() if category in ("killed", "injured") and not cue.startswith("ผู้")
    ]
    between = rf"(?:(?!{any_of(people['said'])})[^\d;:\n]){{0,40}}?"
    counted = rf"(?!\s?(?:{any_of(page['bounds']['about'])})?\s?(?:\d|{any_of([*page['vague'], *page['numbers']])}))"
    return re.compile(rf"(?P<who>{any_of(people['ranked'])}){between}(?:{any_of(hurt)}){counted}")


def _singular_unspaced(page: Mapping, categories: Mapping[str, str]) -> tuple[re.Pattern, ...]:
    """One person by rank or by age, in a language without spaces: "Colonel X, aged 40, was killed"."""
    aged = rf"(?:{any_of(page['people']['aged'])})\s?\d{{1,3}}"
    hurt = [cue for cue, category in categories.items() if category in ("killed", "injured")]
    ranked = any_of(page["people"]["singular"])
    between = rf"(?:(?!{any_of(page['people']['said'])})[^;:\n]){{0,60}}?"
    people = any_of([*page["people"]["civilian"], *page["people"]["military"]])
    return (
        re.compile(rf"(?P<who>{aged}){between}(?:{any_of(hurt)})"),
        re.compile(rf"(?:{any_of(hurt)})\s?(?:{people})\s?(?P<who>{aged})"),
        re.compile(rf"(?P<who>{ranked}){between}(?:{any_of(page['people']['befell'])})(?:{any_of(hurt)})"),
    )
