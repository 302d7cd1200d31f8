"""An entry as it is read: its sentences with the cues, actors, places, dates and tolls in them, and the
watched conflict it belongs to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from truce.actors import ActorMention
from truce.casualties import TollMention, tolls_in
from truce.languages import THAI_OR_KHMER, alike, sentences
from truce.lexicon import Codebook, Cue
from truce.model import CLASH_TYPES, Conflict, Evidence, Precision
from truce.occurrence import DateMention, dates_in, told_today
from truce.places import PlaceMention

Answer = TypeVar("Answer")
EARLIEST_YEAR = 1990  # an entry published before that has no date
OPENING = 1_500  # characters in which an entry says what day it is
TEXT_CAP = 60_000  # characters read of one entry
SENTENCE_CAP = 1_200  # longer ones (lists, texts without stops) are cut at a space
STRUCK_WITHIN = 24  # characters between "kills" and the shelter: "kills 30 at displacement shelter"
TO_SHELTER = re.compile(r"[,;]|\bto\b|\bin\b|\bfrom\b|[\u0e00-\u17ff]")  # people fled there
LONG_SENTENCE, SHELTER_WITHIN = 200, 40  # characters
LED_BY = 16  # characters before a word that say how it is used ("in", "to the", "the news of")
HOSPITALS = ("โรงพยาบาล", "รพ.", "รพ. ", "មន្ទីរពេទ្យ")
OLD_DAYS = 21  # an act dated longer ago is background (old news retold)
IN_PLACE = re.compile(
    r"\b(?:in|at|near|to|hosted by|visit(?:s|ed|ing)?|inside|toured|outside|reach(?:es|ed)"
    r"|(?:packs?|bound|left|leaves?|leaving|heads?|headed|heading|departs?|departed|flew|flies|off) for)"
    r"\s+(?:an?\s|the\s+)?$"
    r"|(?:(?<!พื้น)ที่\s?|ณ\s?|ใน|เยือน|ถึง|ไป|มา|สู่|ยัง|คือ|บิน|หมุด|กรุง|พบกัน)"
    r"(?:ประเทศ|ราชอาณาจักร|กรุง|นคร|เมือง|จังหวัด|จ\.\s?|อำเภอ|อ\.\s?|ตำบล|ต\.\s?|ด่าน|โรงแรม)?$"
    r"|(?:នៅ|ក្នុង|ទៅ|មក|ដល់|កាន់|នា|ឯ|ចូល|ទស្សនកិច្ច|ក្រុង|រាជធានី|ជិត|ក្បែរ)\s?(?:ប្រទេស|ខេត្ត|ស្រុក|ឃុំ|ភូមិ|ច្រក|សណ្ឋាគារ)?$",
    re.IGNORECASE,
)
UNNAMED_SUBJECT = re.compile(
    r"[^,]*,\s(?!who|which|whose|in\s|on\s|at\s|also|however|too)[a-z][^,:;\"”]*$"
)  # "A did it, monks say"
TOLD_THAT = re.compile(r"\bthat\b")  # behind a verb of saying: who comes after it is spoken of
SAID_OF = (" is ", " are ", " was ", " were ")  # before a verb of saying: it is said of whoever stands before
JOINED = (" and ", " but ")  # before a verb whose subject is that of the verb before
SPOKEN_WITHIN = 45  # characters between a name and its verb of saying: "Cambodian Prime Minister Hun Manet said"
CLAUSE = re.compile(r"[,;:.]|\b(?:and|but|that|who|which|of|in|says?|said)\b")
OBLIQUE = re.compile(r"\b(?:with|from|to|by|of|against|on|into|in|for)\s(?:the\s)?$")
HOSTS = re.compile(  # right behind a city in which talks are
    r"\s(?:hosts|to host|will host|hosted)\b"
    r"|\s(?:hotel|palace|resort|conference|convention|villa|guesthouse|residence|venue|airport)\b"
    r"|\s(?:welcomes?|will welcome|receives?|will receive|welcomed|received)\s(?:[\w-]+\s){0,3}(?:delegation|team"
    r"|ministers?|premier|guests|negotiators|envoys?|counterparts?|leaders?|officials)\b"
    r"|\s?เป็น(?:สถานที่|ที่ประชุม|เจ้าภาพ)"
    r"|\s?(?:នឹង|បាន)?(?:ទទួល(?:គណៈ|ស្វាគមន៍|ជួប|ភ្ញៀវ|ប្រតិភូ)|រៀបចំកិច្ចប្រជុំ|ធ្វើម្ចាស់|ធ្វើជាម្ចាស់|ជាម្ចាស់ផ្ទះ)"
)
CLOCK_OF = re.compile(r"เวลา(?:ท้องถิ่น|ใน|ที่|ของ|ประเทศ|กรุง)*$")  # before a place whose clock is meant
LOCAL_TIME = tuple(f"เวลาท้องถิ่น{of}" for of in ("", "กรุง", "ประเทศ", "ของกรุง", "ของประเทศ", "ของ", "ใน", "ณ กรุง", "ณ "))
NAME_WITHIN = 24  # characters
NAMED_BY_DAY = re.compile(  # before a day by which an agreement is called: "ละเมิดแถลงการณ์ 27 ธ.ค."
    r"(?:แถลงการณ์(?:ร่วม)?|ข้อตกลง(?:หยุดยิง)?|ปฏิญญา(?:ร่วม)?|การหยุดยิง"
    r"|(?:បទឈប់បាញ់|កិច្ចព្រមព្រៀង|ថ្លែងការណ៍រួម|ប្រកាសរួម)(?:ចុះ)?)\s?$"
)
HAPPENS = frozenset({"force", "weapons", "weak_force", "meeting"})  # sections of cues that tell what happens in a city
VOICES = frozenset({"speech", "office"})  # sections of cues behind a seat of power that speaks
THERE_WITHIN = 12  # characters between a city and what happens there: "Kabul hospital blast", "Moscow talks"
SAID_THAT = ("ว่า", "ថា")  # ends a verb of saying: who is named behind it is spoken of
THAT = ("ថា", " ថា ")
NOT_SAYING = re.compile(r"(?:ចោទ|ប្រកាន់|បន្ទោស|ប្តឹង|កំហុស|ប្រាប់|របស់|លើ|ទៅ|ដល់|ជាមួយ)(?:ភាគី)?$")  # "blamed Thailand that"
COLONS = (":", "៖")
QUOTE_ENDS = (",", '"', "”", "’", "'")
LINKING = re.compile(r"\b(?:after|before|for|in|on|over|since|during|to|and|says?|said|wants?|seeks?|calls?|urges?)\b")
JOINT = re.compile(r"\s?[-–—/]\s?")  # between two names that are one word
ARMED = frozenset({"state", "army", "army_region", "armed_group"})  # kinds of actors that have arms
ARMIES = frozenset({"army", "army_region"})  # those that may be named after a place
LINE_KINDS = frozenset({"pass", "temple", "hill", "village"})
HEAVY = frozenset({"artillery", "rocket", "air_strike", "drone", "mine"})
TRIGGERS = frozenset({  # without a cue of these an entry says nothing of ours
    "force", "weapons", "weak_force", "meeting", "accuse", "deny", "admit", "violation", "breach",
})  # fmt: skip


@dataclass(frozen=True)
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
        """Its cues of a section, or of one key of the section, in order."""
        found = self._by_section.get(section, [])
        return found if key is None else [c for c in found if c.key == key]

    def has(self, section: str, key: str | None = None) -> bool:
        return bool(self.of(section, key))

    @property
    def sections(self) -> Set[str]:
        """The sections it has cues of."""
        return self._by_section.keys()

    @cached_property
    def _by_section(self) -> dict[str, list[Cue]]:
        found: dict[str, list[Cue]] = {}
        for cue in self.cues:
            found.setdefault(cue.section, []).append(cue)
        return found

    @cached_property
    def clash_cues(self) -> list[Cue]:
        """The cues by which it speaks of armed force: force itself, or a weapon that strikes, or a weapon and people
        hurt by it."""
        force, weapons = self.of("force"), self.of("weapons")
        hurt = any(t.toll.category in ("killed", "injured") for t in self.tolls)
        if weapons and (hurt or any(_near(w, s) for w in weapons for s in self.of("strike")) or self._bombs(weapons)):
            force = [*force, *weapons]
        taken = [t for t in self.tolls if t.toll.category == "captured"]  # "18 captured soldiers" storm nothing
        weak = [c for c in self.of("weak_force") if hurt or c.key != "toll"]  # "the border incident", with its dead
        weak = [c for c in weak if not any(t.start <= c.start and c.end <= t.end for t in taken)]
        if weak and (force or hurt or weapons or any(a.kind in ARMED for a in self.actors)):
            weak = [replace(c, section="force", key=c.key if c.key in CLASH_TYPES else "other") for c in weak]
            force = [*force, *(c for c in weak if not any(c.start < f.end and f.start < c.end for f in force))]
        return sorted(force, key=lambda c: c.start)

    def _bombs(self, weapons: Sequence[Cue]) -> bool:
        """ "Thailand bombs a depot": whether the name of a weapon is the verb of a party named right before it."""
        verbs = {c.start for c in self.of("attack_verbs")} & {c.start for c in weapons}
        return any(a.end + 1 in verbs and not a.is_demonym for a in self.actors)


def part_of(text: str, sentence: Sentence, start: int, end: int) -> Sentence:
    """What a sentence says between two places of the text."""
    found = {
        name: tuple(f for f in getattr(sentence, name) if start <= f.start and f.end <= end)
        for name in ("cues", "actors", "places", "dates", "tolls")
    }
    return replace(sentence, start=start, end=end, text=text[start:end], **found)


def halves(text: str, sentence: Sentence, at: int) -> tuple[Sentence, Sentence]:
    """What a sentence says before a place of the text and behind it."""
    return part_of(text, sentence, sentence.start, at), part_of(text, sentence, at, sentence.end)


@dataclass
class Article:
    """An entry while it is read: its sentences, its parties, and what later sentences inherit."""

    text: str
    language: str
    published_at: datetime
    codebook: Codebook
    sentences: list[Sentence]
    parties: frozenset[str]
    conflict: Conflict | None
    speaker: str | None = None  # who spoke last
    subject: str | None = None  # whom the last sentence that begins with a party is about
    blamed: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)  # accused → kind of act → where told
    ruled_out: list[tuple[str, str]] = field(default_factory=list)  # (evidence, why)

    def before(self, place: int) -> str:
        """The few characters that lead up to a place; a whole prefix would cost the length of the text."""
        return self.text[max(0, place - LED_BY) : place]

    @cached_property
    def _answers(self) -> dict[Callable, object]:
        return {}

    def once(self, ask: Callable[[Article], Answer]) -> Answer:
        """The answer to a question about the whole entry that many of its sentences raise: found once, whatever the
        length of the text. It must not depend on what is noted while the entry is read."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        return self._answers[ask]

    @cached_property
    def accuses(self) -> bool:
        """Whether any sentence blames somebody or speaks of a violation."""
        return any(s.has("accuse", "terms") or s.has("violation") for s in self.sentences)

    @cached_property
    def dispute(self) -> Conflict | None:
        """The conflict whose sides may blame each other here: that of the entry, else the one watched conflict
        with a side named, if no state of another conflict is."""
        if self.conflict:
            return self.conflict
        found = [c for c in self.codebook.conflicts if self.parties & c.sides and not _other_states(self, c)]
        return found[0] if len(found) == 1 else None

    def rule_out(self, cue: Cue, why: str) -> None:
        self.ruled_out.append((cue.text, why))


def read_article(text: str, title_length: int, language: str, published_at: datetime, codebook: Codebook) -> Article:
    """Find cues, actors, places, tolls and dates, sentence by sentence. Days are those of the conflict it
    belongs to, which is weighed again without the numbers that turn out to be days. An entry that came without a
    date is of the day that it calls today."""
    text = text[:TEXT_CAP]
    if published_at.year < EARLIEST_YEAR:
        told = told_today(text[:OPENING], codebook.pages[language])
        published_at = datetime.combine(told, time(12), UTC) if told else published_at
    found = [
        _sentence(text, start, end, end <= title_length + 1, language, codebook)
        for start, end in _pieces(text, language)
    ]
    parties = frozenset(a.party for s in found for a in s.actors)
    article = Article(text, language, published_at, codebook, found, parties, None)
    conflict = _conflict_of(article)
    zone = conflict.time_zone if conflict else "UTC"
    article.sentences = [_dated(s, language, published_at, zone, codebook) for s in found]
    is_shorter = any(len(a.tolls) != len(b.tolls) for a, b in zip(found, article.sentences, strict=True))
    article.conflict = _conflict_of(article) if is_shorter else conflict
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
    codebook: Codebook,
) -> Sentence:
    """A sentence and what is found in it, but for its dates."""
    part = text[start:end]
    read = alike(part)
    cues = codebook.matchers[language].cues_in(read, start)
    cues = _without_moot(cues)
    places = codebook.gazetteer.places_in(read, start)
    actors = codebook.actor_names.actors_in(read, start)
    actors = sorted((*actors, *_officials(actors, places, cues, codebook)), key=lambda a: a.start)
    tolls = [_moved(t, start) for t in tolls_in(read, language, codebook.pages[language])]
    real = _real_places(text, places, cues, actors, codebook)
    return Sentence(start, end, part, is_title, tuple(cues), tuple(actors), tuple(real), (), tuple(tolls))


def _dated(sentence: Sentence, language: str, published_at: datetime, zone: str, codebook: Codebook) -> Sentence:
    """A sentence with the days it names, if it tells of anything, and without the tolls that are but numbers
    of days."""
    told = any(c.section in TRIGGERS for c in sentence.cues)
    if not (told or sentence.tolls or sentence.places or sentence.actors):
        return sentence
    read = dates_in(alike(sentence.text), language, published_at, zone, codebook.pages[language])
    if not read:
        return sentence
    dates = tuple(_moved(d, sentence.start) for d in read)
    tolls = tuple(t for t in sentence.tolls if not any(_counts_days(t, d) for d in dates))
    return replace(sentence, dates=dates, tolls=tolls)


def _without_moot(cues: list[Cue]) -> list[Cue]:
    """Cues without those that are part of a longer phrase that says something else. Time and status are moot only
    in a moot phrase; talk of talks ("refused to meet") keeps them."""
    phrases = [c for c in cues if c.section in ("moot", "not_meeting")]
    return [c for c in cues if not _is_moot(c, phrases)] if phrases else cues


def _is_moot(cue: Cue, phrases: Iterable[Cue]) -> bool:
    if cue.section in ("moot", "not_meeting", "breach", "violation"):
        return False
    sections = ("moot",) if cue.section in ("tense", "meeting_status") else ("moot", "not_meeting")
    return any(m.section in sections and m.start <= cue.start and cue.end <= m.end for m in phrases)


def _counts_days(toll: TollMention, date: DateMention) -> bool:
    """Whether the number of a toll is that of a day: "PHNOM PENH, May 28 – A soldier was killed"."""
    return date.start <= toll.start < date.end or date.start < toll.end <= date.end


def _officials(
    actors: Sequence[ActorMention], places: Iterable[PlaceMention], cues: Iterable[Cue], codebook: Codebook
) -> Iterator[ActorMention]:
    """Offices named by their place speak for its state: "Sa Kaeo police", "Trat's governor"."""
    offices = [c for c in cues if c.section == "office"]
    for place in places if offices else ():
        office = next((c for c in offices if 0 <= c.start - place.end <= 3), None)
        taken = any(a.start < place.end and place.start < a.end for a in actors)
        if office and not taken and place.country in codebook.actor_names.actors:
            yield ActorMention(place.country, place.country, "office", place.start, office.end, False)


def _moved(found, by: int):
    return replace(found, start=found.start + by, end=found.end + by) if by else found


def _real_places(
    text: str,
    places: Iterable[PlaceMention],
    cues: Sequence[Cue],
    actors: Iterable[ActorMention],
    codebook: Codebook,
) -> Iterator[PlaceMention]:
    """Without capitals that stand for their government: "Phnom Penh said" is nowhere; nor is a name that
    ends inside the word for a border (in Khmer the crossing Prum is its first syllable) or inside a longer name, nor
    one inside the name of a body ("Chanthaburi and Trat Border Defence Command")."""
    borders = [c for c in cues if c.section == "border"]
    bodies = [a for a in actors if a.kind != "office"]
    for place in places:
        if any(n.start < place.end < n.end for n in (*borders, *bodies)) or any(_is_within(place, a) for a in bodies):
            continue
        before = text[max(0, place.start - LED_BY) : place.start]
        is_local = before.endswith(LOCAL_TIME)  # "at ten, local time in Phnom Penh": so it is there
        if (CLOCK_OF.search(before) and not is_local) or text.startswith(" time", place.end):
            continue
        is_told = is_local or IN_PLACE.search(before) is not None or HOSTS.match(text, place.end) is not None
        is_unspaced = THAI_OR_KHMER.match(text, place.start) is not None
        is_seat = place.kind == "capital" or (place.kind == "venue" and _speaks(place, cues))
        is_abroad = is_seat and place.country not in codebook.sides
        if is_abroad and not (
            is_told or codebook.surroundings.struck.search(before) or _is_scene(text, place, cues, is_unspaced)
        ):
            continue
        if (place.place_code in codebook.seats or place.kind == "country") and not is_told:
            continue
        yield place


def _speaks(place: PlaceMention, cues: Iterable[Cue]) -> bool:
    """ "The White House said", "a White House official", "the White House no longer wants": a seat, not a scene."""
    return any(c.start - place.end == 1 and (c.section in VOICES or c.key == "negated") for c in cues)


def _is_scene(text: str, place: PlaceMention, cues: Iterable[Cue], is_unspaced: bool) -> bool:
    """Whether what happens follows the name of a city at once, as a noun: "Kabul blast", "Moscow talks"; in Thai
    and Khmer talks stand before it ("GBC กัวลาลัมเปอร์")."""

    def tells(cue: Cue) -> bool:
        if cue.section == "meeting" and 0 <= place.start - cue.end <= 1:
            return is_unspaced or THAI_OR_KHMER.match(cue.text) is not None
        is_noun = cue.section == "meeting" or cue.text[-1:] != "s"
        is_noun = is_noun and not LINKING.search(text, place.end, cue.start)
        return cue.section in HAPPENS and 0 < cue.start - place.end <= THERE_WITHIN and is_noun

    return any(tells(cue) for cue in cues)


def _is_within(place: PlaceMention, actor: ActorMention) -> bool:
    """Whether a place is but a part of the name of an actor."""
    inside = actor.start <= place.start and place.end <= actor.end
    return inside and (actor.kind in ARMIES or actor.end - actor.start > place.end - place.start)


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
    gazetteer = article.codebook.gazetteer
    near = [p for p in places if gazetteer.place(p.place_code).provinces & conflict.border_provinces]
    on_line = any(p.country is None and p.kind in LINE_KINDS for p in near)
    weapons = {c.key for s in article.sentences for c in (*s.of("force"), *s.of("weapons"))}
    context = any(s.has("border", k) for s in article.sentences for k in ("terms", "context"))
    return bool(
        codes & conflict.bodies
        or on_line
        or (named and (context or len(named | land) == 2))
        or (near and (weapons & HEAVY or (weapons and named)))
        or (named and (_running_toll(article) or _is_blame(article)))
    )


def _is_blame(article: Article) -> bool:
    """Whether an entry accuses or denies, and speaks of a broken ceasefire, a breach or heavy weapons."""
    said = any(s.has("accuse") or s.has("deny", "terms") for s in article.sentences)
    return said and any(
        s.has("breach")
        or s.has("violation", "ceasefire")
        or {c.key for c in (*s.of("force"), *s.of("weapons"))} & HEAVY
        for s in article.sentences
    )


def _running_toll(article: Article) -> bool:
    """Whether an entry gives a toll of killed since some earlier day."""
    return any(t.toll.category == "killed" and t.toll.kind == "cumulative" for s in article.sentences for t in s.tolls)


def lone(article: Article, mentions: Iterable[ActorMention]) -> list[ActorMention]:
    """Mentions that stand for one party: in "Thai-Cambodian border" neither side acts."""
    kept = list(mentions)
    joined = {
        mention
        for a, b in pairwise(kept)
        if a.party != b.party and JOINT.fullmatch(article.text[a.end : b.start])
        for mention in (a, b)
    }
    return [m for m in kept if m not in joined]


def _other_states(article: Article, conflict: Conflict) -> set[str]:
    """States of other conflicts that an entry names (mediators and onlookers do not count)."""
    states = {a.party for s in article.sentences for a in s.actors if a.kind == "state"}
    return states - conflict.sides - conflict.mediators - conflict.onlookers


def conflict_tie(article: Article, sentence: Sentence) -> str | None:
    """The conflict a sentence of the article belongs to."""
    conflict = article.conflict
    if conflict is None:
        return None
    here = {a.party for a in sentence.actors}
    foreign = {a.party for a in sentence.actors if a.kind == "state"} - conflict.sides - conflict.mediators
    if foreign and not here & conflict.sides:
        return None
    return conflict.conflict_code


def clash_cues(sentence: Sentence) -> list[Cue]:
    """The cues by which a sentence speaks of armed force."""
    return sentence.clash_cues


def _near(one: Cue, other: Cue) -> bool:
    return abs(one.start - other.start) <= 50 and (one.start, one.end) != (other.start, other.end)


def is_fresh(sentence: Sentence) -> bool:
    """A sentence with a recent day, or with people hurt, tells news whatever else it recalls."""
    return any(d.precision == Precision.DAY for d in sentence.dates) or any(
        t.toll.kind == "incident" and t.toll.category in ("killed", "injured") for t in sentence.tolls
    )


def is_old(when: DateMention, published_at: datetime) -> bool:
    days = (published_at.date() - when.day).days
    limit = {Precision.MONTH: 45, Precision.WEEK: 28}.get(when.precision, OLD_DAYS)
    return days > limit


def other_sides(sides: Iterable[str], side: str, conflict: Conflict | None) -> list[str]:
    return sorted(set(sides) - {side}) if conflict else []


def speaker_of(article: Article, sentence: Sentence) -> str | None:
    """Whose word a sentence is: the party that stands before or right after a verb of saying, or before
    or after the colon of a headline; or, in Khmer, that is named right before "that" ("កងទ័ពថៃថា")."""
    says = next((a for a in sentence.actors if article.text.startswith(THAT, a.end)), None)
    if says and not NOT_SAYING.search(article.before(says.start)):
        return says.party
    for cue in _verbs_of_saying(article, sentence):
        before = [a for a in sentence.actors if a.end <= cue.start and cue.start - a.end <= 60]
        before = [a for a in before if not UNNAMED_SUBJECT.match(article.text, a.end, cue.start)]
        if article.before(cue.start).endswith(JOINED):  # "A admitted shooting a man of B but said"
            before = [a for a in before if not any(v.end <= a.start for v in sentence.of("speech"))]
        after = [a for a in sentence.actors if 0 <= a.start - cue.end <= 30]
        after = [a for a in after if not TOLD_THAT.search(article.text, cue.end, a.start)]
        lead = article.before(cue.start).rstrip()
        is_inverted = lead[-1:] in QUOTE_ENDS  # "…, says the army"
        is_inverted = is_inverted and not article.text.startswith(" that", cue.end)  # "A, however, said that B"
        if cue.text.split()[0].endswith("ing") and lead[-1:] == ",":  # "A halted the handover agreed with B, arguing"
            subjects = [
                a for a in sentence.actors if a.end <= cue.start and not OBLIQUE.search(article.before(a.start))
            ]
            if subjects:
                return subjects[0].party
        if after and (is_inverted or not before) and not cue.text.endswith(SAID_THAT):
            return after[0].party
        if before:
            return before[-1].party
    return _named_by_colon(article, sentence) if sentence.is_title else None


def is_speaker(article: Article, sentence: Sentence, mention: ActorMention) -> bool:
    """Whether a verb of saying follows a name in its own clause, or stands right before it behind a quotation or
    a comma, or after "according to": "Thai police said", "…, says the Thai army"."""
    verbs = _verbs_of_saying(article, sentence)
    behind = (v for v in verbs if 0 <= v.start - mention.end <= SPOKEN_WITHIN)
    speaks = any(not CLAUSE.search(article.text, mention.end, v.start) for v in behind)
    is_source = any(v.text.endswith(" to") and 0 <= mention.start - v.end <= len(" the ") for v in verbs)
    return speaks or is_source or is_inverted(article, sentence, mention)


def _verbs_of_saying(article: Article, sentence: Sentence) -> list[Cue]:
    """Without those in the passive: of whom it "is said" does not speak."""
    return [c for c in sentence.of("speech") if not article.before(c.start).endswith(SAID_OF)]


def is_inverted(article: Article, sentence: Sentence, mention: ActorMention) -> bool:
    """ "…, says the army": right behind a verb of saying that stands behind a quotation or a comma."""
    return any(
        0 < mention.start - c.end <= 6 and article.before(c.start).rstrip()[-1:] in QUOTE_ENDS
        for c in sentence.of("speech")
    )


def subject_of(article: Article, sentence: Sentence) -> str | None:
    """The party that a sentence begins with: "Thailand sent its envoy home", "The Thai army …"."""
    first = next(iter(sentence.actors), None)
    return first.party if first and first.start - sentence.start <= len("\nThe ") else None


def _named_by_colon(article: Article, sentence: Sentence) -> str | None:
    """ "Cambodia: no shots fired", "No shots fired: Maly Socheata"."""
    for actor in sentence.actors:
        starts = actor.start <= sentence.start + 1 and article.text[actor.end : actor.end + 2].lstrip()[:1] in COLONS
        ends = (
            article.before(actor.start).rstrip()[-1:] in COLONS and not article.text[actor.end : sentence.end].strip()
        )
        if starts or ends:
            return actor.party
    return None


def scoped(article: Article, sentence: Sentence, mention: TollMention):
    """The toll with whose people it counts, where a demonym stands in its phrase."""
    span = (mention.start - 12, mention.end + 12)
    whose = {a.party for a in sentence.actors if a.is_demonym and span[0] <= a.start and a.end <= span[1]}
    when = article.published_at.date()
    scope = whose.pop() if len(whose) == 1 and not mention.is_sum else None
    return replace(mention.toll, scope=scope, as_of_date=when)


def date_of(article: Article, sentence: Sentence) -> DateMention | None:
    """The day a sentence gives for what happened: the most exact one not in the future. A month since when
    something is so ("a ceasefire in place since August") is none, nor a day by which an agreement is called."""
    past = [d for d in sentence.dates if not d.is_future and not (d.is_since and d.precision != Precision.DAY)]
    past = [d for d in past if not NAMED_BY_DAY.search(article.text, max(0, d.start - NAME_WITHIN), d.start)]
    order = {Precision.DAY: 0, Precision.WEEK: 1, Precision.MONTH: 2}
    return min(_last_before_force(sentence, past), key=lambda d: (order.get(d.precision, 3), d.start), default=None)


def _last_before_force(sentence: Sentence, days: list[DateMention]) -> list[DateMention]:
    """In a long Thai or Khmer text without stops, where the day of a release comes first, the day named last before
    the words of force; else every day."""
    if len(days) < 2 or sentence.end - sentence.start <= LONG_SENTENCE:
        return days
    force = clash_cues(sentence)
    if not force or not THAI_OR_KHMER.search(sentence.text, 0, LONG_SENTENCE):
        return days
    return [d for d in days if d.start < force[0].start][-1:] or days


def place_of(article: Article, sentence: Sentence) -> PlaceMention | None:
    """The most exact place a sentence names; seats of government, venues abroad and shelters are none."""
    fit = [
        p
        for p in sentence.places
        if p.kind not in ("venue", "sea_area", "country")
        and p.place_code not in article.codebook.seats
        and not _shelters(sentence, p)
    ]
    if sentence.has("unnamed") and len({p.place_code for p in fit if p.kind == "province"}) == len(fit) > 2:
        return None  # "in five provinces, namely …"
    if article.conflict:
        fit = [p for p in fit if p.country in (None, *article.conflict.sides) or p.kind != "capital"]
    return min(fit, key=lambda p: _rank(sentence, p), default=None)


def _rank(sentence: Sentence, place: PlaceMention) -> tuple:
    """The most exact place comes first; in a text without stops (Thai), or beside talks, the one nearest
    to the force, a province after any smaller place."""
    if sentence.end - sentence.start <= LONG_SENTENCE and not sentence.of("meeting"):
        return place.precision, place.start
    far = min((abs(place.start - c.start) for c in clash_cues(sentence)), default=0)
    return place.precision >= 4, far, place.precision, place.start


def _shelters(sentence: Sentence, place: PlaceMention) -> bool:
    """Whether people are sheltered in a place or brought there: it stands right after the shelter, names a
    hospital, or is nearer to the words of relief than to those of force. They were not shelled there, unless the
    shelter itself was ("a drone hit a shelter in A")."""
    before = sentence.text[max(0, place.start - sentence.start - 10) : place.start - sentence.start]
    relief = [c for c in sentence.of("relief") if not _is_struck(sentence, c)]
    if before.endswith(HOSPITALS) or any(0 <= place.start - c.end <= SHELTER_WITHIN for c in relief):
        return True
    force = min((_gap(c, place) for c in clash_cues(sentence)), default=0)
    return any(_gap(c, place) < force for c in relief)


def _is_struck(sentence: Sentence, shelter: Cue) -> bool:
    """Whether a shelter is what was struck: an act stands before it, with few words and no turn between."""
    acts = (c for c in (*sentence.of("attack_verbs"), *sentence.of("force")) if shelter.start - c.end >= 0)
    gaps = (sentence.text[c.end - sentence.start : shelter.start - sentence.start] for c in acts)
    return any(len(gap) <= STRUCK_WITHIN and not TO_SHELTER.search(gap) for gap in gaps)


def _gap(cue: Cue, place: PlaceMention) -> int:
    return max(cue.start - place.end, place.start - cue.end)


def is_told_there(article: Article, start: int) -> bool:
    """Whether words before a place say that something was there: "in", "ที่", "នៅ"."""
    return IN_PLACE.search(article.before(start)) is not None


def evidence_at(name: str, cue: Cue) -> Evidence:
    return Evidence(name, cue.text, cue.start, cue.end)


def span_of(name: str, text: str, start: int, end: int) -> Evidence:
    return Evidence(name, text[start:end], start, end)


def evidence_of(name: str, mention) -> list[Evidence]:
    return [Evidence(name, "", mention.start, mention.end)] if mention else []
