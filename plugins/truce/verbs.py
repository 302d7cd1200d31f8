"""What all verbs of the command line share: how a verb is added, its common options, how rows are shown."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from truce import exporting


def add_verb(verbs, name: str, act: Callable, help_text: str, *examples: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(
        name,
        help=help_text,
        description=help_text,
        epilog="examples:\n" + "\n".join(f"  truce {example}" for example in examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.set_defaults(act=act)
    return verb


def takes_database(verb, default: str | None = None) -> None:
    verb.add_argument(
        "--database",
        default=default,
        metavar="NAME|URL",
        help=f"database to work on (default: {default or 'the live one, truce'})",
    )


def takes_moment(verb) -> None:
    verb.add_argument(
        "--as-known-on",
        type=_moment,
        metavar="DAY",
        help="show what was known by the end of that day (UTC), or by a moment such as 2025-12-10T06:00",
    )


def moment(text: str) -> datetime:
    """A day (its beginning) or a moment that the user wrote; UTC where no zone is given."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2025-12-08 or 2025-12-08T06:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(text: str) -> date:
    """A day that the user wrote."""
    return moment(text).date()


def _moment(text: str) -> datetime:
    """A moment, or of a day its end."""
    is_day = len(text) == len("2025-12-10")
    return moment(text) + (timedelta(days=1, microseconds=-1) if is_day else timedelta())


def takes_format(verb) -> None:
    verb.add_argument("--format", choices=exporting.FORMATS, default="table")


def show(columns, rows, format_name: str) -> None:
    from truce.store import as_json

    for line in exporting.rendered(columns, rows, format_name, as_json):
        print(line)
