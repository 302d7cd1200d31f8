"""A gazetteer of the real places the grouping tests speak of."""

from pathlib import Path

from truce.lexicon import read_codebook

CODEBOOK = Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook"
GAZETTEER = read_codebook(CODEBOOK).gazetteer


def code_of(name: str) -> str:
    """The code of the one place with this English name."""
    return next(m.place_code for m in GAZETTEER.places_in(name))
