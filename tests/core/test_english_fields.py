"""What the English rules alone, without the model, read of who did what, to whom, where and how many."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.coding import code_entry
from truce.coding_verbs import reading_row
from truce.lexicon import read_codebook
from truce.model import EntryText, Tense

CODEBOOK = read_codebook(Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook")
RULES = replace(CODEBOOK, classifier=None)
PUBLISHED = datetime(2025, 12, 23, 6, tzinfo=UTC)  # a Tuesday


def reports_of(label: str, text: str, title: str = "") -> list:
    reports = code_entry(EntryText(1, title, text, PUBLISHED, "en"), RULES).reports
    return [r for r in reports if r.label == label]


def rows_of(label: str, text: str, title: str = "") -> list[dict]:
    """As the JSON of `truce code` has them, but for old news."""
    reading = code_entry(EntryText(1, title, text, PUBLISHED, "en"), RULES)
    reports = reading_row({"id": 1}, reading, RULES, {})["reports"]
    return [r for r in reports if r["label"] == label and r["tense"] != Tense.BACKGROUND]


def blame(text: str) -> set[tuple]:
    """Type, speaker and other of every allegation."""
    return {(r.type, *r.source_actors, *r.target_actors) for r in reports_of("allegation", text)}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("The Thai army said Cambodian soldiers had fired rockets into Surin.", {("accusation", "TH", "KH")}),
        ("Cambodian rangers trespassed near O Smach, two farmers say.", {("accusation", "TH", "KH")}),
        ("Cambodian rangers helped with the harvest near O Smach, two farmers say.", set()),
        ("Interior minister Sar Sokha said on Friday that Thai troops had razed houses.", {("accusation", "KH", "TH")}),
        ("The Second Army Region held the Cambodian marines responsible for the drone strike near Phu Phi.",
         {("accusation", "TH", "KH")}),
        ("The Second Army Region thanked the Cambodian marines after the drone strike near Phu Phi.", set()),
        ("Thai gunners were behind the shelling of An Ses, a Cambodian spokesman told reporters.",
         {("accusation", "KH", "TH")}),
        ("Phnom Penh retorted that its neighbour had shelled An Ses.",
         {("denial", "KH", "TH"), ("accusation", "KH", "TH")}),
        ("Phnom Penh denied that its marines had shelled An Ses.", {("denial", "KH", "TH")}),
        ("The navy denied its patrol had crossed into Pursat, as Cambodian radio claimed, and closed the case.",
         {("denial", "TH", "KH")}),
        ("The general made fun of the Cambodian story about spies in monasteries.", {("denial", "TH", "KH")}),
        ("The general made fun of the Cambodian winter.", set()),
        ("Reacting to a complaint from Bangkok, the spokeswoman said that every post stood on agreed land.",
         {("denial", "KH", "TH")}),
        ("Reacting to a flood in Bangkok, the spokeswoman said that every post stood on dry land.", set()),
        ("Thailand denied shelling An Ses; Cambodia accused it of shelling O Smach too.",
         {("denial", "TH", "KH"), ("accusation", "KH", "TH")}),
        ("The navy admitted that its men had shot a Cambodian villager but said he had drawn a pistol.",
         {("admission", "TH", "KH")}),
        ("Regret over a shell, admits Phnom Penh after the Thai protest.", {("admission", "KH", "TH")}),
        ("According to Cambodia's interior ministry, Thai marines shot at villagers across a stream.",
         {("accusation", "KH", "TH")}),
        ("Thai marines swam with villagers across a stream, according to Cambodia's interior ministry.", set()),
        ("Monitors saw fresh craters, which Thailand said proved Cambodia's bad faith over the shelling.",
         {("accusation", "TH", "KH")}),
        ('"They lied and broke the truce," the Thai army said of its neighbours.', {("accusation", "TH", "KH")}),
        ("Responsibility for the mine lies with those who buried it, the Thai army said, naming Cambodian sappers.",
         {("accusation", "TH", "KH")}),
        ("The village lies with its back to a hill, the Thai army said, naming Cambodian postmen.", set()),
        ("Sihasak takes Cambodia to task over a breach of the truce.", {("accusation", "TH", "KH")}),
        ("Villagers were fired on without cause, Cambodia says.", {("accusation", "KH", "TH")}),
        ("Thai troops found a belt of mines laid by Cambodian forces, the Royal Thai Army said.",
         {("accusation", "TH", "KH")}),
        ("Thai troops found a belt of mines cleared by Cambodian forces, the Royal Thai Army said.", set()),
        ("Some forty Cambodians are said to have trespassed near O Smach.", {("accusation", "TH", "KH")}),
    ],
)  # fmt: skip
def test_who_blames_or_answers_whom(text, pairs):
    assert blame(text) == pairs


def test_a_day_in_may_makes_nothing_doubtful():
    on_a_day = reports_of("clash", "On May 28 fighting broke out near Chong Bok.")
    perhaps = reports_of("clash", "It may come to fighting near Chong Bok.")

    assert ({c.tense for c in on_a_day}, {c.tense for c in perhaps}) == ({Tense.BACKGROUND}, {Tense.HYPOTHETICAL})


def test_planted_mines_announce_no_meeting():
    (meeting,) = reports_of("meeting", "The commanders of Thailand and Cambodia met over newly planted mines.")
    assert meeting.status == "held"


@pytest.mark.parametrize(
    ("text", "title", "venue"),
    [
        ("The Thai foreign minister packs for Kuala Lumpur and talks with Cambodia.", "", "Kuala Lumpur"),
        ("The Thai foreign minister fled Kuala Lumpur before talks with Cambodia.", "", None),
        ("Thailand said the meeting due to take place in Hanoi was moved to Manila.", "", "Manila"),
        ("Thailand and Cambodia will meet in Manila instead of Hanoi.", "", "Manila"),
        ("Thai and Cambodian commanders met at a border checkpoint on Monday.", "", "border checkpoint"),
        ("Thai and Cambodian commanders met on Monday.", "", None),
        ("Phnom Penh will receive the Thai delegation for talks on Friday.", "", "Phnom Penh"),
        ("Emergency talks between Thailand and Cambodia began on Monday.", "", None),
        ("Thailand and Cambodia will hold talks. A White House official said so.", "", None),
        ("Thailand and Cambodia will hold talks at the White House.", "", "White House"),
    ],
)
def test_talks_are_where_the_words_say_they_are_and_not_where_they_were_to_be(text, title, venue):
    assert {row["place"] for row in rows_of("meeting", text, title)} == {venue}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Thailand and Cambodia agreed to new border talks.", "announced"),
        ("Thailand and Cambodia agreed to a truce after talks.", "agreed"),
        ("The envoy walked out of his residence after talks with Thailand and Cambodia.", "held"),
        ("Thailand and Cambodia are meeting in Hanoi this week ahead of an ASEAN summit.", "under_way"),
        ("The envoy walked out of talks with Thailand and Cambodia.", "walked_out"),
    ],
)
def test_what_became_of_talks(text, status):
    assert {m.status for m in reports_of("meeting", text)} == {status}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A drone strike on a clinic in Kalogi in South Kordofan killed nine people.", "Kalogi in South Kordofan"),
        ("Shelling in Kashmir's Rajouri district killed two people.", "Kashmir's Rajouri district"),
        ("Shelling in Kashmir killed two people.", "Kashmir"),
        ("Shelling killed six people in the village of Ntoyo in North Kivu.", "Ntoyo in North Kivu"),
        ("An Israeli strike on the camp of Ain al-Hilweh killed six people.", "Ain al-Hilweh"),
        ("Factbox: Thai jets bombed targets.", None),
    ],
)
def test_a_province_is_told_with_the_place_in_it(text, place):
    assert {row["place"] for row in rows_of("clash", text, title="")} == {place}


@pytest.mark.parametrize(
    ("text", "weapons"),
    [
        ("Police sprayed rubber rounds and a sound cannon at 9 villagers, who were hurt.", {"other"}),
        ("An unexploded bomb killed two herders near Chong Bok.", {"mine"}),
        ("Men armed with machetes killed two herders near Chong Bok.", {"ground_assault"}),
        ("Calm shattered at Chong Bok: a mine blast hurt two rangers.", {"mine"}),
    ],
)
def test_with_what(text, weapons):
    clashes = [c for c in reports_of("clash", text) if c.tense == Tense.PAST]
    assert {w for c in clashes for w in c.weapons} == weapons


def test_the_dead_of_the_border_conflict_are_told_without_a_word_of_force():
    text = "The number of Thai military personnel killed in the border conflict has reached 23, the army said."
    (clash,) = reports_of("clash", text)
    assert [(t.low, t.kind) for t in clash.tolls] == [(23, "cumulative")]


def test_a_party_shot_at_in_another_country_is_no_clash():
    assert not reports_of("clash", "", title="Two shot at block party in Chicago")
