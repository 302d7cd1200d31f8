"""Copies of one text are one voice."""

from statements import CONFLICT, killed, statement

from truce.incidents import incident_of
from truce.model import Range
from truce.voices import SHORTEST, families_by_side, origins

LEAD = "thaiandcambodiansoldiersexchangedfirenearchongbokonwednesdaytwosoldiersdied"


def copies(*families: str, lead: str = LEAD, **fields):
    return [statement("2025-09-10", family=family, lead=lead, **fields) for family in families]


def test_three_papers_that_print_one_text_are_one_voice():
    incident = incident_of(copies("courier", "ledger", "gazette"), CONFLICT)

    assert (incident.family_count, incident.report_count, incident.status) == (1, 3, "alleged")


def test_a_copy_speaks_for_the_side_of_the_one_who_wrote_it():
    own = statement("2025-09-10", family="thai-army", side="TH", lead=LEAD)
    copy = statement("2025-09-10", family="far-away", side=None, lead=LEAD)

    assert incident_of([own, copy], CONFLICT).sides_heard == ("TH",)


def test_who_writes_a_text_of_their_own_is_a_voice_of_their_own():
    incident = incident_of([*copies("courier", "ledger"), *copies("gazette", lead="another" * 20)], CONFLICT)

    assert incident.family_count == 2


def test_the_figure_of_a_copy_is_not_a_second_figure():
    early, late = copies("courier", "ledger", tolls=(killed(2),))

    assert incident_of([early, late], CONFLICT).killed == Range(2, 2, 2)


def test_short_beginnings_are_alike_by_chance():
    short = LEAD[: SHORTEST - 1]

    assert origins([(short, "one", None), (short, "two", "TH")]) == [("one", None), ("two", "TH")]


def test_a_wire_that_both_sides_print_is_of_neither():
    heard = [("wire", "TH"), ("wire", "KH"), ("courier", "TH"), ("courier", "TH"), ("gazette", "US")]

    assert families_by_side(heard, {"TH", "KH"}) == {"third": 2, "TH": 1}
