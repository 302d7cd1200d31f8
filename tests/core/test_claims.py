from functools import partial

import pytest
from core.statements import CONFLICT, first_of, statement

from truce import claims
from truce.claims import claim_of, feeds_a_claim, point_named
from truce.nearby import Nearby

place_claim = first_of(claims.likeliest, partial(Nearby, claims.kept_under, claims.looked_for_under))


def claim(day: str, type: str, speaker: str, other: str | None, kind: str = "mine", **fields):
    return statement(
        day,
        label="allegation",
        type=type,
        source_actors=(speaker,),
        target_actors=(other,) if other else (),
        act_kind=kind,
        act=fields.pop("act", "laying new mines"),
        assertion="denied" if type == "denial" else "alleged",
        occurred_date=None,
        occurred_precision="unknown",
        **fields,
    )


def known(*statements):
    return [claim_of(list(statements), CONFLICT, claim_id=1)]


def test_the_same_accusation_from_another_outlet_is_the_same_claim():
    first = claim("2025-11-10", "accusation", "TH", "KH")

    assert place_claim(claim("2025-11-11", "accusation", "TH", "KH"), known(first)) == 1


def test_the_reverse_accusation_is_another_claim():
    first = claim("2025-12-08", "accusation", "TH", "KH", "artillery")
    reverse = claim("2025-12-08", "accusation", "KH", "TH", "artillery")

    assert place_claim(reverse, known(first)) is None


def test_a_denial_answers_the_accusation_against_its_speaker():
    accusation = claim("2025-11-10", "accusation", "TH", "KH")
    denial = claim("2025-11-11", "denial", "KH", "TH")

    assert place_claim(denial, known(accusation)) == 1
    assert claim_of([accusation, denial], CONFLICT).response == "deny"


def test_a_denial_of_the_allegations_answers_whatever_was_alleged():
    accusation = claim("2025-12-22", "accusation", "KH", "TH", "unconventional")
    denial = claim("2025-12-23", "denial", "TH", None, "other", act="the allegations")

    assert place_claim(denial, known(accusation)) == 1


def test_a_denial_without_an_accusation_founds_the_claim_it_answers():
    found = claim_of([claim("2025-12-29", "denial", "KH", "TH", "drone")], CONFLICT)

    assert (found.accuser, found.accused, found.response) == ("TH", "KH", "deny")


def test_a_partial_admission_outweighs_a_denial():
    answers = [
        claim("2025-12-22", "accusation", "KH", "TH", "artillery"),
        claim("2025-12-23", "denial", "TH", "KH", "artillery"),
        claim("2025-12-23", "admission", "TH", "KH", "artillery", is_partial=True),
    ]

    assert claim_of(answers, CONFLICT).response == "partly_admit"


def test_an_accusation_retold_as_background_is_no_new_claim():
    assert not feeds_a_claim(claim("2025-12-22", "accusation", "KH", "TH", tense="background"))


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("a breach of point 3 of the joint statement", 3),
        ("violated point two of the agreement", 2),
        ("ละเมิดข้อ 5 ของข้อตกลง", 5),
        ("ละเมิดข้อที่ ๑๒", 12),
        ("បំពានចំណុចទី៤", 4),
        ("breached the agreement at 3 points", None),
    ],
)
def test_the_point_that_is_said_to_be_broken_is_known_by_its_number(text, point):
    assert point_named(text) == point


def test_gas_and_cluster_bombs_days_apart_are_two_claims_though_both_are_unconventional():
    def accused_of(day: str, act: str):
        return claim(day, "accusation", "KH", "TH", kind="unconventional", act=act)

    gas = known(accused_of("2025-07-27", "using chemical weapons"))

    assert place_claim(accused_of("2025-07-29", "dropping cluster bombs on villages"), gas) is None
    assert place_claim(accused_of("2025-07-29", "using chemical weapons again"), gas) == 1
    assert place_claim(claim("2025-07-29", "denial", "TH", "KH", kind="unconventional", act="any such use"), gas) == 1
