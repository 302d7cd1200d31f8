"""The README's questions give the README's answers, on the sample feeds run through the whole line.

After a change that is meant to change them: `python tests/sql/test_readme.py` writes the answers that
`make demo` left in the database `demo` into README.md.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
QUESTION = re.compile(r"```sql\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def questions() -> list[tuple[str, str]]:
    return QUESTION.findall(README.read_text(encoding="utf-8"))


def answer(conn, question: str) -> str:
    from truce import exporting, store

    columns, rows = store.query(conn, question)
    text = "\n".join(exporting.rendered(columns, rows, "table", store.as_json))
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.fixture(scope="module")
def analyst(template):
    """An analyst's connection to the sample feeds' outcome, along the demo's calendar."""
    from truce import demo, replaying, wiring
    from truce.serving import FeedShelf

    shelf = FeedShelf(demo.SAMPLE)
    replaying.set_up_database("readme", anew=True, lasting=False)
    replaying.replay("readme", shelf, demo.calendar(shelf))
    with wiring.database("readme", "analyst") as conn:
        yield conn


def test_there_are_five_questions():
    assert len(questions()) == 5


@pytest.mark.parametrize("number", range(5))
def test_a_question_of_the_readme_has_the_answer_it_prints(analyst, number):
    question, printed = questions()[number]

    assert answer(analyst, question) == printed


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "plugins"))
    from truce import wiring

    with wiring.database("demo", "analyst") as conn:
        text = QUESTION.sub(
            lambda m: f"```sql\n{m[1]}```\n\n```text\n{answer(conn, m[1])}```",
            README.read_text(encoding="utf-8"),
        )
    README.write_text(text, encoding="utf-8")
