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


def is_another_item(entry: Entry, before: Known) -> bool:
    """Whether a guid was used again: another address, another headline, published later."""
    if not (entry.link and before.link and entry.published_at and before.published_at):
        return False
    return (
        entry.link != before.link
        and entry.published_at - before.published_at >= ANOTHER_ITEM_AFTER
        and fuzz.token_set_ratio(entry.title, before.title) < ALIKE
    )


def guids_of_others(entries: Iterable[Entry], known: Mapping[str, Known]) -> list[str]:
    """The identities of entries whose guid was used before for another item; of a link that cannot be stored, none."""
    return [
        guid_of_another(entry)
        for entry in entries
        if entry.guid in known and is_another_item(entry, known[entry.guid]) and entry.link.isprintable()
    ]


def own_links(entries: Sequence[Entry]) -> list[str | None]:
    """The link of each entry of a document; None where it names no article: it stands there more than once, or cannot
    be stored."""
    counts = Counter(entry.link for entry in entries)
    return [e.link if e.link and counts[e.link] == 1 and e.link.isprintable() else None for e in entries]


def renamed_by_link(
    entries: Sequence[Entry], known: Mapping[str, Known], by_link: Mapping[str, Known]
) -> dict[str, Known]:
    """New guid → the entry it stands for, where most guids of a document are new while their links are known."""
    links = zip(entries, own_links(entries), strict=True)
    same = {e.guid: by_link[link] for e, link in links if e.guid not in known and link in by_link}
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
