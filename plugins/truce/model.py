"""The nouns of the product, frozen. What each word means is in codebook.md's terms; see README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum


class Label(StrEnum):
    """What an item reports as news. An item may carry several; none is the empty set."""

    CLASH = "clash"
    MEETING = "meeting"
    ALLEGATION = "allegation"
    BREACH = "breach"  # hostile but not kinetic: reinforcement, fortification, airspace ...


class Assertion(StrEnum):
    """How a report asserts what it says."""

    STATED = "stated"  # by somebody who is not a side, or admitted by the actor itself
    ALLEGED = "alleged"  # one side says that the other did it
    DENIED = "denied"  # a side says that it did not happen, or that it was not them


class Tense(StrEnum):
    """Where what is said stands in time. Only past and ongoing feed incidents."""

    PAST = "past"
    ONGOING = "ongoing"
    FUTURE = "future"  # announced
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    BACKGROUND = "background"  # old news retold


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Polling:
    """Where polling a feed stands; the columns of `feeds` say more."""

    lease_number: int = 0
    interval_seconds: int | None = None
    error_weight: int = 0
    validators_at: datetime | None = None
    moved_url: str | None = None
    moving_to: str | None = None
    moving_since: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """An outlet's address, and whose voice it is."""

    feed_code: str
    outlet: str
    url: str
    language: str
    family: str  # publishers under one owner are one voice
    side: str | None = None  # actor code of the state it stands with, if any
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    polling: Polling = Polling()

    @property
    def address(self) -> str:
        """Where it is polled: where it has moved for good, else where the registry has it."""
        return self.polling.moved_url or self.url


@dataclass(frozen=True, slots=True)
class Fetched:
    """How one attempt on a feed ended: fresh, unchanged (304), same_body, failed, gone (410), or postponed
    (not tried, since its host asked for a pause)."""

    outcome: str
    url: str
    http_status: int | None = None
    body: bytes | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    detail: str = ""
    retry_after_seconds: int | None = None
    max_age_seconds: int | None = None  # how long the answer stays fresh (RFC 9111)
    permanent_url: str | None = None  # where it was, if every redirect was a permanent one
    is_refused: bool = False  # by us: an address or a document that we do not take
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a feed document gives it, cleaned, before anybody has read it."""

    guid: str
    title: str
    summary: str
    link: str | None
    published_at: datetime | None  # UTC; None where the document gives no usable date
    published_raw: str | None = None
    author: str | None = None
    wire: str | None = None  # family code of the wire it credits, if any
    content_hash: str = ""

    def fields(self) -> dict:
        """The entry as JSON takes it; `from_fields` gives back the same."""
        moment = self.published_at
        return {name: getattr(self, name) for name in self.__slots__} | {
            "published_at": moment.isoformat() if moment else None
        }

    @classmethod
    def from_fields(cls, fields: Mapping) -> Entry:
        """Raises KeyError, TypeError or ValueError for what is no entry."""
        moment = fields["published_at"]
        return cls(**{**fields, "published_at": datetime.fromisoformat(moment).astimezone(UTC) if moment else None})


@dataclass(frozen=True, slots=True)
class EntryText:
    """What the coder sees of a stored entry."""

    entry_id: int
    title: str
    summary: str
    published_at: datetime  # UTC
    language: str | None = None  # as the feed declares it; the text decides


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verbatim span of title + newline + summary behind one coded field."""

    field: str  # label, place, occurred_date, killed, weapons, accuser ...
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed, injured, displaced or captured, as stated. Unknown is None, never 0."""

    category: str  # killed, injured, displaced, captured
    low: int | None
    best: int | None
    high: int | None
    kind: str = "incident"  # or cumulative: never summed
    scope: str | None = None  # actor code of the people counted, if said
    status: str | None = None  # civilian, military, if said
    as_of_date: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one entry says happened. A statement, not yet a fact: see Incident."""

    label: Label
    type: str  # see TYPES
    assertion: Assertion
    tense: Tense
    conflict_code: str | None  # the watched conflict it belongs to, if any
    # clash: who did it to whom. allegation: who speaks, about whom. meeting: source = who meets
    source_actors: tuple[str, ...] = ()
    target_actors: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    status: str | None = None  # meetings: announced, confirmed, held, postponed, cancelled ...
    occurred_date: date | None = None
    occurred_precision: Precision = Precision.UNKNOWN
    place_code: str | None = None
    where_precision: int | None = None  # UCDP 1 exact ... 6 country, 7 sea or air
    unresolved_place: str | None = None
    weapons: tuple[str, ...] = ()
    act: str | None = None  # allegations: the act in the words of the text
    act_kind: str | None = None  # allegations: a clash or breach type, or "ceasefire", "other"
    is_partial: bool = False  # admissions of a part
    tolls: tuple[Toll, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    score: float = 1.0
    level: str | None = None  # meetings: see LEVELS
    topics: tuple[str, ...] = ()  # meetings: see TOPICS


@dataclass(frozen=True, slots=True)
class Reading:
    """That a codebook version has read an entry, also when it found nothing."""

    language: str
    labels: frozenset[Label]
    scores: dict[str, float]
    reports: tuple[Report, ...]
    reason: str | None = None  # why nothing was found, where nothing was


CLASH_TYPES = (
    "small_arms",
    "artillery",
    "rocket",
    "air_strike",
    "drone",
    "ground_assault",
    "mine",
    "unconventional",
    "other",
)
BODY_TYPES = frozenset({"GBC", "RBC", "JBC"})  # joint bodies whose meetings are a type of their own
MEETING_TYPES = (
    "leaders",
    "ministers",
    "GBC",
    "RBC",
    "JBC",
    "regional_body",
    "UN",
    "call",
    "visit",
    "mediation",
    "signing",
    "other",
)
ALLEGATION_TYPES = ("accusation", "denial", "admission", "counter_accusation", "finding")
BREACH_TYPES = (
    "reinforcement",
    "fortification",
    "patrol",
    "airspace",
    "crossing",
    "detention",
    "access_denied",
    "disinformation",
)
TYPES = {
    Label.CLASH: CLASH_TYPES,
    Label.MEETING: MEETING_TYPES,
    Label.ALLEGATION: ALLEGATION_TYPES,
    Label.BREACH: BREACH_TYPES,
}
MEETING_STATUSES = (
    "announced",
    "confirmed",
    "under_way",
    "held",
    "agreed",
    "postponed",
    "cancelled",
    "walked_out",
)
LEVELS = ("head_of_government", "ministerial", "military", "official")  # of talks, the highest first
TOPICS = (
    "ceasefire",
    "withdrawal",
    "boundary",
    "prisoners",
    "demining",
    "observers",
    "humanitarian",
    "crossings",
    "crime",
)
HAPPENED = frozenset({"under_way", "held", "agreed"})
TOLL_CATEGORIES = ("killed", "injured", "displaced", "captured")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A watched pair of sides. Days are days of its time zone."""

    conflict_code: str
    name: str
    side_a: str
    side_b: str
    time_zone: str
    border_provinces: frozenset[str] = frozenset()  # both sides', by the gazetteer's admin1
    line_name: str = ""  # what an act "on the border" is said to have happened at
    language_a: str = ""  # of side_a's press
    language_b: str = ""
    seats: frozenset[str] = frozenset()  # places that stand for a government, not for where something happened
    bodies: frozenset[str] = frozenset()  # joint bodies of the two sides
    monitors: frozenset[str] = frozenset()
    regional_bodies: frozenset[str] = frozenset()
    mediators: frozenset[str] = frozenset()
    onlookers: frozenset[str] = frozenset()  # other states that news of the conflict names in passing

    @property
    def sides(self) -> frozenset[str]:
        return frozenset((self.side_a, self.side_b))

    def home_of(self, language: str) -> str | None:
        """The side whose press writes in a language, if one side's alone does."""
        homes = {self.language_a: self.side_a, self.language_b: self.side_b}
        return homes.get(language) if self.language_a != self.language_b else None


@dataclass(frozen=True, slots=True)
class Statement:
    """A stored report together with whose voice it is and when it was said."""

    report_id: int
    label: str
    type: str
    assertion: str
    tense: str
    conflict_code: str | None
    family: str  # the wire it credits, else the publisher's family: one voice
    side: str | None  # the side whose press it is
    title: str
    published_at: datetime
    published_date: date  # in the conflict's time zone
    seen_at: datetime
    source_actors: tuple[str, ...] = ()
    target_actors: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    status: str | None = None
    occurred_date: date | None = None
    occurred_precision: str = "unknown"
    place_code: str | None = None
    where_precision: int | None = None
    weapons: tuple[str, ...] = ()
    act: str | None = None
    act_kind: str | None = None
    is_partial: bool = False
    tolls: tuple[Toll, ...] = ()
    entry_id: int = 0
    lead: str = ""  # how its text begins, without spaces and signs: copies begin alike
    group_id: int | None = None  # incident, meeting or claim it was put into
    is_superseded: bool = False
    level: str | None = None
    topics: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day it speaks of; the day of publication where it names none."""
        return self.occurred_date or self.published_date


@dataclass(frozen=True, slots=True)
class Range:
    """A number of people as far as it is known. All None: unknown."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening that one or more reports speak of. The counting unit."""

    incident_id: int | None
    conflict_code: str
    type: str
    is_kinetic: bool
    occurred_date: date
    occurred_precision: str
    place_code: str | None
    where_precision: int | None
    source_actors: tuple[str, ...]
    status: str
    killed: Range
    injured: Range
    weapons: tuple[str, ...]
    summary: str
    family_count: int
    report_count: int
    sides_heard: tuple[str, ...]
    first_reported_at: datetime
    last_reported_at: datetime
    families_side_a: int | None = None  # independent voices of the press of a side, and of neither
    families_side_b: int | None = None
    families_third: int | None = None
    late_killed: int | None = None  # a late batch: by how many what was told late exceeds what was told before
    late_injured: int | None = None
    has_civilian_victims: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """Talks with a life; the announcement and the meeting are one."""

    meeting_id: int | None
    conflict_code: str
    type: str
    status: str
    meeting_date: date | None
    meeting_precision: str
    place_code: str | None
    participants: tuple[str, ...]
    mediators: tuple[str, ...]
    has_agreement: bool
    summary: str
    report_count: int
    family_count: int
    first_reported_at: datetime
    held_at: datetime | None
    last_reported_at: datetime
    level: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Who accuses whom of what, and what came back."""

    claim_id: int | None
    conflict_code: str
    accuser: str | None
    accused: str | None
    act_kind: str
    act: str
    place_code: str | None
    claimed_date: date
    response: str
    incident_id: int | None
    report_count: int
    family_count: int
    first_reported_at: datetime
    last_reported_at: datetime
    point: int | None = None  # the numbered point of an agreement that is said to be broken


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered point of a ceasefire, and the kinds of act that break it."""

    clause_number: str
    paraphrase: str
    obligated: frozenset[str]
    acts: frozenset[str]
    from_at: datetime | None
    doubt: str | None
    protects: str | None = None  # whom in particular, as it fits acts that hurt them: civilians


@dataclass(frozen=True, slots=True)
class StateInterval:
    """A stretch of a ceasefire's life, half open: [from_at, to_at)."""

    state: str
    from_at: datetime
    to_at: datetime | None
    by_actor: str | None


@dataclass(frozen=True, slots=True)
class Ceasefire:
    """An agreement between parties, its clauses and its life."""

    ceasefire_code: str
    conflict_code: str
    name: str
    parties: frozenset[str]
    effective_at: datetime | None
    clauses: tuple[Clause, ...]
    states: tuple[StateInterval, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """An incident that breaks a clause of a ceasefire in force between its parties."""

    incident_id: int
    ceasefire_code: str
    clause_number: str
    state_from_at: datetime
    by_actors: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A mail owed."""

    kind: str  # incident, update, digest
    grade: str  # what was new; no second mail without a new grade
    subject: str
    body_text: str
    body_html: str
    message_id: str
    thread_id: str | None = None
    rule_code: str | None = None
    incident_id: int | None = None
    digest_date: date | None = None
    chart_spec: dict | None = field(default=None, hash=False)
