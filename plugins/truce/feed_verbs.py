"""The verbs that bring feeds in: lists from and for other readers (OPML), the feeds of a site, history from files."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from truce.errors import FeedError, SeedError, TruceError
from truce.verbs import add_verb, day, show, takes_database

ACTIONS = ("export-opml", "import-opml", "discover")
COMPLAINTS_SHOWN = 20  # of a file


def takes_registry_fields(verb) -> None:
    """What a list of feeds may not tell, and nobody should guess."""
    verb.add_argument("--side", metavar="ACTOR", help="import-opml: whose press they are, e.g. KH; empty for neither")
    verb.add_argument("--country", metavar="CC", help="import-opml: country of the outlets")
    verb.add_argument("--family", metavar="CODE", help="import-opml: the owner they share")


def act(options) -> int:
    """Do what an action of `truce feeds` asks for."""
    return {"export-opml": _export, "import-opml": _import, "discover": _discover}[options.action](options)


# ------------------------------------------------------------------ OPML


def _export(options) -> int:
    from truce import opml

    polled = [feed for feed in _registry(options) if feed["is_enabled"]]
    for line in opml.written(feed for feed in polled if options.language in (None, feed["language"])):
        print(line)
    return 0


def _registry(options) -> list[dict]:
    from truce import store, wiring

    with wiring.database(options.database, "loader") as conn:
        return store.rows(conn, "registered_feeds")


def _import(options) -> int:
    """Print the lines to add to feeds.csv; that file is the registry, and people review it."""
    from truce import opml, wiring

    path = Path(_wanted(options, "the OPML file"))
    try:
        found = opml.outlines(path.read_bytes(), path.name)
    except OSError as error:
        raise TruceError(f"{path} cannot be read: {error.strerror}.") from error
    given = {name: getattr(options, name) for name in ("language", "side", "country", "family")}
    source = f"imported from {path.name}, {wiring.now():%Y-%m-%d}"
    return _print_rows(found, given, _registry(options), source)


def _print_rows(found, given: dict, registered: list[dict], source: str) -> int:
    from truce import opml

    codes, urls = {feed["feed_code"] for feed in registered}, {feed["url"] for feed in registered}
    known = missing = 0
    for outline in found:
        if outline.url in urls:
            known += 1
            continue
        try:
            row = opml.registry_row(outline, given, codes, source)
        except SeedError as error:
            missing += 1
            print(f"truce: {error}", file=sys.stderr)
            continue
        codes.add(row["feed_code"])
        urls.add(outline.url)
        print(_csv_line(list(row.values())))
    print(
        f"{len(found)} feeds in the list: {known} known already, {missing} lack a language. "
        "Check side and family, add the lines to sql/seeds/feeds.csv, then: truce migrate",
        file=sys.stderr,
    )
    return 1 if missing else 0


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _wanted(options, what: str) -> str:
    if not options.feed_code:
        raise TruceError(f"Say {what}: truce feeds {options.action} …")
    return options.feed_code


# ------------------------------------------------------------------ discover


def _discover(options) -> int:
    """Print the addresses of a site that answer with a feed, with how much is in it and how new."""
    from truce import wiring

    address = _wanted(options, "the address of the site")
    address = address if "://" in address else f"https://{address}"
    columns, rows = found_at(address, wiring.fetcher(), wiring.now())
    if not rows:
        raise FeedError(
            f"No feed was found at {address}: neither there, nor where it links to, nor in the usual places."
        )
    show(columns, rows, options.format)
    return 0


def found_at(address: str, fetcher, now) -> tuple[list[str], list[list]]:
    """The feeds of a site. What its page declares is tried first; the usual addresses only where that is nothing."""
    from truce import discovering
    from truce.model import Feed

    fetched = fetcher.fetch(Feed("", "", address, "", ""))
    if fetched.outcome != "fresh":
        raise FeedError(f"{address} gives no answer: {fetched.detail}.")
    page = fetched.body.decode("utf-8", "replace")
    for candidates in (
        lambda: [fetched.url, *discovering.declared(page, fetched.url)],
        lambda: discovering.usual(fetched.url),
    ):
        if rows := _answering(candidates(), fetcher, now):
            return ["address", "entries", "newest", "verdict"], rows
    return [], []


def _answering(addresses: list[str], fetcher, now) -> list[list]:
    from truce import feed_check

    wanted = [
        {"feed_code": url, "outlet": url, "url": url, "language": "", "family": url, "side": None} for url in addresses
    ]
    columns, rows = feed_check.checked(wanted, fetcher, now)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    good = {row["feed_code"]: row for row in told if not row["verdict"].startswith(("no answer", "no feed"))}
    return [[url, good[url]["entries"], good[url]["newest"], good[url]["verdict"]] for url in addresses if url in good]


# ------------------------------------------------------------------ backfill


def _add_backfill(verbs) -> None:
    verb = add_verb(
        verbs, "backfill", _backfill,
        "Load history from files: feed documents, JSON lines (id, title, text, published_at, url, lang), or lists of "
        "date and url [and title]. Raises no mail; what is there already stays.",
        "backfill archive-2025-*.xml --feed khmer-times", "backfill crawl.jsonl --feed khmer-times --from 2025-05-01",
        "backfill gdelt.tsv --feed khmer-times --from 2025-07-01 --to 2025-07-31",
    )  # fmt: skip
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE")
    verb.add_argument("--feed", required=True, metavar="CODE", help="the feed it is history of")
    verb.add_argument("--from", dest="start", type=day, metavar="DAY", help="published on or after this day (UTC)")
    verb.add_argument("--to", dest="end", type=day, metavar="DAY", help="published on or before this day (UTC)")
    takes_database(verb)


def _backfill(options) -> int:
    from truce import backfilling, wiring

    usable = 0
    with wiring.database(options.database, "loader") as conn, wiring.archive_room() as room:
        for path in options.files:
            loaded = backfilling.backfill(
                conn, options.feed, path, wiring.now(), room.parse, options.start, options.end
            )
            _complain(loaded.complaints)
            counts = loaded.counts
            usable += counts["new"] + counts["known"] + counts["outside"]
            print(
                f"{path.name}: {counts['new']} new, {counts['known']} known already, "
                f"{counts['outside']} outside of the days asked for, {counts['bad']} bad."
            )
    print("The next run of the monitor reads them (or now: truce run code, then truce run group). No mail is raised.")
    return 0 if usable else 1


def _complain(complaints: list[str]) -> None:
    for complaint in complaints[:COMPLAINTS_SHOWN]:
        print(f"truce: {complaint}", file=sys.stderr)
    if len(complaints) > COMPLAINTS_SHOWN:
        print(f"truce: … and {len(complaints) - COMPLAINTS_SHOWN} more", file=sys.stderr)


VERBS = (_add_backfill,)
