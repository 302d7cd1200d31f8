from datetime import UTC, date, datetime
from functools import partial
from itertools import permutations

from core.places_for_tests import GAZETTEER, code_of
from core.statements import CONFLICT, first_of, statement

from truce import meetings
from truce.meetings import feeds_a_meeting, meeting_of
from truce.nearby import Nearby

place_meeting = first_of(
    partial(meetings.likeliest, gazetteer=GAZETTEER),
    partial(Nearby, meetings.kept_under, meetings.looked_for_under),
)


def talks(day: str, status: str, on: str | None = None, **fields):
    fields = {"type": "GBC", "tense": "past"} | fields
    return statement(
        day,
        label="meeting",
        status=status,
        occurred_date=date.fromisoformat(on) if on else None,
        occurred_precision="day" if on else "unknown",
        **fields,
    )


def known(*statements):
    return [meeting_of(list(statements), CONFLICT, meeting_id=1)]


def test_the_announcement_and_the_meeting_are_one():
    announced = talks("2025-12-22", "announced", "2025-12-24", tense="future")
    held = talks("2025-12-24", "held", "2025-12-24")

    assert place_meeting(held, known(announced)) == 1


def test_two_bodies_on_one_day_are_two_meetings():
    first = talks("2025-08-07", "held", "2025-08-07")
    second = talks("2025-08-07", "held", "2025-08-07", type="RBC")

    assert place_meeting(second, known(first)) is None


def test_meetings_in_two_towns_are_two():
    first = talks("2025-12-22", "held", "2025-12-22", place_code=code_of("Kuala Lumpur"))
    second = talks("2025-12-22", "announced", "2025-12-22", place_code=code_of("Chanthaburi"))

    assert place_meeting(second, known(first)) is None


def test_an_announced_meeting_is_not_held():
    meeting = meeting_of([talks("2025-12-22", "announced", "2025-12-24")], CONFLICT)

    assert (meeting.status, meeting.held_at) == ("announced", None)


def test_a_held_meeting_stays_held_when_an_old_announcement_arrives_late():
    meeting = meeting_of(
        [talks("2025-12-24", "held", "2025-12-24"), talks("2025-12-25", "announced", "2025-12-24")],
        CONFLICT,
    )

    assert meeting.status == "held"


def test_the_day_of_a_held_meeting_is_the_announced_day_if_its_report_names_none():
    meeting = meeting_of([talks("2025-12-22", "announced", "2025-12-24"), talks("2025-12-25", "held")], CONFLICT)

    assert (meeting.meeting_date, meeting.meeting_precision) == (date(2025, 12, 24), "day")


def test_a_meeting_that_officials_began_is_held_on_the_day_its_ministers_met():
    began = talks("2025-08-05", "under_way")
    met = talks("2025-08-07", "held", "2025-08-07")
    meeting = meeting_of([began, met], CONFLICT)

    assert (meeting.meeting_date, meeting.held_at) == (date(2025, 8, 7), met.seen_at)


def test_a_meeting_is_not_held_after_it_was_read_of():
    late = talks("2025-12-23", "held", "2025-12-25", published_at=datetime(2025, 12, 23, 20, tzinfo=UTC),
                 published_date=date(2025, 12, 24), seen_at=datetime(2025, 12, 23, 20, tzinfo=UTC))  # fmt: skip

    assert meeting_of([late], CONFLICT).meeting_date == date(2025, 12, 24)


def test_a_meeting_put_off_is_postponed_until_it_is_held():
    announced = talks("2025-09-20", "announced", "2025-09-24", type="RBC")
    postponed = talks("2025-09-24", "postponed", type="RBC")

    assert place_meeting(postponed, known(announced)) == 1
    assert meeting_of([announced, postponed], CONFLICT).status == "postponed"


def test_a_signing_is_remembered_as_agreement():
    meeting = meeting_of([talks("2025-12-27", "agreed", "2025-12-27")], CONFLICT)

    assert (meeting.status, meeting.has_agreement) == ("held", True)


def test_talks_that_are_only_hoped_for_make_no_meeting():
    assert not feeds_a_meeting(talks("2025-12-22", "announced", tense="hypothetical"))


def test_a_meeting_has_the_level_most_reports_give_and_of_equals_the_higher():
    def level(*said: str | None) -> str | None:
        return meeting_of([talks("2025-12-24", "held", level=one) for one in said], CONFLICT).level

    assert level("military", "ministerial", "military", None) == "military"
    assert level("military", "ministerial") == "ministerial"
    assert level(None) is None


def test_a_meeting_is_about_all_that_its_reports_name_most_named_first_in_any_order():
    told = [
        talks("2025-12-24", "held", topics=("demining", "ceasefire")),
        talks("2025-12-24", "held", topics=("prisoners",)),
        talks("2025-12-24", "held", topics=("demining",)),
    ]

    for order in permutations(told):
        assert meeting_of(order, CONFLICT).topics == ("demining", "ceasefire", "prisoners")


def test_the_body_that_meets_says_the_level_whoever_else_is_named():
    told = [talks("2025-08-07", "held", type="other", level="official") for _ in range(3)]
    named = talks("2025-08-07", "held", type="GBC", level="ministerial")

    assert meeting_of([*told, named], CONFLICT).level == "ministerial"


def hosted(day: str, place: str = "Kuala Lumpur", **fields):
    fields = {"type": "other", "mediators": ("MY",), "level": "ministerial"} | fields
    return talks(day, "held", day, place_code=code_of(place), **fields)


def test_talks_that_a_host_brought_together_last_for_days():
    first = known(hosted("2025-08-04"))

    assert place_meeting(hosted("2025-08-07", level="official"), first) == 1
    assert place_meeting(hosted("2025-08-09"), first) is None, "five days later"
    assert place_meeting(hosted("2025-08-07", "Chanthaburi"), first) is None, "elsewhere"


def test_talks_without_a_host_are_of_one_day():
    at_home = {"place": "Chanthaburi", "mediators": ()}

    assert place_meeting(hosted("2025-12-27", **at_home), known(hosted("2025-12-24", **at_home))) is None


def test_leaders_who_come_when_ministers_have_met_hold_a_meeting_of_their_own():
    leaders = hosted("2025-10-26", level="head_of_government")

    assert place_meeting(leaders, known(hosted("2025-10-23"))) is None
