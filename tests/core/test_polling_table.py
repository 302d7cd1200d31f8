"""Every line of docs/POLLING.md names a test that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "POLLING.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_the_table_has_34_lines_each_with_its_test():
    lines = re.findall(r"^\| (\d+) \| [^|]+ \| (`test_\w+`(?:, `test_\w+`)*) \|$", TABLE, re.MULTILINE)

    assert [int(number) for number, _ in lines] == list(range(1, 35))


def test_every_test_it_names_exists():
    named = set(re.findall(r"`(test_\w+)`", TABLE))

    assert named <= TESTS, sorted(named - TESTS)
