"""Put reports where they belong: into incidents, meetings and claims; then tie claims to incidents and hold
incidents against ceasefires. What a reviewer decided outweighs what the likeness of reports says.

Works inside the caller's transaction; `jobs.group_new_reports` is the task of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count

from truce import ceasefires, claims, corrections, incidents, meetings, store
from truce.lexicon import Codebook
from truce.model import Claim, Conflict, Incident, Meeting, Statement
from truce.nearby import Nearby
from truce.places import Gazetteer

Group = Incident | Meeting | Claim
UNSAVED_FROM = 2**62  # numbers of groups that are not stored yet: above all others, as the youngest
FETCHED_AHEAD = 2  # of the groups that a report may speak of: it may prefer the second once the first has grown
NOWHERE = 0  # the number of no group: a reviewer said that a report belongs to none
OF_STATEMENTS = {"incident": incidents.incident_of, "meeting": meetings.meeting_of, "claim": claims.claim_of}
KIND_OF_LABEL = {
    "clash": "incident",
    "breach": "incident",
    "meeting": "meeting",
    "allegation": "claim",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """How reports become groups of one kind."""

    name: str  # incident, meeting, claim
    feeds_it: Callable[[Statement], bool]
    reach: timedelta  # how far from a report's days its group may lie
    near: Callable  # stored groups between two days
    nearby: Callable[[], Nearby]
    likeliest: Callable[..., list[tuple[float, int]]]
    build: Callable[..., Group]  # (statements, conflict, number)


def _kinds(gazetteer: Gazetteer, decided: dict) -> tuple[Kind, ...]:
    return (
        Kind(
            "incident", incidents.feeds_an_incident, timedelta(days=incidents.REACH_DAYS), store.incidents_near,
            partial(Nearby, incidents.kept_under, partial(incidents.looked_for_under, gazetteer=gazetteer)),
            incidents.likeliest, _decided("incident", gazetteer, decided),
        ),
        Kind(
            "meeting", meetings.feeds_a_meeting, timedelta(days=meetings.REACH_DAYS), store.meetings_near,
            partial(Nearby, meetings.kept_under, meetings.looked_for_under),
            partial(meetings.likeliest, gazetteer=gazetteer), _decided("meeting", gazetteer, decided),
        ),
        Kind(
            "claim", claims.feeds_a_claim, timedelta(days=claims.ANSWER_DAYS), store.claims_near,
            partial(Nearby, claims.kept_under, claims.looked_for_under),
            claims.likeliest, _decided("claim", gazetteer, decided),
        ),
    )  # fmt: skip


def _decided(kind: str, gazetteer: Gazetteer, decided: dict) -> Callable[..., Group]:
    """The way to build groups of a kind that heeds what reviewers corrected of them."""

    def build(statements: Sequence[Statement], conflict: Conflict, number: int | None, **about) -> Group:
        group = OF_STATEMENTS[kind](statements, conflict, **{f"{kind}_id": number}, **about)
        fields = decided.get((kind, number))
        return corrections.corrected(group, fields, gazetteer) if fields else group

    return build


@dataclass(frozen=True, slots=True)
class Changed:
    """The groups of one kind that a batch of reports touched, as they are now."""

    groups: dict[int, Group]
    members: dict[int, list[Statement]]  # standing reports; none are left of a group that was emptied


def group_waiting(conn, codebook: Codebook, now: datetime, limit: int) -> dict[str, int]:
    """Group one batch of the reports that wait for it; return how many, and what they touched."""
    statements = store.ungrouped_reports(conn, limit)
    counts = {"reports": len(statements), "incidents": 0, "meetings": 0, "claims": 0, "violations": 0}
    if not statements:
        return counts
    conflicts = store.conflicts(conn)
    decided = store.corrections(conn)
    pins = store.pins(conn, [s.entry_id for s in statements])
    store.leave_groups(conn, [s.report_id for s in statements if s.group_id and not s.is_superseded])
    changed = {
        kind.name: _place_all(conn, kind, statements, pins, conflicts, now)
        for kind in _kinds(codebook.gazetteer, decided)
    }
    store.note_nowhere(conn, [s.report_id for s in statements], now)
    violations = _settle(conn, changed, conflicts, codebook, decided, now)
    touched = {f"{name}s": len(change.members) for name, change in changed.items()}
    return counts | touched | {"violations": violations}


def _place_all(
    conn, kind: Kind, statements: Sequence[Statement], pins: dict, conflicts: dict[str, Conflict], now: datetime
) -> Changed:
    """Each report joins its group or founds one; groups are rebuilt as they grow, and stored when all are placed."""
    key = store.GROUPED_BY[kind.name]
    ours = [s for s in statements if kind.feeds_it(s) and not s.is_superseded]
    left = {s.group_id for s in statements if s.group_id and KIND_OF_LABEL.get(s.label) == kind.name}
    stored, grown = kind.nearby(), kind.nearby()
    for first, last in stretches(ours, kind.reach):
        for group in kind.near(conn, first, last):
            stored.put(getattr(group, key), group)
    ranked = {s.report_id: kind.likeliest(s, stored.of(s)) for s in ours}
    asked_for = {*left, *(number for likely in ranked.values() for _, number in likely[:FETCHED_AHEAD])}
    members = store.statements_of(conn, kind.name, sorted(asked_for))
    placed, unsaved = [], count(UNSAVED_FROM)
    for statement in ours:
        pinned = pins.get((statement.entry_id, kind.name))
        if pinned:
            number = _pinned(kind, statement, pinned, stored, grown)
        else:
            number = _likeliest(kind, statement, ranked[statement.report_id], grown)
        if number == NOWHERE:
            continue
        number = number or next(unsaved)
        if number not in members and number < UNSAVED_FROM:
            members |= store.statements_of(conn, kind.name, [number])
        members[number] = [*members.get(number, ()), statement]
        grown.put(number, kind.build(members[number], conflicts[statement.conflict_code], number))
        placed.append((statement.report_id, number))
    for number in left:
        if members[number]:
            grown.put(number, kind.build(members[number], conflicts[members[number][0].conflict_code], number))
    return _stored(conn, kind, placed, left, members, grown, now)


def stretches(statements: Iterable[Statement], reach: timedelta) -> list[tuple[date, date]]:
    """First and last days of the stretches that these reports may speak of: one old report among new ones does
    not ask for all the years between."""
    stretches: list[tuple[date, date]] = []
    for day in sorted({day for s in statements for day in (s.day, s.published_date)}):
        if stretches and day - reach <= stretches[-1][1]:
            stretches[-1] = stretches[-1][0], day + reach
        else:
            stretches.append((day - reach, day + reach))
    return stretches


def _likeliest(kind: Kind, statement: Statement, ranked: Sequence[tuple[float, int]], grown: Nearby) -> int | None:
    """The group a report speaks of; None where it is the first to speak of it. Of the stored groups that did not
    grow meanwhile only the likeliest can be the one."""
    same = next((likely for likely in ranked if likely[1] not in grown), None)
    fitting = [*kind.likeliest(statement, grown.of(statement))[:1], *([same] if same else [])]
    return min(fitting)[1] if fitting else None


def _pinned(kind: Kind, statement: Statement, pinned: Sequence[int | None], stored: Nearby, grown: Nearby) -> int:
    """Where reviewers put the reports of an entry; of several places the likeliest."""
    if len(pinned) == 1:
        return pinned[0] or NOWHERE
    known = [g.group(number) for number in pinned for g in (grown, stored) if number in g][: len(pinned)]
    few = kind.nearby()
    for place, group in enumerate(known):
        few.put(place, group)
    fitting = kind.likeliest(statement, few.of(statement))
    return fitting[0][1] if fitting else pinned[0] or NOWHERE


def _stored(
    conn, kind: Kind, placed: list[tuple[int, int]], left: set[int], members: dict, grown: Nearby, now: datetime
) -> Changed:
    """Store what was touched; new groups get their numbers here."""
    touched = {*left, *(number for _, number in placed)}
    emptied = [number for number in touched if not members[number]]
    store.empty_group(conn, kind.name, emptied, now)
    standing = sorted(touched.difference(emptied))
    saved = _save_all(conn, kind.name, [grown.group(number) for number in standing], now)
    numbers = dict(zip(standing, saved, strict=True))
    store.note_grouped(conn, kind.name, [(report_id, numbers[number]) for report_id, number in placed], now)
    return Changed(saved, {numbers.get(number, number): members[number] for number in sorted(touched)})


def _save_all(conn, kind: str, groups: Sequence[Group], now: datetime) -> dict[int, Group]:
    """Store groups; return them, in their order, by the numbers they have now."""
    key = store.GROUPED_BY[kind]
    groups = [replace(group, **{key: None}) if getattr(group, key) >= UNSAVED_FROM else group for group in groups]
    numbers = store.save_groups(conn, kind, groups, now)
    return {number: replace(group, **{key: number}) for number, group in zip(numbers, groups, strict=True)}


# ------------------------------------------------------------------ what follows from it


def _settle(
    conn,
    changed: dict[str, Changed],
    conflicts: dict[str, Conflict],
    codebook: Codebook,
    decided: dict,
    now: datetime,
) -> int:
    """Tie claims to incidents, let denials and findings answer them, and hold incidents against ceasefires; return
    how many violations there are among those touched."""
    tied = _tie_claims(conn, changed["claim"], now)
    members = changed["incident"].members
    tied_only = store.statements_of(conn, "incident", sorted(tied.difference(members)))
    touched = sorted({*members, *tied_only})
    answers = store.answers_about(conn, touched)
    build = _decided("incident", codebook.gazetteer, decided)
    again = {}
    for number, statements in (members | tied_only).items():
        if statements and (number in answers or number in tied_only):
            is_denied, found = answers.get(number, (False, None))
            conflict = conflicts[statements[0].conflict_code]
            again[number] = build(statements, conflict, number, is_denied=is_denied, found=found)
    store.save_groups(conn, "incident", list(again.values()), now)
    standing = changed["incident"].groups | again
    violations = violations_of(conn, [standing[number] for number in sorted(standing)], conflicts, codebook)
    store.replace_violations(conn, touched, violations, now)
    return len(violations)


def _tie_claims(conn, changed: Changed, now: datetime) -> set[int]:
    """A claim belongs to the incident that the same items report, else to none; return incidents."""
    rows = store.rows(conn, "incidents_of_claims", ids=sorted(changed.members))
    ties = {row["claim_id"]: row["incident_id"] for row in rows}
    tied = [replace(changed.groups[claim_id], incident_id=tie) for claim_id, tie in ties.items()]
    store.save_groups(conn, "claim", tied, now)
    return set(ties.values())


def violations_of(
    conn, known: Sequence[Incident], conflicts: dict[str, Conflict], codebook: Codebook
) -> list[ceasefires.Violation]:
    """The violations of these incidents, by the registry as it stands."""
    registry = store.ceasefires(conn)
    names = {code: actor.name for code, actor in codebook.actor_names.actors.items()}
    violations = []
    for incident in known:
        place = codebook.gazetteer.place(incident.place_code) if incident.place_code else None
        ours = [c for c in registry if c.conflict_code == incident.conflict_code]
        conflict = conflicts[incident.conflict_code]
        violations += ceasefires.violations_of(incident, ours, conflict, place.name if place else None, names)
    return violations


def settle_claims_about(conn, incident_ids: Sequence[int], codebook: Codebook, now: datetime) -> None:
    """Tie the claims about incidents anew, after a reviewer moved reports out of them."""
    conflicts, decided = store.conflicts(conn), store.corrections(conn)
    build = _decided("claim", codebook.gazetteer, decided)
    claim_ids = [row["claim_id"] for row in store.rows(conn, "claims_of_incidents", ids=list(incident_ids))]
    members = store.statements_of(conn, "claim", claim_ids)
    groups = {n: build(told, conflicts[told[0].conflict_code], n) for n, told in members.items() if told}
    store.save_groups(conn, "claim", list(groups.values()), now)
    changed = {"incident": Changed({}, {}), "claim": Changed(groups, members)}
    _settle(conn, changed, conflicts, codebook, decided, now)


def found_group(conn, kind: str, statements: Sequence[Statement], now: datetime) -> int:
    """A new incident, meeting or claim of these reports (which a reviewer puts there); return its number."""
    conflict = store.conflicts(conn)[statements[0].conflict_code]
    return store.save_group(conn, kind, OF_STATEMENTS[kind](statements, conflict), now)
