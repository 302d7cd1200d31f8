"""Which entries of a document are new, edited, or known under another name. Pure.

A guid as its feed gives it is the identity of an entry. Two habits of feeds break that: a guid that is used again
for another item, and guids that change all at once while the articles stay the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from truce.model import Entry

ANOTHER_ITEM_AFTER = timedelta(hours=1)
ALIKE = 50  # of 100: titles less alike than this are of different items
RESHUFFLED_FROM = 0.5  # share of a document's guids that are new although their articles are known


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an entry."""

    entry_id: int
    guid: str
    content_hash: str
    title: str = ""
    link: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What there is to store of a document, and how many entries it had."""

    added: tuple[Entry, ...] = ()
    changed: tuple[tuple[Known, Entry], ...] = ()
    renamed: tuple[tuple[Known, str], ...] = ()  # the same article under a new guid


def guid_of_another(entry: Entry) -> str:
    """The identity of an item whose guid was used before for another one."""
    return f"{entry.guid[:500]} {(entry.link or '')[:400]}"


def guids_to_look_up(entries: Iterable[Entry]) -> list[str]:
    """The identities under which these entries may be stored; of a link that cannot be, there is no second one."""
    guids = {entry.guid for entry in entries}
    return sorted(guids | {guid_of_another(e) for e in entries if e.link and e.link.isprintable()})


def is_another_item(entry: Entry, before: Known) -> bool:
    """Whether a guid was used again: another address, another headline, published later."""
    if not (entry.link and before.link and entry.published_at and before.published_at):
        return False
    return (
        entry.link != before.link
        and entry.published_at - before.published_at >= ANOTHER_ITEM_AFTER
        and fuzz.token_set_ratio(entry.title, before.title) < ALIKE
    )


def unknown(entries: Iterable[Entry], known: Mapping[str, Known]) -> list[Entry]:
    """The entries whose guid the feed never gave before."""
    return [entry for entry in entries if entry.guid not in known]


def may_be_reshuffled(count: int, told: Iterable[Entry], known: Mapping[str, Known]) -> bool:
    """Whether so many guids of a document of this many entries are new that it is worth asking whether the articles
    are."""
    return len(unknown(told, known)) > RESHUFFLED_FROM * count


def links_of(told: Iterable[Entry], known: Mapping[str, Known]) -> list[str]:
    """The links under which entries of new guids may be stored."""
    return [entry.link for entry in unknown(told, known) if entry.link and entry.link.isprintable()]


def renamed_by_link(
    entries: Sequence[Entry], known: Mapping[str, Known], by_link: Mapping[str, Known]
) -> dict[str, Known]:
    """New guid → the entry it stands for, where most guids of a document are new while their links are known.
    A link that stands more than once in the document names no article."""
    counts = Counter(entry.link for entry in entries)
    same = {e.guid: by_link[e.link] for e in unknown(entries, known) if e.link in by_link and counts[e.link] == 1}
    return same if len(same) > RESHUFFLED_FROM * len(entries) else {}


def settle(entries: Sequence[Entry], known: Mapping[str, Known], renamed: Mapping[str, Known]) -> Settled:
    """What to store of a document, in the order of the guids, so that two pollers never wait for each other."""
    added, changed = [], []
    for entry in sorted(entries, key=lambda entry: entry.guid):
        before = renamed.get(entry.guid) or known.get(entry.guid)
        if before is not None and before.content_hash != entry.content_hash and is_another_item(entry, before):
            entry = replace(entry, guid=guid_of_another(entry))
            before = known.get(entry.guid)
        if before is None:
            added.append(entry)
        elif before.content_hash != entry.content_hash:
            changed.append((before, entry))
    names = tuple((before, guid) for guid, before in sorted(renamed.items()))
    return Settled(tuple(added), tuple(changed), names)
