"""Which feed of a round may be asked now: few at once from a host, with a pause between, never all together.
Pure: the caller says what time it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Asked = TypeVar("Asked")


class Round(Generic[Asked]):
    """The feeds of one round, by host. Times are seconds of any one clock."""

    def __init__(
        self,
        waiting: Iterable[tuple[Hashable, Asked]],
        per_host: int = 2,
        host_seconds: float = 1.0,
        per_second: float = 20.0,
    ) -> None:
        self.per_host, self.host_seconds, self.gap = per_host, host_seconds, 1 / per_second if per_second else 0.0
        self._waiting: dict[Hashable, deque[Asked]] = {}
        for host, feed in waiting:
            self._waiting.setdefault(host, deque()).append(feed)
        self._running: dict[Hashable, int] = dict.fromkeys(self._waiting, 0)
        self._host_free_at: dict[Hashable, float] = {}
        self._free_at = float("-inf")

    def next(self, now: float) -> tuple[Hashable, Asked] | None:
        """A feed that may be asked now, with its host; None if all must wait."""
        if now < self._free_at:
            return None
        for host in self._waiting:
            if self._running[host] < self.per_host and now >= self._host_free_at.get(host, now):
                return self._taken(host, now)
        return None

    def _taken(self, host: Hashable, now: float) -> tuple[Hashable, Asked]:
        queue = self._waiting.pop(host)
        feed = queue.popleft()
        if queue:
            self._waiting[host] = queue  # behind the other hosts
        self._running[host] += 1
        self._host_free_at[host] = now + self.host_seconds
        self._free_at = now + self.gap
        return host, feed

    def answered(self, host: Hashable) -> None:
        """One request to this host has ended."""
        self._running[host] -= 1

    def give_up(self, host: Hashable) -> list[Asked]:
        """Ask this host nothing more in this round; return what was still to be asked."""
        return list(self._waiting.pop(host, ()))

    def seconds_to_wait(self, now: float) -> float | None:
        """Until something may be asked, unless an answer comes before; None where only answers can help."""
        moments = [self._host_free_at.get(host, now) for host in self._waiting if self._running[host] < self.per_host]
        return max(0.0, max(min(moments), self._free_at) - now) if moments else None

    def is_over(self) -> bool:
        """Whether everything was asked."""
        return not self._waiting
