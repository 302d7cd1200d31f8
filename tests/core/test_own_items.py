"""Every labelled item of our own, with and without the model, is read without an exception; every field's
evidence is the text at its place."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.coding import code_entry
from truce.lexicon import read_codebook
from truce.model import EntryText

ROOT = Path(__file__).resolve().parents[2]
CODEBOOK = read_codebook(ROOT / "plugins" / "truce" / "codebook")
SETS = sorted((ROOT / "tests" / "cases").rglob("*.jsonl"))


@pytest.mark.parametrize("path", SETS, ids=lambda p: f"{p.parent.name}/{p.stem}")
@pytest.mark.parametrize("codebook", [CODEBOOK, replace(CODEBOOK, classifier=None)], ids=["model", "rules alone"])
def test_every_item_of_our_own_is_read_with_verbatim_evidence(path, codebook):
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        published = datetime.fromisoformat(row["date"] + "T12:00").replace(tzinfo=UTC)
        reading = code_entry(EntryText(0, row["title"], row["text"], published, row["lang"]), codebook)

        text = f"{row['title']}\n{row['text']}"
        for span in (span for report in reading.reports for span in report.evidence):
            assert text[span.start : span.end] == span.text, (row["id"], span)
