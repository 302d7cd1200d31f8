"""What was kept as it came, read again: documents from the archive, entries from quarantine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from truce import parsing, polling_round, store
from truce.errors import FeedError, UnknownName
from truce.model import Entry
from truce.polling_round import Parse


def retried(conn, feed_code: str | None, now: datetime) -> dict[str, int]:
    """Try once more to store what is in quarantine; return how many were stored and how many wait on."""
    counts = {"stored": 0, "waiting": 0}
    with conn:
        for row in store.rows(conn, "quarantined_contents", feed_code=feed_code):
            told = polling_round.store_entries(
                conn, row["feed_code"], [entry_of(row["content"])], now, row["body_hash"]
            )
            if told["refused"]:
                counts["waiting"] += 1
                continue
            store.run(conn, "leave_quarantine", feed_code=row["feed_code"], guid_hash=row["guid_hash"], now=now)
            counts["stored"] += 1
    return counts


def entry_of(content: str) -> Entry:
    """An entry as quarantine keeps it (JSON), cleaned again by the rules of today."""
    return parsing.cleaned(Entry.from_fields(json.loads(content)))


def read_again(
    conn, parse: Parse, feed_code: str | None = None, from_date: date | None = None, shown: Iterable = iter
) -> dict[str, int]:
    """Parse the kept documents again, in the order they came, and store the entries that were not found in them
    before; each stands at the moment its document came. Texts that are stored already stay as they are."""
    counts = {"documents": 0, "unreadable": 0, "new": 0, "changed": 0, "refused": 0}
    kept = store.rows(conn, "kept_bodies", feed_code=feed_code, from_date=from_date)
    for row in shown(kept):
        counts["documents"] += 1
        try:
            body = document(conn, row["body_hash"])
            parsed = parse(body, row["content_type"], row["url"])
        except FeedError:
            counts["unreadable"] += 1
            continue
        with conn:
            told = polling_round.store_entries(
                conn, row["feed_code"], parsed.entries, row["first_fetched_at"], row["body_hash"]
            )
        for name, number in told.items():
            counts[name] += number
    return counts


def document(conn, body_hash: str) -> bytes:
    """A kept document as it came. Raises UnknownName where it is not kept (any more)."""
    found = store.rows(conn, "body_of", body_hash=body_hash)
    if not found:
        raise UnknownName(f"There is no document {body_hash!r} in the archive; `truce archive` lists those there are.")
    return store.unpacked(found[0]["packed"])
