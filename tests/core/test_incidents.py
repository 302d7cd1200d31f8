from datetime import date
from functools import partial

import pytest
from core.places_for_tests import GAZETTEER, code_of
from core.statements import CONFLICT, first_of, killed, statement

from truce import incidents
from truce.incidents import feeds_an_incident, incident_of
from truce.model import Range, Toll
from truce.nearby import Nearby

where_incidents_are = partial(incidents.looked_for_under, gazetteer=GAZETTEER)
place_report = first_of(incidents.likeliest, partial(Nearby, incidents.kept_under, where_incidents_are))


def known(*statements, incident_id=1):
    return [incident_of(list(statements), CONFLICT, incident_id=incident_id)]


def at(name: str, precision: int = 2) -> dict:
    return {"place_code": code_of(name), "where_precision": precision}


def test_reports_of_one_day_place_and_kind_are_one_incident():
    first = statement("2025-12-08", **at("Chong An Ma"))
    second = statement("2025-12-08", type="small_arms", **at("Chong An Ma"))

    assert place_report(second, known(first)) == 1


def test_another_day_is_another_incident():
    first = statement("2025-12-08", **at("Chong An Ma"))

    assert place_report(statement("2025-12-09", **at("Chong An Ma")), known(first)) is None


def test_what_was_told_before_a_day_is_not_what_happened_on_it():
    vague = statement("2025-12-03", occurred_date=date(2025, 12, 1), occurred_precision="week", **at("Chong An Ma"))
    exact = statement("2025-12-07", **at("Chong An Ma"))

    assert place_report(exact, known(vague)) is None
    assert place_report(vague, known(exact)) is None


def test_another_place_on_the_same_day_is_another_incident():
    first = statement("2025-12-08", **at("Chong An Ma"))

    assert place_report(statement("2025-12-08", **at("Poipet")), known(first)) is None


def test_a_mine_blast_is_not_the_shelling_of_the_same_day():
    first = statement("2025-12-08", **at("Chong An Ma"))
    blast = statement("2025-12-08", type="mine", **at("Chong An Ma"))

    assert place_report(blast, known(first)) is None


def test_a_report_without_a_place_joins_the_incident_of_its_day():
    first = statement("2025-12-08", **at("Chong An Ma"))

    assert place_report(statement("2025-12-08"), known(first)) == 1


def test_a_report_without_a_day_joins_what_happened_the_day_before_it_was_published():
    first = statement("2025-12-08", **at("Chong An Ma"))
    late = statement("2025-12-09", occurred_date=None, occurred_precision="unknown", **at("Chong An Ma"))

    assert place_report(late, known(first)) == 1


def test_a_province_and_a_pass_within_it_can_be_one_place():
    first = statement("2025-12-08", **at("Chong An Ma"))
    wide = statement("2025-12-08", **at("Ubon Ratchathani", 4))

    assert place_report(wide, known(first)) == 1


@pytest.mark.parametrize("tense", ["future", "hypothetical", "negated", "background"])
def test_only_what_happened_makes_an_incident(tense):
    assert not feeds_an_incident(statement("2025-12-08", tense=tense))


def test_a_denied_act_makes_no_incident():
    assert not feeds_an_incident(statement("2025-12-08", assertion="denied"))


def test_a_running_total_makes_no_incident():
    total = statement("2025-12-22", tolls=(killed(60, kind="cumulative"),))

    assert not feeds_an_incident(total)


def test_one_voice_alone_is_an_allegation():
    assert incident_of([statement("2025-12-08", side="TH")], CONFLICT).status == "alleged"


def test_two_voices_of_one_side_are_still_an_allegation():
    reports = [statement("2025-12-08", side="TH") for _ in range(2)]

    assert incident_of(reports, CONFLICT).status == "alleged"


def test_copies_of_one_wire_are_one_voice():
    reports = [statement("2025-12-08", family="meridian") for _ in range(3)]

    incident = incident_of(reports, CONFLICT)

    assert (incident.status, incident.family_count, incident.report_count) == ("alleged", 1, 3)


def test_a_side_and_a_third_party_corroborate():
    reports = [statement("2025-12-08", side="TH"), statement("2025-12-08")]

    assert incident_of(reports, CONFLICT).status == "corroborated"


def test_both_sides_stating_it_verify():
    reports = [statement("2025-12-08", side="TH"), statement("2025-12-08", side="KH")]

    assert incident_of(reports, CONFLICT).status == "verified"


def test_an_accusation_from_the_other_side_does_not_verify():
    reports = [
        statement("2025-12-08", side="TH"),
        statement("2025-12-08", side="KH", assertion="alleged"),
    ]

    assert incident_of(reports, CONFLICT).status == "corroborated"


def test_a_denial_disputes_what_one_side_alone_says():
    assert incident_of([statement("2025-12-08", side="TH")], CONFLICT, True).status == "disputed"


def test_an_incident_is_not_later_than_its_first_report():
    vague = statement("2025-12-03", occurred_date=date(2025, 12, 1), occurred_precision="week")
    exact = statement("2025-12-08", occurred_date=date(2025, 12, 7))

    assert incident_of([vague, exact], CONFLICT).occurred_date == date(2025, 12, 1)


def test_a_late_word_of_the_same_place_is_of_the_same_incident_and_one_without_a_place_is_not():
    shot = statement("2025-11-12", type="small_arms", place_code=code_of("Prey Chan"), where_precision=1)
    late = {"occurred_date": None, "occurred_precision": "unknown", "type": "other"}
    there = statement("2025-11-14", place_code=code_of("Prey Chan"), where_precision=1, **late)
    somewhere = statement("2025-11-14", **late)
    known = [incident_of([shot], CONFLICT, incident_id=1)]

    assert place_report(there, known) == 1
    assert place_report(somewhere, known) is None


def test_tolls_range_from_the_lowest_to_the_highest_voice():
    reports = [
        statement("2025-07-24", tolls=(killed(7),)),
        statement("2025-07-25", occurred_date=date(2025, 7, 24), tolls=(killed(8),)),
        statement("2025-07-25", occurred_date=date(2025, 7, 24), tolls=(killed(8),)),
    ]

    assert incident_of(reports, CONFLICT).killed == Range(7, 8, 8)


def test_a_voice_that_corrects_itself_counts_once_with_its_latest_word():
    reports = [
        statement("2025-07-24", family="one", tolls=(killed(2),)),
        statement("2025-07-25", family="one", occurred_date=date(2025, 7, 24), tolls=(killed(3),)),
    ]

    assert incident_of(reports, CONFLICT).killed == Range(3, 3, 3)


def test_the_parts_of_one_report_are_added_up():
    parts = (killed(11, status="civilian"), killed(1, status="military"))

    assert incident_of([statement("2025-07-24", tolls=parts)], CONFLICT).killed == Range(12, 12, 12)
    assert incident_of([statement("2025-07-24", tolls=(*parts, killed(12)))], CONFLICT).killed == Range(12, 12, 12)
    assert incident_of([statement("2025-07-24", tolls=(*parts, killed(15)))], CONFLICT).killed == Range(15, 15, 15)


def test_an_open_toll_has_no_highest():
    toll = Toll("killed", 1, 1, None)

    assert incident_of([statement("2025-07-24", tolls=(toll,))], CONFLICT).killed == Range(1, 1, None)


def test_no_figure_is_unknown_and_not_zero():
    assert incident_of([statement("2025-07-24")], CONFLICT).killed == Range(None, None, None)


def test_cumulative_tolls_stay_out_of_the_incident():
    report = statement("2025-12-22", tolls=(killed(60, kind="cumulative"), killed(2)))

    assert incident_of([report], CONFLICT).killed.low == 2


def test_what_a_third_party_found_outweighs_what_the_sides_say():
    both = [statement("2025-07-24", side="TH"), statement("2025-07-24", side="KH")]

    assert incident_of(both, CONFLICT, found=False).status == "refuted"
    assert incident_of(both[:1], CONFLICT, is_denied=True, found=True).status == "verified"


def late_word(day: str, number: int, **fields):
    """Published on a day, of what happened on 24 July 2025."""
    return statement(day, occurred_date=date(2025, 7, 24), tolls=(killed(number),), **fields)


def test_a_higher_toll_published_more_than_three_days_later_is_a_late_batch():
    told = [late_word("2025-07-24", 7), late_word("2025-07-27", 8)]

    assert incident_of(told, CONFLICT).late_killed is None, "three days are in time"
    assert incident_of([*told, late_word("2025-07-28", 11)], CONFLICT).late_killed == 3
    assert incident_of([*told, late_word("2025-07-28", 8)], CONFLICT).late_killed is None, "nothing new"


def test_all_of_a_first_figure_that_comes_late_is_a_late_batch():
    told = [statement("2025-07-24"), late_word("2025-08-02", 2)]

    assert (incident_of(told, CONFLICT).late_killed, incident_of(told, CONFLICT).late_injured) == (2, None)


def test_late_is_said_of_a_day_that_is_known():
    unknown = late_word("2025-08-02", 2, occurred_precision="unknown")

    assert incident_of([unknown], CONFLICT).late_killed is None


def test_voices_are_counted_by_side_and_copies_once():
    told = [
        statement("2025-07-24", family="one", side="TH"),
        statement("2025-07-24", family="two", side="TH"),
        statement("2025-07-24", family="two", side="TH"),
        statement("2025-07-24", family="three"),
        statement("2025-07-24", family="four", side="US"),
    ]
    incident = incident_of(told, CONFLICT)

    assert (incident.families_side_a, incident.families_side_b, incident.families_third) == (2, 0, 2)
    assert incident.family_count == 4


def test_acts_of_opposite_sides_somewhere_in_a_province_are_two():
    rockets = statement("2025-12-08", type="rocket", source_actors=("KH",), **at("Surin", 4))
    guns = statement("2025-12-08", type="artillery", source_actors=("TH",), **at("Surin", 4))
    unknown = statement("2025-12-08", type="artillery", **at("Surin", 4))

    assert place_report(guns, known(rockets)) is None
    assert place_report(unknown, known(rockets)) == 1


def test_at_a_place_of_its_own_who_fired_is_what_the_sides_disagree_on():
    theirs = statement("2025-12-08", type="small_arms", source_actors=("KH",), **at("Chong An Ma", 1))
    ours = statement("2025-12-08", type="small_arms", source_actors=("TH",), **at("Chong An Ma", 1))

    assert place_report(ours, known(theirs)) == 1
