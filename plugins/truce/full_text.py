"""What to make of an article that was asked for: whether its text takes the place of the summary, and if there is
none, why and whether to ask again. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from truce.cleaning import clean_text
from truce.model import Fetched

MOST_ATTEMPTS = 3
FIRST_PAUSE = timedelta(minutes=30)  # after a failure; four times as long after the next
LONGEST_PAUSE = timedelta(days=7)
PASSING = frozenset({408, 425, 429})  # of the 4xx, those that may be otherwise later
UNWELCOME = frozenset({401, 402, 403, 451})  # what a host answers so, it means for all of its articles
LETTERS = re.compile(r"[\W_]+")
RUN = 5  # letters
BEGINNING = 3_000  # characters of an article that are compared with its summary
ALIKE = 0.12  # share of the runs of letters of title and summary that the article has too; a cookie notice: .05
FEWEST = 30  # runs; of less nothing can be said


def paragraphs(text: str) -> str:
    """The text of an article, cleaned: a paragraph a line."""
    lines = (clean_text(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def why_not(title: str, summary: str, text: str) -> str | None:
    """The outcome that keeps a text from taking the place of the summary, if one does: no_article, no_longer than
    the summary, or not_its (a cookie notice, a front page: it has too little of the title's and summary's words)."""
    if not text:
        return "no_article"
    if len(text) <= len(summary):
        return "no_longer"
    told, found = _runs(f"{title} {summary}"), _runs(text[:BEGINNING])
    if len(told) >= FEWEST and len(told & found) < ALIKE * len(told):
        return "not_its"
    return None


def _runs(text: str) -> set[str]:
    letters = LETTERS.sub("", text.casefold())
    return {letters[place : place + RUN] for place in range(len(letters) - RUN + 1)}


def outcome_without_page(fetched: Fetched) -> str:
    """failed where asking again may help, else refused: by the server (4xx), or by us."""
    status = fetched.http_status
    is_final = fetched.is_refused or (status is not None and 400 <= status < 500 and status not in PASSING)
    return "refused" if is_final else "failed"


def is_page(content_type: str | None, body: bytes) -> bool:
    """Whether an answer is an HTML page; one of no declared type that begins like one counts."""
    if content_type:
        return "html" in content_type.lower()
    return body.lstrip()[:1] == b"<"


def again_at(now: datetime, attempt_count: int, retry_after_seconds: int = 0) -> datetime:
    """When an article that failed may be asked for again: not before the server says, which is heeded for a week."""
    asked = min(timedelta(seconds=retry_after_seconds), LONGEST_PAUSE)
    return now + max(FIRST_PAUSE * 4 ** (max(attempt_count, 1) - 1), asked)
