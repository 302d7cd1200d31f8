"""Every case of tests/cases is read as it says. `expect:` holds parts separated by ";":

none · clash, meeting, allegation (the item's labels, exactly) · status: … · day: … · place: CODE ·
killed/injured/cumulative: LOW · weapons: … · act: KIND · accusation/denial/admission: SPEAKER -> OTHER
(accusation: who accuses whom) · conflict: none · not NAME: VALUE (no report may say so)
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.coding import code_entry
from truce.lexicon import read_codebook
from truce.model import EntryText

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests" / "cases").rglob("*.txt"))
CODEBOOK = read_codebook(ROOT / "plugins" / "truce" / "codebook")
PUBLISHED = datetime(2025, 12, 22, 12, tzinfo=UTC)
LABELS = {"clash", "meeting", "allegation"}


def read_case(path: Path) -> tuple[str, list[str], str]:
    head, text = path.read_text(encoding="utf-8").split("\n\n", 1)
    fields = dict(line.split(":", 1) for line in head.splitlines())
    return (
        fields["language"].strip(),
        [p.strip() for p in fields["expect"].split(";")],
        text.strip(),
    )


def coded(language: str, text: str):
    title, _, summary = text.partition("\n") if "\n" in text else ("", "", text)
    return code_entry(EntryText(1, title, summary, PUBLISHED, language), CODEBOOK)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_case_is_read_as_it_says(path):
    language, parts, text = read_case(path)

    reading = coded(language, text)

    assert {str(label) for label in reading.labels} == set(parts) & LABELS
    for part in parts:
        if ":" in part:
            name, _, wanted = part.partition(":")
            if name.startswith("not "):
                assert wanted.strip() not in found(reading, name.removeprefix("not ")), (part, reading.reports)
            else:
                assert wanted.strip() in found(reading, name), (part, reading.reports)


def found(reading, name: str) -> set[str]:
    """Every value the reading's reports give for a name."""
    reports = reading.reports
    if name in ("accusation", "denial", "admission"):
        return {
            f"{r.source_actors[0]} -> {r.target_actors[0]}"
            for r in reports
            if r.type == name and r.source_actors and r.target_actors
        }
    if name in ("killed", "injured"):
        return {str(t.low) for r in reports for t in r.tolls if t.category == name}
    if name == "cumulative":
        return {str(t.low) for r in reports for t in r.tolls if t.kind == "cumulative"}
    return {
        "status": {str(r.status) for r in reports},
        "day": {str(r.occurred_date) for r in reports},
        "place": {str(r.place_code) for r in reports},
        "weapons": {w for r in reports for w in r.weapons},
        "act": {str(r.act_kind) for r in reports},
        "conflict": {str(r.conflict_code).lower() for r in reports},
    }[name]


def test_every_span_of_evidence_is_verbatim():
    for path in CASES:
        language, _, text = read_case(path)
        title, _, summary = text.partition("\n") if "\n" in text else ("", "", text)
        whole = f"{title}\n{summary}"
        for report in coded(language, text).reports:
            for span in report.evidence:
                assert whole[span.start : span.end] == span.text
