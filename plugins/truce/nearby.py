"""Keep groups where the reports that may speak of them look. Pure.

A report is held against the few incidents, meetings or claims of its own conflict and days, however many are
known. Where a group is kept (its room, its shelf there, and its mark on that shelf), in which room and on which
shelves a report looks, and how much a shelf and a mark speak for one is each kind's business: see incidents.py,
meetings.py and claims.py.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from truce.model import Statement

Group = TypeVar("Group")


class Asked(dict):
    """The answer to each question, found when it is first asked."""

    def __init__(self, answer: Callable) -> None:
        self._answer = answer

    def __missing__(self, question):
        found = self[question] = self._answer(question)
        return found


class Nearby(Generic[Group]):
    """Known groups by number, and by what a report of them must agree with."""

    def __init__(
        self,
        kept_under: Callable[[Group], tuple[Hashable, Hashable, Hashable]],  # room, shelf and mark
        looked_for_under: Callable[[Statement], tuple[Hashable, Mapping, Mapping]],  # room, shelves and marks
    ) -> None:
        self._kept_under, self._looked_for_under = kept_under, looked_for_under
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

    def of(self, statement: Statement) -> list[tuple[float, float, Group]]:
        """The groups that a report may speak of, each with how much its shelf and its mark speak for it. A mark that
        says 0 rules out; so does a shelf on which the report does not look."""
        room, shelves, marks = self._looked_for_under(statement)
        kept = self._rooms.get(room, {})
        return [
            (by_shelf, by_mark, group)
            for shelf, by_shelf in shelves.items()
            if shelf in kept
            for mark, groups in kept[shelf].items()
            if (by_mark := marks[mark])
            for group in groups.values()
        ]
