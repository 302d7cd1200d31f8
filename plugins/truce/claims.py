"""Decide which allegations are one claim, and what came back. Pure: no store, no clock.

Codebook: a claim is accuser, accused, act, place, time; denials, admissions, counter-accusations
and findings answer it. A claim alone never raises a count of incidents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz

from truce.model import Claim, Conflict, Label, Statement
from truce.nearby import Asked
from truce.voices import with_origins

SAME_CLAIM_DAYS = 3
ANSWER_DAYS = 7
SAME_WORDS = 70  # likeness of the words for two acts, 0 to 100
RESPONSES = ("silence", "counter_accuse", "deny", "partly_admit", "admit", "finding")  # by weight
POINT = re.compile(  # "breached point 3 of the joint statement"
    r"\b(?:point|clause|article|paragraph|item)\s(?:no\.?\s)?(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen)\b|ข้อ(?:ที่)?\s?(\d{1,2}|[๐-๙]{1,2})|ចំណុច(?:ទី)?\s?(\d{1,2}|[០-៩]{1,2})",
    re.IGNORECASE,
)
NUMBERS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
)
VAGUE_KINDS = frozenset({"other", "unconventional"})  # acts of one kind need not be alike: gas, cluster bombs
KINETIC_KINDS = frozenset({"small_arms", "artillery", "rocket", "ground_assault", "other", "ceasefire"})


def feeds_a_claim(statement: Statement) -> bool:
    return (
        statement.label == Label.ALLEGATION
        and statement.conflict_code is not None
        and statement.tense not in ("background", "hypothetical", "future")
    )


def is_answer(statement: Statement) -> bool:
    return statement.type in ("denial", "admission", "finding")


def accuser_and_accused(statement: Statement) -> tuple[str | None, str | None]:
    """Who accuses whom. A denial or admission is spoken by the accused."""
    speaker = statement.source_actors[0] if statement.source_actors else None
    other = statement.target_actors[0] if statement.target_actors else None
    if statement.type in ("denial", "admission"):
        speaker, other = other, speaker
    if statement.type == "finding":
        speaker = None  # who found it accuses nobody
    return (speaker, other) if speaker != other or speaker is None else (speaker, None)


def likeliest(statement: Statement, near: Iterable[tuple[int, float, Claim]]) -> list[tuple[float, int]]:
    """The claims an allegation may repeat or answer, of those near it in days and people: how unlikely each is (below
    0), and its number; the likeliest first, of equals the elder."""
    scored = []
    for days, people, claim in near:
        act = _act_affinity(statement, claim)
        if act:
            scored.append((-(people + act - 0.05 * days), claim.claim_id or 0))
    return sorted(scored)


def _reach(statement: Statement) -> int:
    """How many days from a claim it may be repeated or answered."""
    return ANSWER_DAYS if is_answer(statement) else SAME_CLAIM_DAYS


def kept_under(claim: Claim) -> tuple[str, date, tuple]:
    """Room, shelf and mark of a claim: what an allegation of it must agree with (see nearby.py)."""
    return claim.conflict_code, claim.claimed_date, (claim.accuser, claim.accused)


def looked_for_under(statement: Statement) -> tuple[str | None, Mapping[date, int], Mapping[tuple, float]]:
    """Where the claims are that an allegation may repeat or answer: those of its conflict and people, of the days
    within reach."""
    days = days_near(statement.published_date, _reach(statement))
    return statement.conflict_code, days, people_near(*accuser_and_accused(statement))


@lru_cache(maxsize=10_000)
def days_near(day: date, reach: int) -> dict[date, int]:
    """The days within reach of a day, and how many each is away."""
    return {day + timedelta(days=n): abs(n) for n in range(-reach, reach + 1)}


@lru_cache(maxsize=1_000)
def people_near(accuser: str | None, accused: str | None) -> Mapping[tuple, float]:
    """The accuser and accused of claims, and how much they speak for a claim by and about these."""
    return Asked(lambda theirs: people_affinity((accuser, accused), theirs))


def people_affinity(mine: tuple[str | None, str | None], theirs: tuple[str | None, str | None]) -> float:
    """More for each of the two that both name; 0 where they name different ones."""
    affinity = 0.5
    for one, other in zip(mine, theirs, strict=True):
        if one is None or other is None:
            continue
        if one != other:
            return 0.0
        affinity += 0.25
    return affinity


def _act_affinity(statement: Statement, claim: Claim) -> float:
    kind = statement.act_kind or "other"
    if kind == claim.act_kind:
        is_vague = kind in VAGUE_KINDS and not is_answer(statement)
        return _unnamed_affinity(statement, claim) if is_vague else 1.0
    if kind == "other" and is_answer(statement):
        return 0.4  # "denied the allegations": whatever was alleged
    if kind in KINETIC_KINDS and claim.act_kind in KINETIC_KINDS:
        named = "other" not in (kind, claim.act_kind) or statement.published_date == claim.claimed_date
        return 0.5 if named or is_answer(statement) else 0.0
    return 0.6 if fuzz.token_set_ratio(statement.act or "", claim.act) >= 80 else 0.0


def _unnamed_affinity(statement: Statement, claim: Claim) -> float:
    """Two acts of no kind that has a name are one if their words are alike, or if they are told in one day."""
    if fuzz.token_set_ratio(statement.act or "", claim.act) >= SAME_WORDS:
        return 1.0
    return 0.5 if abs((statement.published_date - claim.claimed_date).days) <= 1 else 0.0


def claim_of(
    statements: Sequence[Statement],
    conflict: Conflict,
    incident_id: int | None = None,
    claim_id: int | None = None,
) -> Claim:
    """What these allegations and answers add up to, in order of publication."""
    ordered = with_origins(statements)
    lead = next((s for s in ordered if not is_answer(s)), ordered[0])
    accuser, accused = _people_of(ordered)
    return Claim(
        claim_id=claim_id,
        conflict_code=conflict.conflict_code,
        accuser=accuser,
        accused=accused,
        act_kind=lead.act_kind or "other",
        act=lead.act or lead.title,
        place_code=next((s.place_code for s in ordered if s.place_code), None),
        claimed_date=ordered[0].published_date,
        response=response_to(ordered),
        incident_id=incident_id,
        report_count=len(ordered),
        family_count=len({s.family for s in ordered}),
        first_reported_at=min(s.seen_at for s in ordered),
        last_reported_at=max(s.seen_at for s in ordered),
        point=next((p for s in ordered if (p := point_named(f"{s.act or ''} {s.title}")) is not None), None),
    )


def point_named(text: str) -> int | None:
    """The numbered point of an agreement that a text speaks of, in figures or words."""
    found = POINT.search(text)
    if not found:
        return None
    number = (found[1] or found[2] or found[3]).lower()
    return NUMBERS.index(number) + 1 if number in NUMBERS else int(number)


def _people_of(ordered: Sequence[Statement]) -> tuple[str | None, str | None]:
    pairs = [accuser_and_accused(s) for s in ordered]
    accuser = next((a for a, _ in pairs if a), None)
    accused = next((b for _, b in pairs if b and b != accuser), None)
    return accuser, accused


def response_to(statements: Iterable[Statement]) -> str:
    """The weightiest answer so far: a finding, then admission, partial admission, denial, silence."""
    given = {_response(s) for s in statements}
    return max(given, key=RESPONSES.index)


def _response(statement: Statement) -> str:
    if statement.type == "denial":
        return "deny"
    if statement.type == "admission":
        return "partly_admit" if statement.is_partial else "admit"
    if statement.type == "finding":
        return "finding"
    return "silence"
