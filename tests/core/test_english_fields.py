"""What the English rules alone, without the model, read of who did what, to whom, where and how many."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.coding import code_entry
from truce.lexicon import read_codebook
from truce.model import EntryText, Tense

CODEBOOK = read_codebook(Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook")
RULES = replace(CODEBOOK, classifier=None)
PUBLISHED = datetime(2025, 12, 23, 6, tzinfo=UTC)  # a Tuesday


def reports_of(label: str, text: str, title: str = "") -> list:
    reports = code_entry(EntryText(1, title, text, PUBLISHED, "en"), RULES).reports
    return [r for r in reports if r.label == label]


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
