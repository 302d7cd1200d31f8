"""`truce quarantine` and `truce archive`: what could not be stored, and documents as they came."""

from __future__ import annotations

import sys

from truce.verbs import add_verb, day, show, takes_database, takes_format


def _add_quarantine(verbs) -> None:
    verb = add_verb(
        verbs, "quarantine", _quarantine,
        "List the entries that could not be stored, with the reason; or try again to store them.",
        "quarantine", "quarantine retry", "quarantine retry --feed khmer-times",
    )  # fmt: skip
    verb.add_argument("action", nargs="?", choices=("list", "retry"), default="list")
    verb.add_argument("--feed", metavar="CODE")
    takes_format(verb)
    takes_database(verb)


def _quarantine(options) -> None:
    from truce import archive, store, wiring

    with wiring.database(options.database, "loader") as conn:
        if options.action == "retry":
            counts = archive.retried(conn, options.feed, wiring.now())
            print(f"{counts['stored']} stored, {counts['waiting']} wait on.")
            return
        found = store.rows(conn, "quarantined", feed_code=options.feed)
    if not found and options.format == "table":
        print("Nothing is in quarantine.")
        return
    columns = list(found[0]) if found else []
    if options.format == "table":
        columns = ["feed_code", "seen_at", "attempt_count", "reason"]  # what fits on a screen
    show(columns, [[row[column] for column in columns] for row in found], options.format)


def _add_archive(verbs) -> None:
    verb = add_verb(
        verbs, "archive", _archive,
        "List the documents kept as they came; show one; or read them all again, after the parser has changed.",
        "archive --feed khmer-times", "archive show 3f7a9c…", "archive read-again --from 2025-12-01",
    )  # fmt: skip
    verb.add_argument("action", nargs="?", choices=("list", "show", "read-again"), default="list")
    verb.add_argument("body_hash", nargs="?", metavar="HASH", help="of the document to show")
    verb.add_argument("--feed", metavar="CODE")
    verb.add_argument("--from", dest="start", type=day, metavar="DAY", help="came on or after this day")
    takes_format(verb)
    takes_database(verb)


def _archive(options) -> int:
    from truce import archive, store, wiring

    with wiring.database(options.database, "loader") as conn:
        if options.action == "show":
            sys.stdout.buffer.write(archive.document(conn, options.body_hash or ""))
        elif options.action == "read-again":
            with wiring.reading_room() as room:
                counts = archive.read_again(conn, room.parse, options.feed, options.start, _with_progress)
            print(", ".join(f"{number} {name}" for name, number in counts.items()))
        else:
            found = store.rows(conn, "kept_bodies", feed_code=options.feed, from_date=options.start)
            columns = list(found[0]) if found else ["body_hash"]
            show(columns, [list(row.values()) for row in found], options.format)
    return 0


def _with_progress(rows):
    from tqdm import tqdm

    return tqdm(rows, unit="document", disable=not sys.stderr.isatty())


VERBS = (_add_quarantine, _add_archive)
