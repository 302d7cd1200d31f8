"""What conflicts.csv says of a watched conflict is known to the rest of the codebook, or refused."""

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truce.article import read_article
from truce.errors import CodebookError
from truce.lexicon import read_codebook
from truce.model import Conflict

FOLDER = Path(__file__).resolve().parents[2] / "plugins" / "truce" / "codebook"
CODEBOOK = read_codebook(FOLDER)
NOON = datetime(2025, 12, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "unknown"),
    [
        ("side_a", "XX"),
        ("bodies", "GBC; NO-SUCH-BODY"),
        ("monitors", "NOBODY"),
        ("mediators", "US; NOBODY"),
        ("onlookers", "NOBODY"),
        ("seats", "atlantis"),
        ("border_provinces", "Surin; Atlantis"),
    ],
)
def test_a_name_that_nobody_knows_is_refused(tmp_path, column, unknown):
    folder = tmp_path / "codebook"
    shutil.copytree(FOLDER, folder)
    with (folder / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = unknown
    with (folder / "conflicts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    with pytest.raises(CodebookError, match=r"conflicts\.csv, thailand-cambodia: .*(XX|NO-SUCH-BODY|NOBODY|tlantis)"):
        read_codebook(folder)


def test_a_language_is_at_home_with_the_side_whose_press_writes_in_it():
    thai, shared = CODEBOOK.conflicts[0], Conflict("a-b", "A–B", "A", "B", "UTC", language_a="ar", language_b="ar")

    assert (thai.home_of("th"), thai.home_of("km"), thai.home_of("en")) == ("TH", "KH", None)
    assert shared.home_of("ar") is None


@pytest.mark.parametrize(
    ("text", "conflict_code"),
    [
        ("Mortar rounds fell on the Shebaa Farms.", "israel-lebanon"),  # whose it is, is disputed
        ("Mortar rounds fell on Ta Krabei temple.", "thailand-cambodia"),  # likewise
        ("Observers of the General Border Committee arrived.", "thailand-cambodia"),
        ("Officers of the Stability Mechanism arrived.", None),
        ("The ceasefire committee arrived.", "israel-lebanon"),
        ("Mortar rounds fell on Nabatieh, Syria said.", None),
    ],
)
def test_an_entry_belongs_to_the_conflict_whose_place_or_body_it_names(text, conflict_code):
    article = read_article(text, 0, "en", NOON, CODEBOOK)

    assert (article.conflict.conflict_code if article.conflict else None) == conflict_code
