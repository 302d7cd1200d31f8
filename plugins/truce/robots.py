"""What a robots.txt allows (RFC 9309), and how slowly its host wants to be asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from truce.cleaning import UNSAFE

AGENT = "Truce"
PATH = "/robots.txt"
SIZE_CAP = 500 * 1024  # bytes; the least that RFC 9309 asks a robot to read
UNWELCOME = frozenset({401, 403})
NO_FILE = range(400, 500)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows us; `reason` says why nothing at all, where that is so."""

    file: Protego | None = None
    reason: str | None = None
    is_lasting: bool = True  # a host that does not answer may answer later

    def allows(self, url: str) -> bool:
        return self.reason is None and (self.file is None or self.file.can_fetch(url, AGENT))

    @property
    def delay_seconds(self) -> float:
        """Seconds between two requests; the request rate counts as well as the crawl delay."""
        if self.file is None:
            return 0.0
        rate = self.file.request_rate(AGENT)
        slowly = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self.file.crawl_delay(AGENT) or 0.0, slowly, 0.0)


def rules_of(status: int | None, body: bytes | None, detail: str = "") -> Rules:
    """The rules that an answer to /robots.txt means. No such file (4xx) allows all; 401 and 403 are those of a site
    that does not want to be asked, 429 and no answer at all forbid everything for now (RFC 9309, 2.3.1)."""
    if status == 200:
        text = (body or b"")[:SIZE_CAP].decode("utf-8", "replace").replace("\r", "\n")
        text = UNSAFE.sub("", text)
        return Rules(Protego.parse(text))
    if status in UNWELCOME:
        return Rules(reason=f"its robots.txt is refused to us ({status})")
    if status in NO_FILE and status != 429:
        return Rules()
    return Rules(reason=f"its robots.txt cannot be read ({detail or status})", is_lasting=False)
