"""Keep groups where the reports that may speak of them look. Pure.

A report is held against the few incidents, meetings or claims of its own conflict and days, however many are
known. Where a group is kept (its room, its shelf there, and its mark on that shelf), in which room and on which
shelves a report looks, and which marks may be its own is each kind's business: see incidents.py, meetings.py and
claims.py. They must agree with its affinity: a group that is not found has none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from truce.model import Statement

Group = TypeVar("Group")
NOTHING: Mapping = MappingProxyType({})


class Nearby(Generic[Group]):
    """Known groups by number, and by what a report of them must agree with."""

    def __init__(
        self,
        kept_under: Callable[[Group], tuple[Hashable, Hashable, Hashable]],
        looked_for_under: Callable[[Statement], tuple[Hashable, Iterable[Hashable]]],
        agrees: Callable[[Statement], Callable[[Hashable], bool]],
    ) -> None:
        self._kept_under, self._looked_for_under, self._agrees = kept_under, looked_for_under, agrees
        self._groups: dict[int, Group] = {}
        self._rooms: dict[Hashable, dict[Hashable, dict[Hashable, dict[int, Group]]]] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._groups

    def put(self, number: int, group: Group) -> None:
        """Keep a group, in place of what was known of it."""
        if number in self._groups:
            room, shelf, mark = self._kept_under(self._groups[number])
            del self._rooms[room][shelf][mark][number]
        room, shelf, mark = self._kept_under(group)
        self._groups[number] = group
        self._rooms.setdefault(room, {}).setdefault(shelf, {}).setdefault(mark, {})[number] = group

    def group(self, number: int) -> Group:
        return self._groups[number]

    def of(self, statement: Statement) -> list[Group]:
        """The groups that a report may speak of."""
        agrees = self._agrees(statement)
        room, shelves = self._looked_for_under(statement)
        kept = self._rooms.get(room, {})
        found: list[Group] = []
        for shelf in shelves:
            for mark, groups in kept.get(shelf, NOTHING).items():
                if agrees(mark):
                    found += groups.values()
        return found
