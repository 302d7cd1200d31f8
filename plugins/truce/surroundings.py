"""Words that stand right before or behind a name and tell what it is there, compiled from the pages names.toml of
all languages together: an item of one may hold names told in another. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from truce.languages import any_of

# a name by its capitals: "Ain al-Hilweh", "Dar es Salaam"
NAME = r"((?:[A-Z][\w'’-]+)(?:\s(?:(?:(?:al|el|as|ash|an|ar|ad|es)-)?[A-Z][\w'’-]+|of|de|al)){0,3})"
LISTS = (
    "struck", "attacked", "there", "kinds", "befell", "forces", "blamed", "talks", "sites", "moved_to", "first_meant",
    "at_talks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Patterns around names; the words are those of the list of the same name."""

    struck: re.Pattern  # before a city
    attacked: re.Pattern  # a name behind a word for what was done to it
    there: re.Pattern  # a name behind "in", "near"
    kinds: re.Pattern  # a name before "province", "village"
    befell: re.Pattern  # a name at the beginning of a headline
    forces: re.Pattern  # behind a name
    blamed: re.Pattern  # before a name
    talks: re.Pattern  # a name before "talks", "summit"
    sites: re.Pattern  # a place without a name
    moved_to: re.Pattern  # before a name
    first_meant: re.Pattern  # before a name
    at_talks: re.Pattern  # before a word for talks


def surroundings_of(pages: Iterable[Mapping]) -> Surroundings:
    """The patterns of all pages, each list of words put where it stands around a name."""
    told = list(pages)
    words = {name: _any([word for page in told for word in page[name]]) for name in LISTS}

    def compiled(name: str, before: str, behind: str, flags: int = 0) -> re.Pattern:
        return re.compile(before + words[name] + behind, flags)

    at_site = r"\b(?:at|in|on)\s(?:the\s|a\s|an\s|his\s|her\s)?((?:[\w'’-]+\s){0,3}?"
    opening = r"^\s*((?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+)?)(?::\s|\sunder\s|\s"
    return Surroundings(
        struck=compiled("struck", r"\b", r"\s$", re.IGNORECASE),
        attacked=compiled("attacked", r"\b", rf"\s+(?:the\s+)?{NAME}"),
        there=compiled("there", r"\b", rf"\s+(?:the\s+)?{NAME}"),
        kinds=compiled("kinds", rf"\b{NAME}\s", r"\b"),
        befell=compiled("befell", opening, ")"),
        forces=compiled("forces", r"(?:['’]s?)?\s(?:[a-z-]+\s)?", r"\b"),
        blamed=compiled("blamed", r"\b", r"\s(?:the\s)?$", re.IGNORECASE),
        talks=compiled("talks", rf"\b{NAME}\s", r"\b"),
        sites=compiled("sites", at_site, r")\b"),
        moved_to=compiled("moved_to", r"\b", r"\s(?:the\s)?$"),
        first_meant=compiled("first_meant", r"\b", r"\s(?:the\s)?$"),
        at_talks=compiled("at_talks", r"\b", r"\b"),
    )


def _any(words: list[str]) -> str:
    """Any of some words, those that end in * with any ending; nothing where there are none."""
    whole = [word for word in words if not word.endswith("*")]
    begun = [word[:-1] for word in words if word.endswith("*")]
    options = [*([any_of(whole)] if whole else []), *([rf"(?:{any_of(begun)})\w*"] if begun else [])]
    return rf"(?:{'|'.join(options)})" if options else r"(?!)"
