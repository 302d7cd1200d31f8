"""What `truce show` tells, from rows as the views give them."""

from datetime import UTC, datetime

from truce.showing import shown

SIDES = {"TH": "Thai", "KH": "Cambodian"}
NOON = datetime(2025, 7, 24, 12, tzinfo=UTC)


def version(day: int, **content) -> dict:
    return {"known_from": NOON.replace(day=day), "known_to": None, "content": {"status": "alleged"} | content}


def report(**fields) -> dict:
    plain = {
        "lead": "", "family": "one", "side": None, "tolls": [], "assertion": "stated", "status": None, "type": "rocket",
        "place": None, "unresolved_place": None, "published_at": NOON, "entry_id": 1, "outlet": "One",
        "title": "Rockets", "grouped_at": NOON,
    }  # fmt: skip
    return plain | fields


def told(kind: str, row: dict, versions=(), reports=()) -> str:
    return "\n".join(shown(kind, {f"{kind}_id": 7} | row, versions, reports, [], [], [], SIDES))


def test_a_late_batch_is_marked_among_the_facts_and_in_the_history():
    versions = [version(24, killed_low=7, late_killed=None), version(29, killed_low=9, late_killed=2)]
    text = told("incident", {"late_killed": 2, "late_injured": None}, versions)

    assert "  late batch of killed: 2" in text and "late batch of injured" not in text
    assert "2025-07-29 12:00  killed low 7 → 9; late batch of killed unknown → 2" in text


def test_voices_are_told_by_side():
    heard = [report(family="one", side="TH"), report(family="two", side="TH"), report(family="three")]

    assert "Voices: 3 families: 2 Thai, 0 Cambodian, 1 third" in told("incident", {}, reports=heard)


def test_a_meeting_is_shown_with_its_level_topics_and_who_met():
    row = {"level": "ministerial", "topics": ["ceasefire", "demining"], "mediators": [], "participants": ["KH", "TH"]}
    text = told("meeting", row)

    assert "  level: ministerial\n  topics: ceasefire, demining\n  participants: KH, TH" in text
    assert "mediators" not in text
