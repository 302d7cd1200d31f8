"""What all verbs of the command line share: how a verb is added, its common options, how rows are shown."""

from __future__ import annotations

import argparse
from collections.abc import Callable

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


def takes_format(verb) -> None:
    verb.add_argument("--format", choices=exporting.FORMATS, default="table")


def show(columns, rows, format_name: str) -> None:
    from truce.store import as_json

    for line in exporting.rendered(columns, rows, format_name, as_json):
        print(line)
