"""Every type has its codes in the tables of the field, or says why it has none."""

from pathlib import Path

import pytest

from truce.lexicon import read_codebook
from truce.model import TYPES

CODEBOOK = read_codebook(Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook")


@pytest.mark.parametrize(("label", "kind"), [(str(label), kind) for label, kinds in TYPES.items() for kind in kinds])
def test_a_type_has_codes_and_a_lossy_one_a_note(label, kind):
    row = CODEBOOK.interop[label, kind]

    assert row["plover"] or row["note"]
    assert row["is_lossy"] in ("true", "false")
    assert row["is_lossy"] == "false" or row["note"]


def test_cameo_codes_are_strings_that_keep_their_zeros():
    assert {row["cameo"] for row in CODEBOOK.interop.values() if row["cameo"].startswith("0")}
