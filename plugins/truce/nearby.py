"""Keep groups where the reports that may speak of them look. Pure.

A report is held against the few incidents, meetings or claims of its own conflict and days, however many are
known. Where a group is kept and where a report looks is each kind's own business: see `kept_under` and
`looked_for_under` in incidents.py, meetings.py and claims.py. They must agree with its affinity: a group that is
not found has none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from truce.model import Statement

Group = TypeVar("Group")


class Nearby(Generic[Group]):
    """Known groups by number, and by what a report of them must agree with."""

    def __init__(
        self,
        kept_under: Callable[[Group], Hashable],
        looked_for_under: Callable[[Statement], Iterable[Hashable]],
    ) -> None:
        self._kept_under, self._looked_for_under = kept_under, looked_for_under
        self._groups: dict[int, Group] = {}
        self._shelves: dict[Hashable, dict[int, Group]] = {}

    def put(self, number: int, group: Group) -> None:
        """Keep a group, in place of what was known of it."""
        if number in self._groups:
            del self._shelves[self._kept_under(self._groups[number])][number]
        self._groups[number] = group
        self._shelves.setdefault(self._kept_under(group), {})[number] = group

    def group(self, number: int) -> Group:
        return self._groups[number]

    def of(self, statement: Statement) -> list[Group]:
        """The groups that a report may speak of."""
        found: list[Group] = []
        for key in self._looked_for_under(statement):
            if key in self._shelves:
                found += self._shelves[key].values()
        return found
